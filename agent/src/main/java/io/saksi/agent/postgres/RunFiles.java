package io.saksi.agent.postgres;

import java.nio.file.Path;

/** The names of what is generated in the run directory. */
record RunFiles(Path directory) {
  Path postgresqlConf() {
    return directory.resolve("postgresql.conf");
  }

  /** Where this standby streams from. */
  Path replicationConf() {
    return directory.resolve("replication.conf");
  }

  /** Whom commits wait for. */
  Path syncConf() {
    return directory.resolve("sync.conf");
  }

  /** Whether WAL is archived. */
  Path archiveConf() {
    return directory.resolve("archive.conf");
  }

  /** What the cluster's configuration says of parameters. */
  Path clusterConf() {
    return directory.resolve("cluster.conf");
  }

  /** The version of the cluster's configuration that the other files are made of. */
  Path configuration() {
    return directory.resolve("configuration");
  }

  /** What a standby must have at least as large as its primary had. */
  Path limitsConf() {
    return directory.resolve("limits.conf");
  }

  Path hbaConf() {
    return directory.resolve("pg_hba.conf");
  }

  Path identConf() {
    return directory.resolve("pg_ident.conf");
  }

  /** The gate that {@link #hbaConf} was last written for. */
  Path gate() {
    return directory.resolve("gate");
  }

  /** From before a change begins until it is proven: the widest gate that may be in force. */
  Path changing() {
    return directory.resolve("gate.closing");
  }

  /** The addresses that may replicate, one a line. */
  Path members() {
    return directory.resolve("members");
  }

  /** The password of the WAL receiver alone: without it no receiver can start. */
  Path receiverPassfile() {
    return directory.resolve("receiver.pgpass");
  }

  /** The password for pg_basebackup and pg_rewind. */
  Path toolsPassfile() {
    return directory.resolve("tools.pgpass");
  }
}
