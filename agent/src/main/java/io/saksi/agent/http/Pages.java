package io.saksi.agent.http;

import io.saksi.agent.admin.StatusBuilder;
import io.saksi.proto.v1.ClusterStatus;

/** The answer to each path. A path is compared as it is: nothing of it is decoded or opened. */
final class Pages {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final NodeSource source;
  private final Metrics metrics;

  Pages(NodeSource source, Metrics metrics) {
    this.source = source;
    this.metrics = metrics;
  }

  Answer answer(String uri) {
    int mark = uri.indexOf('?');
    String path = mark < 0 ? uri : uri.substring(0, mark);
    Query query;
    try {
      query = Query.parse(uri);
    } catch (IllegalArgumentException e) {
      return Answer.text(BAD_REQUEST, e.getMessage());
    }
    Standing standing = new Standing(source);
    Checks checks = new Checks(standing, source.status().self(), query);
    return switch (path) {
      case "/", "/primary", "/master", "/leader", "/read-write" -> node(standing, checks.primary());
      case "/standby-leader", "/standby_leader" -> node(standing, false);
      case "/replica" -> node(standing, checks.replica());
      case "/read-only" -> node(standing, checks.readOnly());
      case "/sync", "/synchronous", "/quorum" -> node(standing, checks.sync());
      case "/read-only-sync", "/read-only-quorum" -> node(standing, checks.readOnlySync());
      case "/async", "/asynchronous" -> node(standing, checks.async());
      case "/health" -> node(standing, standing.isRunning());
      case "/patroni" -> node(standing, standing.isFresh());
      case "/liveness" -> probe(standing.isAlive(), "the event loop hangs");
      case "/readiness" -> probe(checks.ready(), "not ready");
      case "/cluster" -> cluster();
      case "/history" -> history(standing);
      case "/metrics" -> metrics.answer();
      case String _ -> Answer.text(NOT_FOUND, "no such path; see docs/http.md");
    };
  }

  private Answer node(Standing standing, boolean passes) {
    return Answer.json(passes ? OK : UNAVAILABLE, NodeJson.of(source, standing));
  }

  private static Answer probe(boolean passes, String otherwise) {
    return passes ? Answer.text(OK, "ok") : Answer.text(UNAVAILABLE, otherwise);
  }

  private Answer cluster() {
    ClusterStatus status = new StatusBuilder(source.status()).build();
    boolean known = status.getLeaderView().getAvailable();
    return Answer.json(known ? OK : UNAVAILABLE, ClusterJson.of(status, source.listen()));
  }

  private static Answer history(Standing standing) {
    return standing
        .state()
        .map(state -> Answer.json(OK, HistoryJson.of(state.history())))
        .orElseGet(() -> Answer.json(UNAVAILABLE, "[]"));
  }
}
