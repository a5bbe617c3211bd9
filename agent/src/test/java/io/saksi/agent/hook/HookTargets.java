package io.saksi.agent.hook;

import io.saksi.core.hook.HookLedger;
import io.saksi.core.hook.HookPoint;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What programs were told, and the programs' first lines. */
public final class HookTargets {
  private static final String LEDGER =
      "role=PRIMARY\nepoch=11\nprimary=a-1\nchange=12\ndemote=13\npromote=14\ncause=NODE_SILENT\n";

  private HookTargets() {}

  public static List<Target> all() {
    return List.of(ledger(), program());
  }

  private static Target ledger() {
    Scratch scratch = new Scratch();
    return Target.ofText("hook.ledger", Draw.of(LEDGER, LEDGER.substring(LEDGER.indexOf("change"))))
        .shaped(Shape.text("=", "\n", "\\", "\\u000a", "\\n", "role", "cause", ":", "#"))
        .forgiving()
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> new LedgerFile(scratch.file("told", in)).read(),
                ledger -> written(scratch, ledger)));
  }

  private static byte[] written(Scratch scratch, HookLedger ledger) throws IOException {
    Path file = scratch.directory().resolve("written");
    new LedgerFile(file).write(ledger);
    return Files.readAllBytes(file);
  }

  /** It is run, or refused in words: one of the two. */
  private static Target program() {
    Scratch scratch = new Scratch();
    return Target.ofText("hook.program", Draw.of("#!/bin/sh\nexit 0\n", "\177ELF\2\1\1"))
        .shaped(Shape.text("#!", "/usr/bin/env ", " ", "/"))
        .forgiving()
        .costing(20)
        .tried(in -> {
          Path place = scratch.directory().resolve(HookPoint.AFTER_CHANGE.text());
          Files.createDirectories(place);
          Path program = Files.write(place.resolve("10-tell"), in);
          Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
          HookFiles.Found found = new HookFiles(scratch.directory()).of(HookPoint.AFTER_CHANGE);
          if (found.programs().size() + found.refused().size() != 1) {
            throw new AssertionError("found: " + found);
          }
        });
  }
}
