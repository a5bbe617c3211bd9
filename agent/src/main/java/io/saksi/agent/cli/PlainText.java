package io.saksi.agent.cli;

/** Text from elsewhere, made safe for a terminal: escape sequences from a server stay text. */
public final class PlainText {
  private PlainText() {}

  /** {@code text} with every control character replaced, so that it stays on its line. */
  public static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    text.chars().forEach(c -> plain.append(Character.isISOControl(c) ? '?' : (char) c));
    return plain.toString();
  }
}
