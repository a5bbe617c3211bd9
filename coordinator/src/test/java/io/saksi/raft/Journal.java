package io.saksi.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A state that remembers every command, and misbehaves on two of them. */
final class Journal implements ReplicatedState {
  static final String THROWS = "throw";
  static final String BREAKS_THIS_PEER = "break";

  private final List<String> lines = new ArrayList<>();
  private int restores;
  private boolean breakable;

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  synchronized int size() {
    return lines.size();
  }

  synchronized int restores() {
    return restores;
  }

  synchronized void makeBreakable() {
    breakable = true;
  }

  @Override
  public synchronized byte[] apply(byte[] command, long logIndex) {
    String text = new String(command, StandardCharsets.UTF_8);
    if (text.equals(THROWS)) {
      throw new IllegalStateException("told to");
    }
    if (text.equals(BREAKS_THIS_PEER) && breakable) {
      throw new StackOverflowError("told to");
    }
    lines.add(text);
    return ("done " + text).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized byte[] snapshot() {
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void restore(byte[] snapshot) {
    lines.clear();
    lines.addAll(List.of(new String(snapshot, StandardCharsets.UTF_8).split("\n")));
    restores++;
  }
}
