package io.saksi.agent.doctor;

/**
 * Something that is not safe.
 *
 * @param code one word, stable
 * @param where a node's name, "here", or "cluster"
 * @param text what is wrong, with the evidence
 * @param remedy what to do
 */
public record Finding(Severity severity, String code, String where, String text, String remedy) {
  public static final String HERE = "here";
  public static final String CLUSTER = "cluster";

  public static Finding here(Severity severity, String code, String text, String remedy) {
    return new Finding(severity, code, HERE, text, remedy);
  }

  public static Finding cluster(Severity severity, String code, String text, String remedy) {
    return new Finding(severity, code, CLUSTER, text, remedy);
  }
}
