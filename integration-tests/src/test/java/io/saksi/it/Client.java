package io.saksi.it;

import io.saksi.agent.workload.Database;

/** The role and the database of those who use the cluster. */
final class Client {
  /** They come without a password: see the agents' {@code --client-hba}. */
  static final String FIRST_SQL = "create role app login;\ncreate database app owner app;\n";

  private Client() {}

  static Database database(String host, int port) {
    return Database.of(url(host, port));
  }

  static String url(String host, int port) {
    return "jdbc:postgresql://" + host + ":" + port + "/app?user=app";
  }
}
