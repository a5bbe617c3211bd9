package io.saksi.agent.http;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections, the one that was quiet for longest first. Where all seats are taken the first
 * makes room: whoever holds many connections and says nothing cannot keep a load balancer's check
 * out. Confined to the server's thread.
 */
final class Seats {
  private final int number;
  private final Traffic traffic;
  private final Set<Channel> taken = new LinkedHashSet<>();

  Seats(int number, Traffic traffic) {
    this.number = number;
    this.traffic = traffic;
  }

  void take(Channel connection) {
    if (taken.size() >= number) {
      Channel quietest = taken.iterator().next();
      taken.remove(quietest);
      traffic.evicted();
      Conversation.close(quietest);
    }
    taken.add(connection);
  }

  /** It was answered just now. */
  void heard(Channel connection) {
    if (taken.remove(connection)) {
      taken.add(connection);
    }
  }

  void leave(Channel connection) {
    taken.remove(connection);
  }

  int taken() {
    return taken.size();
  }
}
