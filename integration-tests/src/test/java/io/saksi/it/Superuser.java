package io.saksi.it;

import io.saksi.agent.workload.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The agents' own superuser; its password comes from the cluster's secret. */
final class Superuser {
  private static final String CLIENT = "app";

  private final String password;

  Superuser(Path secret) throws Exception {
    byte[] key = Files.readString(secret).strip().getBytes(StandardCharsets.UTF_8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] role = "postgresql role saksi".getBytes(StandardCharsets.UTF_8);
    password = HexFormat.of().formatHex(mac.doFinal(role));
  }

  /** A role and a database of its own for clients, which may come without a password. */
  void makeClientDatabase(Place place) throws Exception {
    String url = "jdbc:postgresql://" + place.postgresAddress() + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "saksi", password);
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + CLIENT + " login");
      statement.execute("create database " + CLIENT + " owner " + CLIENT);
    }
  }

  static Database clientDatabase(String host, int port) {
    return Database.of(clientUrl(host, port));
  }

  static String clientUrl(String host, int port) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + CLIENT + "?user=" + CLIENT;
  }
}
