package io.saksi.agent.fence;

import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which machines this node can turn off, and how: a file with a section for each node. See
 * docs/fencing.md.
 *
 * @param targets by node
 */
public record FenceConfig(Map<NodeId, FenceTarget> targets) {
  public static final FenceConfig NONE = new FenceConfig(Map.of());

  static final int LARGEST_FILE = 64 * 1024;

  public FenceConfig {
    targets = Map.copyOf(targets);
  }

  /**
   * Reads and checks all of it, the programs and the secrets too. Blocks on the disk.
   *
   * @throws FenceConfigException naming every mistake
   */
  public static FenceConfig read(Path file) throws FenceConfigException {
    List<String> mistakes = new ArrayList<>();
    Map<NodeId, FenceTarget> targets = new TreeMap<>();
    try {
      for (FenceSection section : sections(OwnerOnly.text(file, LARGEST_FILE), mistakes)) {
        Optional<FenceTarget> target = section.target(mistakes);
        if (target.isPresent() && targets.put(target.get().node(), target.get()) != null) {
          mistakes.add("line " + section.line() + ": a second section of " + target.get().node());
        }
      }
    } catch (IOException e) {
      mistakes.add(e.getMessage());
    }
    if (!mistakes.isEmpty()) {
      mistakes.addFirst("the fence file " + file + " cannot be used:");
      throw new FenceConfigException(mistakes);
    }
    return new FenceConfig(targets);
  }

  private static List<FenceSection> sections(String text, List<String> mistakes) {
    List<FenceSection> sections = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        parse(i + 1, line, sections, mistakes);
      }
    }
    return sections;
  }

  private static void parse(
      int number, String line, List<FenceSection> sections, List<String> mistakes) {
    int equals = line.indexOf('=');
    if (line.startsWith("[") && line.endsWith("]")) {
      sections.add(new FenceSection(number, line.substring(1, line.length() - 1).strip()));
    } else if (equals < 1 || sections.isEmpty()) {
      mistakes.add("line " + number + ": neither [node] nor, below one, name = value");
    } else {
      String name = line.substring(0, equals).strip();
      if (!sections.getLast().put(name, line.substring(equals + 1).strip())) {
        mistakes.add("line " + number + ": a second " + name);
      }
    }
  }
}
