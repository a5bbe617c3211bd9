package io.saksi.wire;

import io.saksi.core.model.Cause;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Reign.Accession;
import io.saksi.proto.v1.Reign;

/** Why a reign ends, how the next one comes, and how the former is known to be over. */
final class ReasonCodec {
  private ReasonCodec() {}

  static Reign.Cause encode(Cause cause) {
    return switch (cause) {
      case POSTMASTER_DEAD -> Reign.Cause.CAUSE_POSTMASTER_DEAD;
      case NODE_SILENT -> Reign.Cause.CAUSE_NODE_SILENT;
      case LEASE_RAN_OUT -> Reign.Cause.CAUSE_LEASE_RAN_OUT;
      case PRIMARY_NOT_SERVING -> Reign.Cause.CAUSE_PRIMARY_NOT_SERVING;
      case CANNOT_COMMIT -> Reign.Cause.CAUSE_CANNOT_COMMIT;
      case SWITCHOVER -> Reign.Cause.CAUSE_SWITCHOVER;
      case FORCED -> Reign.Cause.CAUSE_FORCED;
      case CANDIDATE_FAILED -> Reign.Cause.CAUSE_CANDIDATE_FAILED;
      case DISASTER -> Reign.Cause.CAUSE_DISASTER;
    };
  }

  static Cause decode(Reign.Cause wire) throws MalformedMessage {
    return switch (wire) {
      case CAUSE_POSTMASTER_DEAD -> Cause.POSTMASTER_DEAD;
      case CAUSE_NODE_SILENT -> Cause.NODE_SILENT;
      case CAUSE_LEASE_RAN_OUT -> Cause.LEASE_RAN_OUT;
      case CAUSE_PRIMARY_NOT_SERVING -> Cause.PRIMARY_NOT_SERVING;
      case CAUSE_CANNOT_COMMIT -> Cause.CANNOT_COMMIT;
      case CAUSE_SWITCHOVER -> Cause.SWITCHOVER;
      case CAUSE_FORCED -> Cause.FORCED;
      case CAUSE_CANDIDATE_FAILED -> Cause.CANDIDATE_FAILED;
      case CAUSE_DISASTER -> Cause.DISASTER;
      case CAUSE_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("cause", wire);
    };
  }

  static Reign.Accession encode(Accession accession) {
    return switch (accession) {
      case FOUND -> Reign.Accession.ACCESSION_FOUND;
      case PROMOTE -> Reign.Accession.ACCESSION_PROMOTE;
      case IN_PLACE -> Reign.Accession.ACCESSION_IN_PLACE;
    };
  }

  static Accession decode(Reign.Accession wire) throws MalformedMessage {
    return switch (wire) {
      case ACCESSION_FOUND -> Accession.FOUND;
      case ACCESSION_PROMOTE -> Accession.PROMOTE;
      case ACCESSION_IN_PLACE -> Accession.IN_PLACE;
      case ACCESSION_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("accession", wire);
    };
  }

  static Reign.FenceProof encode(FenceProof proof) {
    return switch (proof) {
      case SELF_FENCED -> Reign.FenceProof.FENCE_PROOF_SELF_FENCED;
      case LEASE_RAN_OUT -> Reign.FenceProof.FENCE_PROOF_LEASE_RAN_OUT;
      case NEVER_OPEN -> Reign.FenceProof.FENCE_PROOF_NEVER_OPEN;
      case FENCE_AGENT -> Reign.FenceProof.FENCE_PROOF_FENCE_AGENT;
      case NO_PREDECESSOR -> Reign.FenceProof.FENCE_PROOF_NO_PREDECESSOR;
    };
  }

  static FenceProof decode(Reign.FenceProof wire) throws MalformedMessage {
    return switch (wire) {
      case FENCE_PROOF_SELF_FENCED -> FenceProof.SELF_FENCED;
      case FENCE_PROOF_LEASE_RAN_OUT -> FenceProof.LEASE_RAN_OUT;
      case FENCE_PROOF_NEVER_OPEN -> FenceProof.NEVER_OPEN;
      case FENCE_PROOF_FENCE_AGENT -> FenceProof.FENCE_AGENT;
      case FENCE_PROOF_NO_PREDECESSOR -> FenceProof.NO_PREDECESSOR;
      case FENCE_PROOF_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("proof", wire);
    };
  }
}
