package io.saksi.distribution;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.util.concurrent.TimeUnit;

/** A client that stays connected: psql, asked again and again. */
record Session(Process psql, BufferedWriter in, BufferedReader out) implements AutoCloseable {
  private static final long ENDS_WITHIN_SECONDS = 20;

  static Session byTheRouter(InstalledNode node) throws Exception {
    Process psql =
        node.machine().process("psql", "-XAtq", "host=10.0.0.1 port=6432 user=app dbname=app");
    return new Session(psql, psql.outputWriter(), psql.inputReader());
  }

  /** The one value that it answers with; a session that is cut ends the test by its bound. */
  String ask(String statement) throws Exception {
    in.write(statement + ";\n");
    in.flush();
    return String.valueOf(out.readLine());
  }

  @Override
  public void close() throws Exception {
    in.close();
    if (!psql.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      psql.destroyForcibly();
    }
  }
}
