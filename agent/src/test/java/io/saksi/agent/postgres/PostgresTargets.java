package io.saksi.agent.postgres;

import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Tags;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** PostgreSQL's files and ours beside them, and what its programs print. */
public final class PostgresTargets {
  private static final int SEGMENT = 16 << 20;
  private static final NodeId NODE = new NodeId("a");

  private PostgresTargets() {}

  public static List<Target> all() {
    return List.of(
        history(),
        control(),
        walDump(),
        walNames(),
        said("postgres.title", "postgres: a: startup recovering 0000000200000000000000A3")
            .tried(in -> RecoveryProgress.position(text(in))),
        said("postgres.copied", "12345/67890 kB (18%), 0/1 tablespace")
            .tried(PostgresTargets::copied),
        said("postgres.version", "postgres (PostgreSQL) 15.18 (Debian 15.18-1)")
            .tried(PostgresTargets::version),
        refusal(),
        hbaRules(),
        configuration(),
        gate(),
        members(),
        instance(),
        autoConf(),
        salvage());
  }

  private static String text(byte[] in) {
    return new String(in, StandardCharsets.UTF_8);
  }

  private static Target said(String name, String line) {
    return Target.ofText(name, Draw.of(line)).forgiving();
  }

  private static Target history() {
    Scratch scratch = new Scratch();
    Draw<String> valid =
        Draw.of(
            "1\t0/3000148\tno recovery target specified\n\n2\t0/5000000\tbefore 2026-11-21\n",
            "# saksi: this timeline number was allotted and never used\n");
    return Target.ofText("postgres.history", valid)
        .shaped(Shape.text("\t", "\n", "#", "0/0", "/", "FFFFFFFF/FFFFFFFF"))
        .refusesBy(IOException.class)
        .costing(20)
        .tried(in -> {
          Path directory = scratch.file("00000003.history", in).getParent();
          TimelineHistory history = WalFiles.in(directory, SEGMENT).history(3);
          for (TimelineHistory.Fork fork : history.forks()) {
            if (history.timelineOf(fork.end()) > fork.timeline()) {
              throw new AssertionError("WAL before a switch is not of the older timeline");
            }
          }
        });
  }

  private static Target control() {
    String printed =
        """
        pg_control version number:            1300
        Catalog version number:               202209061
        Database system identifier:           7441234567890123456
        Database cluster state:               in production
        pg_control last modified:             Sat 21 Nov 2026 10:00:00 AM UTC
        Latest checkpoint location:           0/3000060
        Latest checkpoint's REDO location:    0/3000028
        Latest checkpoint's TimeLineID:       1
        Minimum recovery ending location:     0/0
        Bytes per WAL segment:                16777216
        Data page checksum version:           1
        max_connections setting:              100
        max_worker_processes setting:         8
        max_wal_senders setting:              10
        max_prepared_xacts setting:           0
        max_locks_per_xact setting:           64
        """;
    return Target.ofText("postgres.control", Draw.of(printed))
        .shaped(Shape.text(":", "\n", "WARNING: ", "shut down", "0", "16777217", "/"))
        .refusesBy(IllegalArgumentException.class)
        .tried(in -> {
          ControlData control = ControlData.parse(text(in).lines().toList());
          WalFiles wal = WalFiles.in(Path.of("/nowhere"), control.walSegmentSize());
          wal.segmentFile(control.timeline(), wal.startOfSegment(control.redo()));
        });
  }

  private static Target walDump() {
    Draw<String> valid =
        Draw.of(
            "rmgr: Heap        len (rec/tot):     59/    59, tx:        735, lsn: 0/030000F8, prev"
                + " 0/030000B8, desc: INSERT off 2 flags 0x00\n",
            "rmgr: XLOG        len (rec/tot):     24/    24, tx:          0, lsn: 0/03000160, prev"
                + " 0/03000128, desc: SWITCH \n",
            "pg_waldump: error: error in WAL record at 0/3000148: invalid record length at"
                + " 0/3000180: wanted 24, got 0\n");
    return Target.ofText("postgres.waldump", valid)
        .shaped(Shape.text("lsn: ", "/", "rmgr: ", "desc: SWITCH", "error in WAL record at "))
        .forgiving()
        .tried(in -> {
          WalEnd.lastValid(text(in));
          for (WalEnd.WalRecord record : WalEnd.records(text(in).lines().toList(), SEGMENT)) {
            if (record.end().minus(record.start()) < 0) {
              throw new AssertionError("ends before it begins: " + record);
            }
          }
        });
  }

  /** The name of the file is the input. */
  private static Target walNames() {
    Scratch scratch = new Scratch();
    return Target.ofText(
            "postgres.wal-name", Draw.of("0000000100000000000000A3", "00000002.history"))
        .shaped(Shape.text("F", "FFFFFFFF", ".partial", "0"))
        .refusesBy(IOException.class)
        .refusesBy(java.nio.file.InvalidPathException.class)
        .costing(40)
        .tried(in -> {
          String name = text(in).substring(0, Math.min(60, text(in).length()));
          Path file = scratch.directory().resolve("x" + name).normalize();
          Path named = file.resolveSibling(file.getFileName().toString().substring(1));
          if (!named.getParent().equals(scratch.directory()) || Files.exists(named)) {
            return;
          }
          Files.createFile(named);
          try {
            WalFiles.in(scratch.directory(), SEGMENT).segments();
          } finally {
            Files.delete(named);
          }
        });
  }

  private static Target refusal() {
    Draw<String> valid =
        Draw.of("\0\0\0 SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry\0\0", "\0\0\0\6x\0");
    return Target.ofText("postgres.refusal", valid)
        .shaped(Shape.text("\0", "M", "\0M"))
        .forgiving()
        .tried(in -> {
          if (GateProbe.message(in).length() > in.length + 40) {
            throw new AssertionError("more than was said");
          }
        });
  }

  private static void copied(byte[] in) {
    Optional<CopiedBytes> copied = CopiedBytes.parse(text(in));
    if (copied.filter(at -> at.done() < 0 || at.all() < 0).isPresent()) {
      throw new AssertionError("less than nothing: " + copied);
    }
  }

  private static void version(byte[] in) {
    Optional<PostgresInstallation> found =
        PostgresInstallation.parse(Path.of("/usr/bin"), text(in));
    if (found.filter(one -> !one.version().startsWith("" + one.majorVersion())).isPresent()) {
      throw new AssertionError("found " + found);
    }
  }

  private static Target hbaRules() {
    Scratch scratch = new Scratch();
    String rules =
        """
        # ours
        host shop app 10.0.0.0/8 \\
          scram-sha-256
        local all all peer
        hostssl "my db", stock app 10.0.0.0 255.0.0.0 cert map=users
        """;
    return Target.ofText("postgres.hba-rules", Draw.of(rules, "host all all all scram-sha-256\n"))
        .shaped(
            Shape.text(
                "replication",
                "\"replication\"",
                "REPLICATION",
                "include",
                "\"include\" ",
                "@",
                ",",
                "\"",
                "\\\n",
                "#",
                "all"))
        .refusesBy(IllegalArgumentException.class)
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> letsNobodyReplicate(HbaRules.read(scratch.file("rules", in))),
                list -> (String.join("\n", list) + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** By another reading of the same rules, as PostgreSQL's own code goes about it. */
  private static List<String> letsNobodyReplicate(List<String> rules) {
    for (String rule : rules) {
      List<List<String>> fields = NaiveHba.fields(rule);
      boolean directive =
          fields.stream().limit(1).flatMap(List::stream).anyMatch(w -> w.startsWith("include"));
      boolean replication =
          fields.stream()
              .skip(1)
              .limit(1)
              .flatMap(List::stream)
              .anyMatch(word -> word.equals("replication") || word.startsWith("@"));
      if (directive || replication) {
        throw new AssertionError("PostgreSQL would read more than a user's rule: " + fields);
      }
    }
    return rules;
  }

  private static Target configuration() {
    Scratch scratch = new Scratch();
    Draw<String> valid =
        Draw.of("7\nparameter work_mem=16MB\nrule host all app 10.0.0.0/8 trust\n", "0\n");
    return Target.ofText("postgres.configuration", valid)
        .shaped(Shape.text("\n", "parameter ", "rule ", "=", "host", "all", "/", "\""))
        .refusesBy(IOException.class)
        .costing(20)
        .tried(in -> {
          SharedConfiguration read = SharedConfiguration.read(scratch.file("configuration", in));
          if (ConfigurationRules.mistake(read.content()).isPresent()) {
            throw new AssertionError("a rule that PostgreSQL may not take");
          }
        });
  }

  private static Target gate() {
    Scratch scratch = new Scratch();
    return Target.ofText("postgres.gate", Draw.of("CLOSED", "READ", "WRITE"))
        .shaped(Shape.text("CLOSED", "READ", "WRITE", "\n"))
        .refusesBy(IOException.class)
        .costing(20)
        .tried(in -> {
          HbaFile hba = new HbaFile(null, new RunFiles(scratch.file("gate", in).getParent()));
          Gate widest = hba.mayBeInForce();
          if (hba.gate() != widest) {
            throw new AssertionError("two readings of one note");
          }
        });
  }

  private static Target members() {
    Scratch scratch = new Scratch();
    return Target.ofText("postgres.members", Draw.of("10.0.0.1\n10.0.0.2\nfd00::1", ""))
        .shaped(Shape.text("\n", "::", "all", "0.0.0.0/0", " trust"))
        .forgiving()
        .costing(20)
        .tried(in -> {
          HbaFile hba = new HbaFile(null, new RunFiles(scratch.file("members", in).getParent()));
          if (!hba.members().stream().allMatch(HbaFile::isAddress)) {
            throw new AssertionError("a member without an address: " + hba.members());
          }
        });
  }

  /** What is taken for an instance can be told to the other nodes. */
  private static Target instance() {
    Scratch scratch = new Scratch();
    return Target.ofText("postgres.instance", Draw.of("a 8f14e45fceea467fa1b2000000000001\n"))
        .shaped(Shape.text("a ", " ", "b ", "\t"))
        .refusesBy(PostgresException.class)
        .costing(40)
        .tried(in -> {
          Path data = scratch.directory().resolve("data");
          Files.createDirectories(data);
          Files.write(data.resolve("saksi.instance"), in);
          told(new DataDirectory(data, NODE).requireComplete());
        });
  }

  private static void told(io.saksi.core.model.InstanceId instance) throws MalformedMessage {
    Endpoint at = new Endpoint("10.0.0.1", 5432);
    Member member = new Member(NODE, at, at, Optional.of(at), Optional.of(instance), Tags.of(100));
    if (!MemberCodec.decode(MemberCodec.encode(member)).equals(member)) {
      throw new AssertionError("another instance: " + instance);
    }
  }

  private static Target autoConf() {
    Scratch scratch = new Scratch();
    return Target.ofText(
            "postgres.auto-conf",
            Draw.of("# Do not edit\nwork_mem = '8MB'\nprimary_conninfo = 'host=x'\nport=5433\n"))
        .shaped(Shape.text("=", "'", "fsync", "FSYNC", "fsync'off'", "\n", "port"))
        .forgiving()
        .costing(20)
        .tried(in -> {
          AutoConf conf = new AutoConf(scratch.file("postgresql.auto.conf", in));
          conf.clean();
          if (!conf.ownedSettings().isEmpty()) {
            throw new AssertionError("left: " + conf.ownedSettings());
          }
        });
  }

  private static Target salvage() {
    Scratch scratch = new Scratch();
    return Target.ofText("postgres.salvage", Draw.of("8f14e45f 3 0/3000148\n"))
        .forgiving()
        .costing(20)
        .tried(in -> {
          Path directory = scratch.file(Salvage.MARKER, in).getParent();
          String key = new Salvage.Entry(directory, 1).key();
          if (key.equals("8f14e45f 3 " + new Lsn(0x3000149))) {
            throw new AssertionError("another's: " + key);
          }
        });
  }
}
