package io.saksi.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.hook.HookLedger;
import io.saksi.core.hook.HookRole;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the programs were told survives a restart; whatever else is in its place does no harm. */
class LedgerFileTest {
  private static final HookLedger LEDGER =
      new HookLedger(
          Optional.of(new HookLedger.Told(HookRole.PRIMARY, new Epoch(11), new NodeId("a-1"))),
          new Epoch(12),
          new Epoch(13),
          new Epoch(14),
          "NODE_SILENT");

  @TempDir private Path scratch;
  private Path path;
  private LedgerFile file;

  @BeforeEach
  void choose() {
    path = scratch.resolve("hooks.told");
    file = new LedgerFile(path);
  }

  @Test
  void itComesBackAsItWas() throws Exception {
    HookLedger nobodyYet =
        new HookLedger(
            Optional.empty(), new Epoch(3), Epoch.NONE, new Epoch(1), HookLedger.UNKNOWN);
    for (HookLedger ledger : List.of(LEDGER, nobodyYet, HookLedger.EMPTY)) {
      file.write(ledger);
      assertThat(new LedgerFile(path).read()).isEqualTo(ledger);
    }
  }

  /** Else a crash in the middle of writing would leave half a ledger. */
  @Test
  void theNewOneTakesTheOldOnesPlaceAsAWhole() throws Exception {
    file.write(HookLedger.EMPTY);
    Object before = Files.getAttribute(path, "unix:ino");
    file.write(LEDGER);
    assertThat(Files.getAttribute(path, "unix:ino")).isNotEqualTo(before);
    assertThat(scratch.toFile().list()).containsExactly("hooks.told");
  }

  @Test
  void whatAnEarlierAttemptLeftIsNotInTheWay() throws Exception {
    Files.writeString(scratch.resolve("hooks.told.new"), "x".repeat(9_000));
    file.write(LEDGER);
    assertThat(file.read()).isEqualTo(LEDGER);
  }

  @Test
  void aLostOneMeansThatNobodyWasTold() {
    assertThat(file.read()).isEqualTo(HookLedger.EMPTY);
  }

  @Test
  void aDamagedOneMeansThatNobodyWasTold() throws Exception {
    file.write(LEDGER);
    String good = Files.readString(path);
    List<String> damaged =
        List.of(
            "",
            "\0".repeat(100),
            good.replace("PRIMARY", "KING"),
            good.replace("change=12", "change=-12"),
            good.replace("change=12", "change=99999999999999999999"),
            good.replace("demote=13\n", ""),
            good.replace("primary=a-1\n", ""),
            good.replace("primary=a-1", "primary=\\u00zz"),
            good.replace("NODE_SILENT", "NODE\\nSILENT"),
            good + "x".repeat(4_096));
    for (String text : damaged) {
      Files.writeString(path, text);
      assertThat(file.read()).as(text).isEqualTo(HookLedger.EMPTY);
    }
  }

  @Test
  void noPrefixOfItThrows() throws Exception {
    file.write(LEDGER);
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length++) {
      Files.write(path, java.util.Arrays.copyOf(good, length));
      assertThat(file.read()).isNotNull();
    }
  }

  @Test
  void whatIsNoFileIsNotRead() throws Exception {
    Files.createDirectory(path);
    assertThat(file.read()).isEqualTo(HookLedger.EMPTY);
    Files.createFile(path.resolve("something"));
    assertThatThrownBy(() -> file.write(LEDGER)).isInstanceOf(IOException.class);
  }
}
