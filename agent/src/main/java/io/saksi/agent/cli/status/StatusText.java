package io.saksi.agent.cli.status;

import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.Terminal;
import io.saksi.proto.v1.ClusterStatus;
import java.util.List;

/** The status for people: the sentence, what is wrong, the nodes, and what the safety rests on. */
final class StatusText {
  private final Terminal terminal;
  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  private StatusText(Terminal terminal) {
    this.terminal = terminal;
    this.paint = new Paint(terminal.colour());
  }

  static String of(StatusAnswer answer, Terminal terminal) {
    return new StatusText(terminal).render(answer);
  }

  private String render(StatusAnswer answer) {
    ClusterStatus status = answer.status();
    Verdict verdict = Verdict.of(status);
    List<String> warnings = Warnings.of(status);
    Paint.Tone tone = !verdict.isOpen() ? Paint.Tone.BAD : tone(warnings);
    paragraph(Headline.of(status), "", tone);
    warnings.forEach(warning -> paragraph(warning, "  ! ", Paint.Tone.WARN));
    text.append('\n');
    List<String> table = MemberTable.of(status).lines(terminal.columns());
    text.append(paint.of(Paint.Tone.TITLE, table.getFirst())).append('\n');
    table.stream().skip(1).forEach(line -> text.append(line).append('\n'));
    text.append('\n');
    Footing.of(answer).forEach(line -> paragraph(line, "", Paint.Tone.PLAIN));
    return text.toString();
  }

  private static Paint.Tone tone(List<String> warnings) {
    return warnings.isEmpty() ? Paint.Tone.GOOD : Paint.Tone.WARN;
  }

  private void paragraph(String words, String lead, Paint.Tone tone) {
    String indent = " ".repeat(lead.length());
    String first = lead;
    for (String line : Wrap.lines(PlainText.of(words), terminal.columns() - lead.length())) {
      text.append(first).append(paint.of(tone, line)).append('\n');
      first = indent;
    }
  }
}
