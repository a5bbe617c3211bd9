package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void ofTwentyTheNinetyFifthPercentileIsTheWorstButOne() {
    List<Long> values = LongStream.rangeClosed(1, 20).boxed().toList().reversed();
    assertThat(Figures.of(values)).isEqualTo(new Figures(20, 10, 19, 20));
  }

  @Test
  void ofOneAllAreThatOne() {
    assertThat(Figures.of(List.of(7L))).isEqualTo(new Figures(1, 7, 7, 7));
  }

  @Test
  void ofNoneNothing() {
    assertThat(Figures.of(List.of()).samples()).isZero();
  }
}
