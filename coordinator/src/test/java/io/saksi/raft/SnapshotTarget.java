package io.saksi.raft;

import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Target;
import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.SizeInBytes;

/**
 * A snapshot and its checksum: the input's first line is the one, the rest the other. It is
 * restored as its checksum says, or refused; never passed over.
 */
final class SnapshotTarget {
  private static final String NAME = "snapshot.3_7";

  private final Scratch scratch = new Scratch();
  private RaftStorage storage;

  private SnapshotTarget() {}

  static Target target() {
    SnapshotTarget target = new SnapshotTarget();
    return Target.of("raft.snapshot", valid())
        .refusesBy(IOException.class)
        .costing(20)
        .tried(target::take);
  }

  private static Draw<byte[]> valid() {
    return Draw.bytes(200)
        .map(content -> {
          byte[] line = (md5(content) + " *" + NAME + "\n").getBytes(StandardCharsets.UTF_8);
          byte[] all = Arrays.copyOf(line, line.length + content.length);
          System.arraycopy(content, 0, all, line.length, content.length);
          return all;
        });
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  private void take(byte[] input) throws IOException {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    byte[] checksum = Arrays.copyOf(input, Math.min(input.length, end + 1));
    byte[] content = Arrays.copyOfRange(input, checksum.length, input.length);
    Path directory = storage().getStorageDir().getStateMachineDir().toPath();
    Files.createDirectories(directory);
    Files.write(directory.resolve(NAME), content);
    Files.write(directory.resolve(NAME + ".md5"), checksum);
    restore(content, new String(checksum, StandardCharsets.ISO_8859_1));
  }

  private void restore(byte[] content, String checksum) throws IOException {
    Restoring state = new Restoring();
    SnapshotStore store = new SnapshotStore();
    store.open(storage());
    boolean there = store.restoreLatest(state).isPresent();
    if (!there || !Arrays.equals(state.restored, content)) {
      throw new AssertionError("the snapshot was passed over");
    }
    if (!checksum.contains(md5(content))) {
      throw new AssertionError("restored, though its checksum is " + checksum);
    }
  }

  private RaftStorage storage() throws IOException {
    if (storage == null) {
      storage =
          RaftStorage.newBuilder()
              .setDirectory(scratch.directory().resolve("group").toFile())
              .setOption(StartupOption.FORMAT)
              .setStorageFreeSpaceMin(SizeInBytes.ONE_KB)
              .build();
      storage.initialize();
    }
    return storage;
  }

  private static final class Restoring implements ReplicatedState {
    private byte[] restored = {};

    @Override
    public byte[] apply(byte[] command, long logIndex) {
      throw new UnsupportedOperationException("nothing is applied here");
    }

    @Override
    public byte[] snapshot() {
      return restored;
    }

    @Override
    public void restore(byte[] snapshot) {
      restored = snapshot;
    }
  }
}
