package io.saksi.agent.cli.status;

import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.SyncSetStatus;

/** The words for values on the wire: the same in the table and in JSON. */
public final class Words {
  /** What an agent of a later version said, and we have no word for. */
  private static final String UNKNOWN = "unknown";

  private Words() {}

  public static String of(Mode mode) {
    return switch (mode) {
      case MODE_SYNC_AUTO -> "sync-auto";
      case MODE_SYNC_MANUAL -> "sync-manual";
      case MODE_ASYNC -> "async";
      case MODE_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
    };
  }

  static String of(MemberKind kind) {
    return switch (kind) {
      case MEMBER_KIND_DATA -> "data";
      case MEMBER_KIND_WITNESS -> "witness";
      case MEMBER_KIND_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
    };
  }

  static String of(MemberRole role) {
    return switch (role) {
      case MEMBER_ROLE_PRIMARY -> "primary";
      case MEMBER_ROLE_STANDBY -> "standby";
      case MEMBER_ROLE_JOINING -> "joining";
      case MEMBER_ROLE_SUSPENDED -> "suspended";
      case MEMBER_ROLE_WITNESS -> "witness";
      case MEMBER_ROLE_NONE -> "none";
      case MEMBER_ROLE_MAINTENANCE -> "maintenance";
      case MEMBER_ROLE_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
    };
  }

  static String of(Gate gate) {
    return switch (gate) {
      case GATE_CLOSED -> "closed";
      case GATE_READ -> "read";
      case GATE_WRITE -> "write";
      case GATE_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
    };
  }

  /** {@code ANY 1 (b, c)}, or {@code nobody}. */
  static String of(SyncSetStatus set) {
    return set.getK() == 0
        ? "nobody"
        : "ANY " + set.getK() + " (" + PlainText.of(String.join(", ", set.getMembersList())) + ")";
  }
}
