package io.saksi.distribution;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;

/** A client that stays connected: psql, asked again and again. */
record Session(Process psql, BufferedWriter in, BufferedReader out) implements AutoCloseable {
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
  public void close() throws IOException {
    in.close();
    psql.destroyForcibly();
  }
}
