package io.saksi.agent.router;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which backend gave out which cancel key (process id and secret), so that a CancelRequest, which
 * comes over a connection of its own, finds it. An encrypted session's key is unknown.
 */
final class CancelKeys {
  private static final int MAX_KEYS = 100_000;

  private final Map<ByteBuffer, Backend> backends = new ConcurrentHashMap<>();

  /** Remembers the key while there is room. */
  void add(ByteBuffer key, Backend backend) {
    if (backends.size() < MAX_KEYS) {
      backends.put(key, backend);
    }
  }

  void remove(ByteBuffer key) {
    backends.remove(key);
  }

  Optional<Backend> find(ByteBuffer key) {
    return Optional.ofNullable(backends.get(key));
  }
}
