package io.saksi.agent.postgres;

import java.util.List;
import java.util.Map;

/**
 * What on this instance stands against a planned change of roles.
 *
 * @param findings each with what to do about it
 * @param limits what a standby must have at least as large as its primary, by name
 */
public record Readiness(List<Finding> findings, Map<String, Long> limits) {
  public static final Readiness NOTHING = new Readiness(List.of(), Map.of());

  public Readiness {
    findings = List.copyOf(findings);
    limits = Map.copyOf(limits);
  }

  /** One obstacle: a code for programs, what was seen, and the remedy. */
  public record Finding(String code, String text, String remedy) {}
}
