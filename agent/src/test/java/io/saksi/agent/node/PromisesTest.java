package io.saksi.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromisesTest {
  private static final InstanceId DATA = new InstanceId("i1");

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("promises");
  }

  @Test
  void allOfItOutlivesTheAgent() throws Exception {
    Promises promises = Promises.load(file());
    promises.persistPromise(new Epoch(4));
    promises.persistServing(new Epoch(4), DATA);
    promises.persistEntry(7);
    Promises again = Promises.load(file());
    assertThat(again.promised()).isEqualTo(new Epoch(4));
    assertThat(again.serves()).isEqualTo(new Epoch(4));
    assertThatThrownBy(() -> again.persistEntry(6)).isInstanceOf(StaleOrderException.class);
  }

  @Test
  void anOlderSyncEntryIsRefusedAndTheSameOneIsNot() throws Exception {
    Promises promises = Promises.load(file());
    promises.persistEntry(7);
    promises.persistEntry(7);
    assertThatThrownBy(() -> promises.persistEntry(6))
        .isInstanceOf(StaleOrderException.class)
        .hasMessageContaining("entry 7");
    promises.persistEntry(8);
  }

  @Test
  void aPromiseKeepsTheEntry() throws Exception {
    Promises promises = Promises.load(file());
    promises.persistEntry(7);
    promises.persistPromise(new Epoch(9));
    promises.persistServing(new Epoch(9), DATA);
    Promises again = Promises.load(file());
    assertThatThrownBy(() -> again.persistEntry(6)).isInstanceOf(StaleOrderException.class);
  }

  @Test
  void aFileOfBeforeThereWereEntriesIsUnderstood() throws Exception {
    Files.writeString(file(), "v1 3 2\n");
    Promises promises = Promises.load(file());
    assertThat(promises.promised()).isEqualTo(new Epoch(3));
    assertThat(promises.serves()).isEqualTo(new Epoch(2));
    promises.persistEntry(1);
  }

  @Test
  void anEpochIsServedByOneDataDirectory() throws Exception {
    Promises.load(file()).persistServing(new Epoch(4), DATA);
    Promises again = Promises.load(file());
    again.requireSameData(new Epoch(4), DATA);
    again.requireSameData(new Epoch(5), new InstanceId("other"));
    assertThatThrownBy(() -> again.requireSameData(new Epoch(4), new InstanceId("other")))
        .isInstanceOf(StaleOrderException.class)
        .hasMessageContaining("not of other");
  }

  @Test
  void aFileOfBeforeTheDataWasNamedIsUnderstood() throws Exception {
    Files.writeString(file(), "v2 3 2 7\n");
    Promises promises = Promises.load(file());
    promises.requireSameData(new Epoch(2), DATA);
    assertThatThrownBy(() -> promises.persistEntry(6)).isInstanceOf(StaleOrderException.class);
  }

  @Test
  void aFileWithoutAChecksumIsUnderstood() throws Exception {
    Files.writeString(file(), "v3 3 2 7 i1\n");
    Promises promises = Promises.load(file());
    promises.requireSameData(new Epoch(2), DATA);
    assertThatThrownBy(() -> promises.persistEntry(6)).isInstanceOf(StaleOrderException.class);
    promises.persistEntry(8);
    assertThat(Files.readString(file())).startsWith("v4 3 2 8 i1 ");
  }

  /** A digit less, and this node would follow, or serve, where it said that it does not. */
  @Test
  void noByteOfItCanChangeUnnoticed() throws Exception {
    Promises promises = Promises.load(file());
    promises.persistServing(new Epoch(12), DATA);
    promises.persistPromise(new Epoch(13));
    byte[] good = Files.readAllBytes(file());
    for (int at = 0; at < good.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = good.clone();
        damaged[at] ^= (byte) (1 << bit);
        Files.write(file(), damaged);
        assertThatThrownBy(() -> Promises.load(file())).isInstanceOf(IOException.class);
      }
      Files.write(file(), java.util.Arrays.copyOf(good, at));
      assertThatThrownBy(() -> Promises.load(file())).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1 3",
        "v2 3 2",
        "v2 3 2 -1",
        "v2 3 2 x",
        "v2 3 2 1 9",
        "v3 3 2 1",
        "v4 3 2 1 i",
        "v4 3 2 1 i 00000000\n",
        "v5 3 2 1 i 00000000\n"
      })
  void whatIsDamagedDoesNotPassForNoPromise(String text) throws Exception {
    Files.writeString(file(), text);
    assertThatThrownBy(() -> Promises.load(file()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
  }
}
