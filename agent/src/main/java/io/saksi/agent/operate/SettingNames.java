package io.saksi.agent.operate;

import io.saksi.core.model.Goals;
import io.saksi.core.model.Settings;
import io.saksi.proto.v1.Setting;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.SettingsCodec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The cluster's settings by name, as people read and write them. */
final class SettingNames {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,12})(ms|s|m|)");
  private static final Pattern SIZE =
      Pattern.compile("(0(?=$)|[0-9]{1,9}(?=[kMG]?B$))(|B|kB|MB|GB)");
  private static final String NONE = "none";
  private static final Map<String, Entry> ENTRIES = entries();

  private SettingNames() {}

  /** The values are what may be written, for people. */
  private record Entry(
      String meaning,
      String values,
      Function<Settings, String> read,
      BiConsumer<io.saksi.proto.v1.Settings.Builder, String> write) {}

  static List<Setting> list(Settings settings) {
    return ENTRIES.entrySet().stream()
        .map(e ->
            Setting.newBuilder()
                .setName(e.getKey())
                .setValue(e.getValue().read().apply(settings))
                .setMeaning(e.getValue().meaning())
                .build())
        .toList();
  }

  /** What may be written for each, by name; in the order of the list. */
  static Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    ENTRIES.forEach((name, entry) -> values.put(name, entry.values()));
    return values;
  }

  /** All errors at once: whoever changes several wants to know what is wrong with each. */
  static Settings changed(Settings from, Map<String, String> values) throws Refusal {
    var wire = SettingsCodec.encode(from).toBuilder();
    StringBuilder wrong = new StringBuilder();
    values.keySet().stream()
        .filter(name -> !ENTRIES.containsKey(name))
        .forEach(name -> wrong.append("no setting is called ").append(name).append("; "));
    // In the order of the list: the profile comes before what is set beside it.
    ENTRIES.forEach((name, entry) -> {
      if (values.containsKey(name)) {
        apply(wire, name, entry, values.get(name)).ifPresent(wrong::append);
      }
    });
    if (values.isEmpty()) {
      wrong.append("no setting is named");
    }
    if (!wrong.isEmpty()) {
      throw invalid(wrong.toString().strip());
    }
    try {
      return SettingsCodec.decode(wire.build());
    } catch (MalformedMessage | IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> apply(
      io.saksi.proto.v1.Settings.Builder wire, String name, Entry entry, String value) {
    try {
      entry.write().accept(wire, value);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(name + ": " + e.getMessage() + "; ");
    }
  }

  private static Refusal invalid(String what) {
    return new Refusal(
        Refusal.Code.INVALID_ORDER,
        what,
        "the settings are " + String.join(", ", ENTRIES.keySet()) + "; saksi settings shows them");
  }

  private static Map<String, Entry> entries() {
    Map<String, Entry> all = new LinkedHashMap<>();
    all.put(
        "profile",
        new Entry(
            "patient, default or fast: lease-ttl, silence and member-lost together",
            Profile.all(),
            Profile::of,
            (wire, v) -> Profile.named(v).write(wire)));
    all.put(
        "sync-count",
        new Entry(
            "standbys that a commit waits for",
            "1 or more",
            s -> Integer.toString(s.syncCount()),
            (wire, v) -> wire.setSyncCount(number(v))));
    all.put(
        "exposed",
        new Entry(
            "a primary without standbys goes on writing (allow) or stops (block)",
            "allow, block",
            s -> s.exposedAllowed() ? "allow" : "block",
            (wire, v) -> wire.setExposedAllowed(allows(v))));
    all.put(
        "drift",
        new Entry(
            "bound on the difference in rate between clocks, in thousandths",
            "0 to 100",
            s -> Integer.toString(s.driftPerMille()),
            (wire, v) -> wire.setDriftPerMille(number(v))));
    time(
        all,
        "lease-ttl",
        "how long the primary may serve after its last renewal",
        "500ms",
        Settings::leaseTtl,
        io.saksi.proto.v1.Settings.Builder::setLeaseTtlNanos);
    time(
        all,
        "lease-margin",
        "added before a lease counts as run out",
        "20ms",
        Settings::leaseMargin,
        io.saksi.proto.v1.Settings.Builder::setLeaseMarginNanos);
    time(
        all,
        "silence",
        "after this without a report a node counts as silent",
        "300ms",
        Settings::silence,
        io.saksi.proto.v1.Settings.Builder::setSilenceNanos);
    time(
        all,
        "gather-timeout",
        "how long a new primary waits for its sync set",
        "0",
        Settings::gatherTimeout,
        io.saksi.proto.v1.Settings.Builder::setGatherTimeoutNanos);
    time(
        all,
        "candidate-timeout",
        "how long a candidate may take to promote",
        "1s",
        Settings::candidateTimeout,
        io.saksi.proto.v1.Settings.Builder::setCandidateTimeoutNanos);
    time(
        all,
        "member-lost",
        "after this a lost standby leaves the sync set",
        "500ms",
        Settings::memberLost,
        io.saksi.proto.v1.Settings.Builder::setMemberLostNanos);
    time(
        all,
        "member-stable",
        "how long a standby streams before it is counted",
        "0",
        Settings::memberStable,
        io.saksi.proto.v1.Settings.Builder::setMemberStableNanos);
    time(
        all,
        "read-ttl",
        "how long a standby serves reads without news of the leader",
        "1s",
        Settings::readTtl,
        io.saksi.proto.v1.Settings.Builder::setReadTtlNanos);
    time(
        all,
        "failover-pause",
        "between failovers that soft problems cause",
        "0",
        Settings::failoverPause,
        io.saksi.proto.v1.Settings.Builder::setFailoverPauseNanos);
    goals(all);
    return all;
  }

  private static void goals(Map<String, Entry> all) {
    all.put(
        "rto",
        new Entry(
            "a goal: the longest time without service, such as 5s; or none",
            "a time of more than 0; none",
            s -> s.goals().rto().map(SettingNames::millis).orElse(NONE),
            (wire, v) -> {
              wire.clearRtoNanos();
              if (!v.equals(NONE)) {
                wire.setRtoNanos(nanos(v));
              }
            }));
    all.put(
        "rpo",
        new Entry(
            "a goal: the most that may be lost, such as 0, 16MB of WAL, or the last 5s; or none",
            "bytes, kB, MB or GB; a time of more than 0, with its unit; none",
            s -> s.goals().rpo().map(SettingNames::text).orElse(NONE),
            SettingNames::writeRpo));
  }

  private static String text(Goals.Rpo rpo) {
    return switch (rpo) {
      case Goals.Rpo.Wal wal -> wal.most() + "B";
      case Goals.Rpo.Time time -> millis(time.most());
    };
  }

  private static void writeRpo(io.saksi.proto.v1.Settings.Builder wire, String value) {
    // A number without a unit is seconds elsewhere, and might be meant as bytes here.
    Matcher size = SIZE.matcher(value);
    wire.clearRpo();
    if (value.equals(NONE)) {
      return;
    } else if (size.matches()) {
      wire.setRpoBytes(bytes(size));
    } else if (TIME.matcher(value).matches() && !value.matches("[0-9]+")) {
      wire.setRpoNanos(nanos(value));
    } else {
      throw new IllegalArgumentException("'" + value + "' is neither; write 0, 16MB, 5s or none");
    }
  }

  private static long bytes(Matcher size) {
    long number = Long.parseLong(size.group(1));
    return switch (size.group(2)) {
      case "kB" -> number << 10;
      case "MB" -> number << 20;
      case "GB" -> number << 30;
      case "", "B" -> number;
      default -> throw new IllegalStateException(size.group());
    };
  }

  private static String millis(Duration length) {
    return length.toMillis() + "ms";
  }

  private static void time(
      Map<String, Entry> all,
      String name,
      String meaning,
      String least,
      Function<Settings, Duration> read,
      BiConsumer<io.saksi.proto.v1.Settings.Builder, Long> write) {
    all.put(
        name,
        new Entry(
            meaning,
            "a time from " + least + " to 1 day",
            s -> millis(read.apply(s)),
            (wire, v) -> write.accept(wire, nanosFrom(least, v))));
  }

  /** Below its bound the cluster would fail over, or leave a standby out, for being as it is. */
  private static long nanosFrom(String least, String text) {
    long nanos = nanos(text);
    if (nanos < nanos(least)) {
      throw new IllegalArgumentException("'" + text + "' is less than " + least);
    }
    return nanos;
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("'" + text + "' is no number");
    }
    return Integer.parseInt(text);
  }

  private static boolean allows(String text) {
    return switch (text) {
      case "allow" -> true;
      case "block" -> false;
      default -> throw new IllegalArgumentException("allow or block");
    };
  }

  private static long nanos(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no time; write 500ms, 3s or 1m");
    }
    long number = Long.parseLong(time.group(1));
    Duration length =
        switch (time.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofSeconds(number);
        };
    if (length.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("longer than a day");
    }
    return length.toNanos();
  }
}
