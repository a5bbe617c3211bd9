package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code pg_hba.conf}, made of the gate and the members' addresses. Each version begins with a line
 * for a database whose name was never used before: a connection to it that is asked for a password
 * was forked by a postmaster that had loaded this very version. ({@code pg_hba_file_rules} would
 * read the file and prove nothing.)
 */
final class HbaFile {
  static final String PROBE_ROLE = "saksi_probe";
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:]{2,39}");
  private static final String METHOD = "scram-sha-256";

  private final InstanceConfig config;
  private final RunFiles run;

  HbaFile(InstanceConfig config, RunFiles run) {
    this.config = config;
    this.run = run;
  }

  /** Whether a rule can be written for it; names are not resolved, for that may wait. */
  static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /**
   * @return the database by which the version is recognised
   */
  synchronized String write(Gate gate) throws IOException {
    return write(gate, members());
  }

  /**
   * @return the database by which the version is recognised
   */
  synchronized String write(Collection<String> memberAddresses) throws IOException {
    return write(gate(), new TreeSet<>(memberAddresses));
  }

  /**
   * For the same gate and the same members, with other rules.
   *
   * @return the database by which the version is recognised
   */
  synchronized String writeAgain() throws IOException {
    return write(gate(), members());
  }

  /** What is no address is left out: the members are compared again and again, and written. */
  synchronized Set<String> members() throws IOException {
    return Files.exists(run.members())
        ? Files.readAllLines(run.members(), StandardCharsets.ISO_8859_1).stream()
            .filter(HbaFile::isAddress)
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  /**
   * The gate that the file was last written for; whether it is in force is not said here.
   *
   * @throws IOException also if the note of it is damaged: setting the gate writes it anew
   */
  synchronized Gate gate() throws IOException {
    return Files.exists(run.gate())
        ? noted(run.gate())
            .orElseThrow(() -> new IOException(run.gate() + " is damaged: it names no gate"))
        : Gate.CLOSED;
  }

  private static Optional<Gate> noted(Path file) throws IOException {
    String name = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    return Arrays.stream(Gate.values()).filter(gate -> gate.name().equals(name)).findFirst();
  }

  /**
   * The widest gate that may be in force on a server that runs. An agent may have died between
   * writing the file of the closed gate and the proof that nobody is left inside; the next one must
   * not take that file's word for it. Where no file says anything, or nothing that is understood,
   * everybody may be in.
   */
  synchronized Gate mayBeInForce() throws IOException {
    Path note = Files.exists(run.changing()) ? run.changing() : run.gate();
    return Files.exists(note) ? noted(note).orElse(Gate.WRITE) : Gate.WRITE;
  }

  /**
   * Before the first step of a change. Whatever becomes of it: until it is proven, the wider of the
   * two may be in force.
   */
  synchronized void changeBegins(Gate to) throws IOException {
    Gate from = mayBeInForce();
    Gate widest = from.compareTo(to) > 0 ? from : to;
    if (widest != Gate.CLOSED) {
      DurableFiles.createPrivateDirectory(run.directory());
      DurableFiles.write(run.changing(), widest.name());
    }
  }

  /** A change was begun that nobody has proven: who is let in is not what {@link #gate} says. */
  synchronized boolean isInDoubt() throws IOException {
    return Files.exists(run.changing());
  }

  /** What {@link #gate} says is in force: proven, or nothing runs that could have another one. */
  synchronized void inForce() throws IOException {
    DurableFiles.delete(run.changing());
  }

  private String write(Gate gate, Set<String> members) throws IOException {
    for (String address : members) {
      if (!isAddress(address)) {
        throw new IllegalArgumentException("not an IP address of a member: '" + address + "'");
      }
    }
    String mark = "saksi_gate_" + UUID.randomUUID().toString().replace("-", "");
    DurableFiles.createPrivateDirectory(run.directory());
    DurableFiles.write(run.members(), String.join("\n", members));
    DurableFiles.write(run.gate(), gate.name());
    DurableFiles.write(run.hbaConf(), String.join("\n", lines(gate, members, mark)) + "\n");
    return mark;
  }

  private List<String> lines(Gate gate, Set<String> members, String mark) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Written by the saksi agent, gate " + gate + "; changes are lost.");
    for (String own : ownAddresses()) {
      lines.add(host(mark, PROBE_ROLE, own));
      lines.add(host("all", Secrets.SUPERUSER, own));
    }
    for (String member : replicationAddresses(members)) {
      lines.add(host("replication", Secrets.REPLICATOR, member));
      lines.add(host("postgres", Secrets.REPLICATOR, member));
    }
    String ours = String.join(",", Secrets.SUPERUSER, Secrets.REPLICATOR, PROBE_ROLE);
    lines.addAll(rejecting(ours));
    if (gate == Gate.CLOSED) {
      lines.addAll(rejecting("all"));
    } else {
      // What holds for the whole cluster comes first: the nodes' own rules let nearly anybody in.
      lines.addAll(SharedConfiguration.read(run.configuration()).content().rules());
      lines.addAll(config.hbaRules());
    }
    return lines;
  }

  private Set<String> ownAddresses() {
    Set<String> own = new LinkedHashSet<>(List.of("127.0.0.1"));
    own.add(config.localAddress());
    return own;
  }

  /** A connection between two addresses of 127.0.0.0/8 comes from 127.0.0.1. */
  private static Set<String> replicationAddresses(Set<String> members) {
    Set<String> addresses = new LinkedHashSet<>(members);
    if (members.stream().anyMatch(m -> m.startsWith("127."))) {
      addresses.add("127.0.0.1");
    }
    return addresses;
  }

  private static List<String> rejecting(String roles) {
    return List.of(
        "local all " + roles + " reject",
        "local replication " + roles + " reject",
        "host all " + roles + " all reject",
        "host replication " + roles + " all reject");
  }

  private static String host(String database, String role, String address) {
    String mask = address.contains(":") ? "/128 " : "/32 ";
    return "host " + database + " " + role + " " + address + mask + METHOD;
  }
}
