package io.saksi.agent.cli.order;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.rpc.CallFailure;
import java.util.Optional;

/** What an agent said when it did not do as it was told. */
final class Refusals {
  private Refusals() {}

  /** Whether another agent would say the same. */
  static boolean isFinal(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case INVALID_ARGUMENT,
          FAILED_PRECONDITION,
          ABORTED,
          NOT_FOUND,
          UNAUTHENTICATED,
          PERMISSION_DENIED ->
          true;
      default -> false;
    };
  }

  /** Whether the agent says that nothing was written, for nobody leads. */
  static boolean isWithoutLeader(StatusRuntimeException e) {
    return info(e).map(i -> i.getReason().equals("NO_LEADER")).orElse(false);
  }

  static String describe(StatusRuntimeException e) {
    return info(e).isPresent()
        ? PlainText.of(String.valueOf(e.getStatus().getDescription()))
        : CallFailure.describe(e);
  }

  static CliFailure failure(StatusRuntimeException e) {
    String said = String.valueOf(e.getStatus().getDescription());
    if (said.startsWith("show a certificate")) {
      return new CliFailure(ExitCode.REFUSED, "the agent asks who you are", PlainText.of(said));
    }
    if (e.getStatus().getCode() == Status.Code.UNAUTHENTICATED) {
      return new CliFailure(
          ExitCode.REFUSED,
          "the agent does not accept this secret",
          "Give the file that the agent was started with: --secret-file or SAKSI_SECRET_FILE.");
    }
    Optional<ErrorInfo> info = info(e);
    int code =
        switch (info.map(ErrorInfo::getReason).orElse("")) {
          case "INVALID_ORDER" -> ExitCode.USAGE;
          case "DATA_LOSS_NOT_ACCEPTED" -> ExitCode.NOT_CONFIRMED;
          default -> ExitCode.REFUSED;
        };
    return new CliFailure(
        code,
        PlainText.of(said),
        PlainText.of(info.map(i -> i.getMetadataOrDefault("remedy", "")).orElse("")));
  }

  private static Optional<ErrorInfo> info(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    if (status == null) {
      return Optional.empty();
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return Optional.of(detail.unpack(ErrorInfo.class));
        } catch (InvalidProtocolBufferException damaged) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
