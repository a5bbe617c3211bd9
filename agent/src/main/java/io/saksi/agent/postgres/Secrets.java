package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The passwords of our two roles, derived from the cluster's secret, so that whoever learns the one
 * for replication does not have the superuser's.
 */
final class Secrets {
  /** The agent's own superuser: this host only. */
  static final String SUPERUSER = "saksi";

  /** Replication, and what pg_rewind reads: members' addresses only. */
  static final String REPLICATOR = "saksi_repl";

  private static final int SHORTEST_SECRET = 16;
  private static final int LONGEST_SECRET = 4096;

  private final byte[] secret;

  private Secrets(byte[] secret) {
    this.secret = secret;
  }

  static Secrets read(Path file) throws PostgresException {
    String remedy = "put the cluster's secret there, mode 0600, owned by the agent's user";
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (mode.stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
        throw new PostgresException("the secret " + file + " is open to others", remedy);
      }
      if (Files.size(file) > LONGEST_SECRET) {
        throw new PostgresException("the secret " + file + " is longer than 4096 bytes", remedy);
      }
      byte[] bytes = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
      if (bytes.length < SHORTEST_SECRET) {
        throw new PostgresException("the secret " + file + " is shorter than 16 bytes", remedy);
      }
      return new Secrets(bytes);
    } catch (IOException e) {
      throw new PostgresException("cannot read the secret " + file + ": " + e, remedy, e);
    }
  }

  String passwordOf(String role) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] derived = mac.doFinal(("postgresql role " + role).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** A line of a libpq password file that serves any server. */
  String passfileLine(String role) {
    return "*:*:*:" + role + ":" + passwordOf(role) + "\n";
  }
}
