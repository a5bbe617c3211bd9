package io.saksi.agent.cli.status;

/** Colour, where it is wanted; the text says the same without it. */
record Paint(boolean colour) {
  enum Tone {
    PLAIN(""),
    TITLE("2"),
    GOOD("32"),
    WARN("33"),
    BAD("1;31");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  String of(Tone tone, String text) {
    return colour && tone != Tone.PLAIN ? "\033[" + tone.code + "m" + text + "\033[0m" : text;
  }
}
