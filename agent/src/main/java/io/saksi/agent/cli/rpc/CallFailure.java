package io.saksi.agent.cli.rpc;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.saksi.agent.cli.PlainText;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why a call came back without an answer, in an operator's words. */
public final class CallFailure {
  private static final Pattern OF_TRANSPORT =
      Pattern.compile("(?i)io exception|network closed|http/2|goaway|keepalive|channel|connection");

  private CallFailure() {}

  /** A clause without a full stop, for example {@code connection refused}. */
  public static String describe(Throwable failure) {
    return switch (failure) {
      case UnknownHostException _ -> "no such host";
      case StatusRuntimeException e -> describe(e.getStatus());
      case StatusException e -> describe(e.getStatus());
      default -> PlainText.of(failure.toString());
    };
  }

  private static String describe(Status status) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof NoRouteToHostException) {
        return "no route to host";
      }
      if (cause instanceof SSLException) {
        return "the certificates do not fit: " + PlainText.of(String.valueOf(cause.getMessage()));
      }
      if (cause instanceof ConnectException && isRefusal(cause)) {
        return "connection refused: nothing listens there";
      }
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return "no answer in time";
    }
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      return "what answers there is no Saksi agent, or one of another version";
    }
    if (status.getCode() == Status.Code.UNAVAILABLE && isOfAgent(status)) {
      return PlainText.of(status.getDescription());
    }
    return isOfTransport(status.getCode())
        ? "the connection was made, and broke; is it an agent's port? Where agents have"
            + " certificates, so must you: --tls-dir"
        : PlainText.of(status.getCode() + ": " + status.getDescription());
  }

  /** What an agent says of itself has no cause here, and is none of gRPC's own phrases. */
  private static boolean isOfAgent(Status status) {
    String text = status.getDescription();
    return status.getCause() == null && text != null && !OF_TRANSPORT.matcher(text).find();
  }

  /** How gRPC says that the other end does not speak its language, or went away. */
  private static boolean isOfTransport(Status.Code code) {
    return code == Status.Code.UNAVAILABLE
        || code == Status.Code.INTERNAL
        || code == Status.Code.UNKNOWN;
  }

  private static boolean isRefusal(Throwable cause) {
    return cause.getMessage() != null && cause.getMessage().contains("refused");
  }
}
