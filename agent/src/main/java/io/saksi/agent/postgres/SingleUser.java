package io.saksi.agent.postgres;

import java.io.IOException;

/** PostgreSQL without a postmaster: recovers what crashed, listens to nobody, ends by itself. */
final class SingleUser {
  private SingleUser() {}

  /** The generated configuration it needs, following nobody, waiting for nobody. */
  static void configure(Context context) throws IOException {
    context.files().writeMain();
    context.files().writeUpstream(java.util.Optional.empty(), context.secrets());
    context.files().writeSync(new SyncSetting.Nobody());
    context.files().writeArchiving(false);
  }

  static Commands in(Context context, String database) {
    return Commands.of(
        context.installation().program("postgres"),
        "--single",
        "-F",
        "-D",
        context.config().dataDirectory().toString(),
        "-c",
        "config_file=" + context.run().postgresqlConf(),
        database);
  }
}
