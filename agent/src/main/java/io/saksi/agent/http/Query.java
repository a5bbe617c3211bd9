package io.saksi.agent.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request asks for besides its path. Parameters that are not known are ignored, as Patroni
 * does.
 *
 * @param lag the bytes that a standby may be behind
 * @param applied whether lag is counted to what was applied, or to what was written
 * @param replicationState {@code streaming}, or another word that no standby of ours is in
 * @param tags that the node must have, by name
 */
record Query(
    OptionalLong lag,
    boolean applied,
    Optional<String> replicationState,
    Map<String, String> tags) {
  private static final int MOST = 32;
  private static final String TAG = "tag_";

  Query {
    tags = Map.copyOf(tags);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, if a value is none
   */
  static Query parse(String uri) {
    Map<String, List<String>> values =
        new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MOST).parameters();
    Map<String, String> tags = new HashMap<>();
    values.forEach((name, all) -> {
      if (name.startsWith(TAG)) {
        tags.put(name.substring(TAG.length()), all.getFirst());
      }
    });
    String mode = first(values, "mode").orElse("apply");
    if (!mode.equals("apply") && !mode.equals("write")) {
      throw new IllegalArgumentException("mode: apply or write");
    }
    return new Query(
        lag(first(values, "lag")), mode.equals("apply"), first(values, "replication_state"), tags);
  }

  private static Optional<String> first(Map<String, List<String>> values, String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  private static OptionalLong lag(Optional<String> text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong bytes = Size.parse(text.get());
    if (bytes.isEmpty()) {
      throw new IllegalArgumentException("lag: a number of bytes, or as in 16kB, 64MB, 1GB");
    }
    return bytes;
  }
}
