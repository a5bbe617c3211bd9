package io.saksi.agent.operate;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.Serial;

/** An order or a question that is not carried out: what is wrong, and what to do. */
public final class Refusal extends Exception {
  @Serial private static final long serialVersionUID = 1;
  private static final String DOMAIN = "saksi";

  /** What kind of problem; the names are a promise to programs. */
  public enum Code {
    /** The request itself is wrong. */
    INVALID_ORDER(Status.Code.INVALID_ARGUMENT),
    /** The state of the cluster does not allow it. */
    NOT_POSSIBLE(Status.Code.FAILED_PRECONDITION),
    /** It would go through, but not well, and was not ordered in spite of that. */
    OBSTACLES(Status.Code.FAILED_PRECONDITION),
    /** Something may be lost that was not accepted. */
    DATA_LOSS_NOT_ACCEPTED(Status.Code.FAILED_PRECONDITION),
    /** The state has another version than the caller expects. */
    STATE_MOVED(Status.Code.ABORTED),
    /** No agent leads now. */
    NO_LEADER(Status.Code.UNAVAILABLE),
    /** Whether it was, or will be, carried out is not known; the same key asks again. */
    OUTCOME_UNKNOWN(Status.Code.UNAVAILABLE),
    /** No order with this key is known. */
    UNKNOWN_OPERATION(Status.Code.NOT_FOUND);

    private final Status.Code status;

    Code(Status.Code status) {
      this.status = status;
    }
  }

  /** It travels in headers, which have 8 kB together. */
  private static final int LONGEST = 2_000;

  private final Code code;
  private final String remedy;

  Refusal(Code code, String message, String remedy) {
    super(message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…");
    this.code = code;
    this.remedy = remedy;
  }

  static Refusal noLeader(String detail) {
    return new Refusal(
        Code.NO_LEADER,
        "no agent leads the cluster now: " + detail,
        "the cluster needs a majority of its agents: see saksi status, and try again");
  }

  /** As gRPC carries it, with details (AIP-193). */
  StatusRuntimeException toStatus() {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setReason(code.name())
            .setDomain(DOMAIN)
            .putMetadata("remedy", remedy)
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.status.value())
            .setMessage(getMessage())
            .addDetails(Any.pack(info))
            .build(),
        new Metadata());
  }
}
