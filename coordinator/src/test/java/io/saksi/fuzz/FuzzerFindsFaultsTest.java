package io.saksi.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A fuzzer that passes parsers with faults would be no proof of anything. */
class FuzzerFindsFaultsTest {
  private static final long CASES = 20_000;

  private static Finding found(Target bad) throws InterruptedException {
    Optional<Finding> found = new Fuzzer(bad, 1).run(0, CASES, _ -> false);
    assertThat(found).as(bad.name()).isPresent();
    assertThat(new Fuzzer(bad, 1).run(found.get().number(), 1, _ -> false))
        .as("the seed and the number give it again")
        .map(Finding::signature)
        .contains(found.get().signature());
    assertThat(new Fuzzer(bad, 1).again(found.get().input().toByteArray()))
        .as("the kept input gives it again")
        .map(Finding::signature)
        .contains(found.get().signature());
    return found.get();
  }

  private static Target text(String valid) {
    return Target.ofText("bad", Draw.of(valid)).refusesBy(IOException.class);
  }

  private static String string(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  @Test
  void anExceptionThatIsNotDeclared() throws Exception {
    Finding finding = found(text("port 80\n").tried(input -> Integer.parseInt(port(input))));
    assertThat(finding.what()).contains("NumberFormatException");
    assertThat(finding.input().size()).as("made smaller").isLessThan(20);
  }

  private static String port(byte[] input) throws IOException {
    String[] words = string(input).strip().split(" ", -1);
    if (words.length != 2) {
      throw new IOException("not two words");
    }
    return words[1];
  }

  @Test
  void anIndexOutOfRangeBehindTwoRightAnswers() throws Exception {
    Finding finding =
        found(
            text("name=a\nlist=1,2\n")
                .tried(input -> {
                  String[] lines = string(input).split("\n", -1);
                  if (!lines[0].startsWith("name=") || !string(input).contains("list=")) {
                    throw new IOException("no name, or no list");
                  }
                  assertThat(lines[1].split(",", -1)[1]).isNotNull();
                }));
    assertThat(finding.what()).contains("IndexOutOfBounds");
  }

  /** As java.util.regex does for a group that is repeated: a level of the stack for each. */
  @Test
  void aStackThatOverflows() throws Exception {
    Pattern numbers = Pattern.compile("xids:((?: \\d+)+)");
    Target bad =
        text("xids: 1 2")
            .tried(input -> {
              if (!numbers.matcher(string(input)).find()) {
                throw new IOException("no xids");
              }
            });
    Optional<Finding> finding = new Fuzzer(bad, 1).run(0, CASES, _ -> false);
    assertThat(finding.orElseThrow().thrown().orElseThrow()).isInstanceOf(StackOverflowError.class);
  }

  @Test
  void memoryForALengthThatLies() throws Exception {
    byte[] valid = ByteBuffer.allocate(8).putInt(4).putInt(7).array();
    Finding finding =
        found(
            Target.of("bad", Draw.of(valid))
                .refusesBy(IOException.class)
                .tried(input -> {
                  int length = input.length < 4 ? -1 : ByteBuffer.wrap(input).getInt();
                  if (length < 0 || length > 1 << 28) {
                    throw new IOException("no length");
                  }
                  byte[] body = new byte[length];
                  System.arraycopy(input, 4, body, 0, Math.min(length, input.length - 4));
                }));
    assertThat(finding.what()).contains("MB for");
  }

  @Test
  void aFieldThatIsReadAndForgotten() throws Exception {
    Target bad =
        text("a=1\n")
            .tried(
                Trial.roundTrip(
                    input -> pairs(string(input)),
                    pairs -> (pairs.getFirst() + "\n").getBytes(StandardCharsets.UTF_8)));
    assertThat(found(bad).what()).contains("written and read again as");
  }

  private static List<String> pairs(String text) throws IOException {
    List<String> pairs = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.matches("[a-z]=\\d+")) {
        throw new IOException("not a pair");
      }
      pairs.add(line);
    }
    if (pairs.isEmpty()) {
      throw new IOException("nothing");
    }
    return pairs;
  }

  @Test
  void aSumThatIsNotChecked() throws Exception {
    Target bad =
        text("5 5")
            .tried(
                Trial.exact(
                    input -> {
                      if (!string(input).matches("\\d+ \\d+")) {
                        throw new IOException("not two numbers");
                      }
                      return string(input).split(" ", -1)[0];
                    },
                    first -> (first + " " + first).getBytes(StandardCharsets.UTF_8)));
    assertThat(found(bad).what()).contains("not what is written");
  }

  @Test
  void aRefusalWithoutWords() throws Exception {
    Target bad =
        text("ok")
            .tried(input -> {
              if (!string(input).equals("ok")) {
                throw new IOException();
              }
            });
    assertThat(found(bad).what()).contains("without a word");
  }

  @Test
  void aFieldOfAMessageOutOfRange() throws Exception {
    byte[] valid = ProtoTree.write(new ArrayList<>(List.of(ProtoTree.Field.varint(3, 5))));
    Target bad =
        Target.of("bad", Draw.of(valid))
            .shaped(Shape.PROTOBUF)
            .refusesBy(IOException.class)
            .tried(input -> {
              List<ProtoTree.Field> fields =
                  ProtoTree.parse(input).orElseThrow(() -> new IOException("no message"));
              fields.forEach(field -> Math.toIntExact(field.number()));
            });
    assertThat(found(bad).what()).contains("ArithmeticException");
  }

  @Test
  void whatIsValidHasToBeTaken() throws Exception {
    Target deaf =
        text("ok")
            .tried(_ -> {
              throw new IOException("no");
            });
    assertThat(new Fuzzer(deaf, 1).run(0, CASES, _ -> false).orElseThrow().what())
        .contains("refused what is valid");
  }

  /** It is told who does not come back; the thread is lost, and ends with the process. */
  @Test
  void aLoopWithoutEnd() throws Exception {
    Target bad =
        text("step 2\n")
            .tried(input -> {
              if (input.length == 0) {
                throw new IOException("nothing");
              }
              int at = 0;
              while (at < input.length && !Thread.currentThread().isInterrupted()) {
                at += input[0] == 's' ? input.length : 0;
              }
            });
    Fuzzer impatient = new Fuzzer(bad, 1, java.time.Duration.ofMillis(500));
    Finding finding = impatient.run(0, CASES, _ -> false).orElseThrow();
    assertThat(finding.isStuck()).isTrue();
    assertThat(finding.input().toStringUtf8()).doesNotStartWith("s");
  }

  @Test
  void aParserWithoutFaultStandsAll() throws Exception {
    Target good =
        text("a=1\nb=2\n")
            .tried(
                Trial.roundTrip(
                    input -> pairs(string(input)),
                    all -> (String.join("\n", all) + "\n").getBytes(StandardCharsets.UTF_8)));
    Stands.garbage(good, CASES);
    assertThatThrownBy(() -> Stands.garbage(good.forgiving(), CASES))
        .hasMessageContaining("that shows nothing");
    assertThatThrownBy(() -> Stands.garbage(good.tried(_ -> {}), CASES))
        .hasMessageContaining("that shows nothing");
  }

  @Test
  void aMessageIsReadAsATreeAndWrittenAgainToTheByte() {
    byte[] bytes =
        io.saksi.proto.v1.Endpoint.newBuilder()
            .setHost("10.0.0.1")
            .setPort(5432)
            .build()
            .toByteArray();
    byte[] outer =
        io.saksi.proto.v1.Member.newBuilder()
            .setNode("a")
            .setAgent(io.saksi.proto.v1.Endpoint.newBuilder().setHost("10.0.0.1").setPort(5432))
            .build()
            .toByteArray();
    for (byte[] each : List.of(bytes, outer)) {
      assertThat(ProtoTree.write(ProtoTree.parse(each).orElseThrow())).isEqualTo(each);
    }
    assertThat(ProtoTree.parse(Arrays.copyOf(outer, outer.length - 1))).isEmpty();
  }
}
