package io.saksi.agent.operate;

import io.saksi.core.model.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The bounds that belong together under one name. Raft's own timeouts (300 to 600 ms) fit all of
 * them: a new leader is there before the shortest lease is over.
 *
 * <p>A shorter lease is a shorter failover after the loss of a machine, and less time for a machine
 * that is merely busy; what else takes time (promotion, the proof of the sync set) is the same.
 */
enum Profile {
  /** For machines and networks that stall for seconds. */
  PATIENT(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(10)),
  DEFAULT(Settings.DEFAULT.leaseTtl(), Settings.DEFAULT.silence(), Settings.DEFAULT.memberLost()),
  /** For machines with processor time to spare, in one place. */
  FAST(Duration.ofMillis(1_500), Duration.ofSeconds(1), Duration.ofMillis(1_500));

  private final Duration leaseTtl;
  private final Duration silence;
  private final Duration memberLost;

  Profile(Duration leaseTtl, Duration silence, Duration memberLost) {
    this.leaseTtl = leaseTtl;
    this.silence = silence;
    this.memberLost = memberLost;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that these settings are, or {@code custom}. */
  static String of(Settings settings) {
    return Arrays.stream(values())
        .filter(profile -> profile.is(settings))
        .findFirst()
        .map(Profile::text)
        .orElse("custom");
  }

  /** Their names. */
  static String all() {
    return Arrays.stream(values()).map(Profile::text).collect(Collectors.joining(", "));
  }

  /**
   * @throws IllegalArgumentException with a message for the one who typed it
   */
  static Profile named(String text) {
    return Arrays.stream(values())
        .filter(profile -> profile.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(all() + "; not '" + text + "'"));
  }

  private boolean is(Settings settings) {
    return settings.leaseTtl().equals(leaseTtl)
        && settings.silence().equals(silence)
        && settings.memberLost().equals(memberLost);
  }

  void write(io.saksi.proto.v1.Settings.Builder wire) {
    wire.setLeaseTtlNanos(leaseTtl.toNanos())
        .setSilenceNanos(silence.toNanos())
        .setMemberLostNanos(memberLost.toNanos());
  }
}
