package io.saksi.agent.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer's status and content.
 *
 * @param status of HTTP
 * @param type media type of the body
 */
record Answer(int status, String type, String body) {
  static Answer json(int status, String body) {
    return new Answer(status, "application/json", body);
  }

  /** For people. */
  static Answer text(int status, String line) {
    return new Answer(status, "text/plain; charset=utf-8", line + "\n");
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
