package io.saksi.agent.postgres;

import java.io.IOException;

/** Another member's PostgreSQL, as the source of a copy. */
record Member(String host, int port) {
  Member {
    if (!Upstream.PLAIN.matcher(host).matches() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("no address of a member: " + host + ":" + port);
    }
  }

  /** For a program of PostgreSQL; the password is in a file that is written here. */
  String connectionString(Context context, String purpose) throws IOException {
    RunFiles run = context.run();
    DurableFiles.createPrivateDirectory(run.directory());
    DurableFiles.write(run.toolsPassfile(), context.secrets().passfileLine(Secrets.REPLICATOR));
    return "host=%s port=%d user=%s dbname=postgres passfile='%s' application_name=%s__%s %s"
        .formatted(
            host,
            port,
            Secrets.REPLICATOR,
            run.toolsPassfile().toString().replace("\\", "\\\\").replace("'", "\\'"),
            context.config().node(),
            purpose,
            ServerFiles.CONNECTION_TIMEOUTS);
  }
}
