package io.saksi.agent.access;

import io.saksi.agent.tls.Role;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.StopPostgresRequest;

/** The role that a message takes. */
final class Needed {
  private Needed() {}

  static Role by(Object message) {
    return switch (message) {
      case OrderRequest request -> by(request.getOrder());
      case CancelRequest _, StopPostgresRequest _ -> Role.OPERATOR;
      default -> Role.VIEWER;
    };
  }

  /** What may lose data, or changes what protects them, takes more than daily work does. */
  private static Role by(Order order) {
    return switch (order.getKindCase()) {
      case PAUSE, RESUME, SWITCHOVER, SUSPEND_NODE, TAG_NODE, MAINTAIN_NODE, END_MAINTENANCE ->
          Role.OPERATOR;
      case MODE,
          SETTINGS,
          CONFIGURATION,
          FAILOVER,
          RESUME_NODE,
          DETACH_NODE,
          REMOVE_NODE,
          KIND_NOT_SET ->
          Role.ADMIN;
    };
  }
}
