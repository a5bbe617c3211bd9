package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import io.saksi.core.model.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;

/** Others reach a node where it says that it listens. */
public final class OwnAddressCheck implements LocalCheck {
  @Override
  public String subject() {
    return "this node's addresses";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) {
    return Stream.concat(
            Stream.of(place.agent().agent(), place.agent().raft()),
            place.agent().postgres().stream())
        .map(Endpoint::host)
        .distinct()
        .filter(host -> !isOurs(host))
        .map(host ->
            Finding.here(
                Severity.DANGER,
                "NOT_OUR_ADDRESS",
                host + " is no address of this machine",
                "correct --listen, --raft-listen or --postgres-listen, or give the machine its"
                    + " address"))
        .toList();
  }

  /** An address that is not the machine's cannot be bound, at any port. */
  private static boolean isOurs(String host) {
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
