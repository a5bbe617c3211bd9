package io.saksi.agent.divergence;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is kept of divergences, and what PostgreSQL's programs print of WAL. */
public final class DivergenceTargets {
  /** Of a function that caught an exception for each row. */
  private static final String MANY_PARTS =
      "Transaction|COMMIT 2026-11-21 10:00:00.123456 UTC; subxacts:" + " 736".repeat(20_000);

  private DivergenceTargets() {}

  public static List<Target> all() {
    return List.of(report(), reignEnds(), waldump(), names());
  }

  /** Lines as pg_waldump prints them. */
  public static Draw<String> records() {
    Draw<String> what =
        Draw.of(
            "Heap|INSERT off 2 flags 0x00, blkref #0: rel 1663/5/16384 blk 0",
            "Heap|UPDATE off 1 xmax 7 flags 0x20 ; new off 3 xmax 0, blkref #0: rel 1663/5/16384"
                + " blk 0, blkref #1: rel 1663/5/16384 blk 1",
            "Heap2|MULTI_INSERT+INIT 61 tuples flags 0x02, blkref #0: rel 1663/5/16385 blk 0",
            "Heap2|MULTI_INSERT ntuples: 61, flags: 0x02, offsets: [1, 2], blkref #0: rel"
                + " 1663/5/16385 fork main blk 0",
            "Transaction|COMMIT 2026-11-21 10:00:00.123456 UTC",
            "Transaction|COMMIT 2026-11-21 10:00:00.123456 UTC; subxacts: 736 737 738",
            "Transaction|COMMIT_PREPARED 735: 2026-11-21 10:00:00.123456 UTC; subxacts: 9",
            "Transaction|ABORT 2026-11-21 10:00:00.123456 UTC; subxacts: 736",
            "Transaction|PREPARE gid x: 2026-11-21 10:00:00.123456 UTC",
            "XLOG|SWITCH ");
    return random -> {
      String[] drawn = (random.nextInt(60) == 0 ? MANY_PARTS : what.from(random)).split("\\|", 2);
      int length = random.nextInt(24, 500);
      return "rmgr: %-11s len (rec/tot): %6d/%6d, tx: %10d, lsn: 0/%08X, prev 0/030000B8, desc: %s"
          .formatted(
              drawn[0], length, length, random.nextInt(700, 760), random.nextInt(), drawn[1]);
    };
  }

  private static Target waldump() {
    return Target.ofText("divergence.waldump", records())
        .costing(10)
        .shaped(Shape.text("; subxacts:", " 736", "rel 1663/5/16384 blk", "COMMIT", "ntuples: "))
        .forgiving()
        .tried(in -> {
          Tally tally = new Tally(Optional.empty());
          tally.accept(text(in));
          tally.accept(text(in));
          if (tally.commits().size() > tally.records()) {
            throw new AssertionError("more commits than records");
          }
          DivergenceReport.of(subject(), tally, RelationNames.NONE, Instant.EPOCH);
        });
  }

  private static String text(byte[] in) {
    return new String(in, StandardCharsets.UTF_8);
  }

  private static DivergenceReport.Subject subject() {
    return new DivergenceReport.Subject(new NodeId("a"), 3, "i1", 1, new Lsn(0x3000000));
  }

  private static Target report() {
    Draw<String> valid =
        records()
            .list(0, 12)
            .map(lines -> {
              Tally tally = new Tally(Optional.of(new ReignEnd(1, 2, false, true, new Lsn(9))));
              lines.forEach(tally);
              return ReportFile.toJson(
                  DivergenceReport.of(subject(), tally, RelationNames.NONE, Instant.EPOCH));
            });
    return Target.ofText("divergence.report", valid)
        .shaped(Shape.text("null", "{", "}", "[", "]", ",", "\"", ":", "1e400", "NaN", "true"))
        .refusesBy(IOException.class)
        .costing(10)
        .tried(
            Trial.roundTrip(
                in -> used(ReportFile.parse(text(in))),
                report -> ReportFile.toJson(report).getBytes(StandardCharsets.UTF_8)));
  }

  /** As those use it who show it: what is there has to be there. */
  private static DivergenceReport used(DivergenceReport report) {
    StringBuilder shown = new StringBuilder();
    shown.append(report.written().strip()).append(report.fork().strip());
    shown.append(report.end().strip()).append(report.reason().strip());
    shown.append(report.node().strip()).append(report.instance().strip());
    show(report.relations(), shown);
    for (DivergenceReport.Transaction transaction : report.transactions()) {
      shown.append(transaction.lsn().strip()).append(transaction.acknowledged().strip());
      show(transaction.rows(), shown);
    }
    return report;
  }

  private static void show(List<DivergenceReport.Relation> relations, StringBuilder shown) {
    relations.forEach(one -> shown.append(one.name().strip()).append(one.acknowledged().strip()));
  }

  private static Target reignEnds() {
    Scratch scratch = new Scratch();
    Draw<String> valid =
        random ->
            "1 1 elected synchronous 0/3000148\n%d %d forced asynchronous 0/%X\n"
                .formatted(random.nextInt(2, 9), random.nextInt(2, 9), random.nextInt());
    return Target.ofText("divergence.reigns", valid)
        .shaped(Shape.text("elected", "forced", "synchronous", " ", "\n", "/"))
        .forgiving()
        .costing(20)
        .tried(in -> {
          ReignEnds ends = ReignEnds.load(scratch.file("reigns", in));
          if (ends.of(1).filter(end -> end.of(Lsn.ZERO) == null).isPresent()) {
            throw new AssertionError("no word on a commit");
          }
        });
  }

  private static Target names() {
    Draw<String> valid =
        Draw.of(
            "\t 1: saksi = \"saksi-name 5 16384 shop.public.orders\"\t(typeid = 25, len = -1)",
            "\t 1: saksi = \"saksi-database 16384 shop\"\t(typeid = 25, len = -1)");
    return Target.ofText("divergence.names", valid)
        .costing(5)
        .shaped(Shape.text("saksi-name ", "saksi-database ", "\"", "\t"))
        .forgiving()
        .tried(in -> {
          RelationNames names = new RelationNames();
          names.read(text(in));
          names.databases();
        });
  }
}
