package io.saksi.agent.cli.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.cli.CliFailure;
import io.saksi.core.model.Configuration.Content;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTextTest {
  @Test
  void whatIsShownCanBeGivenBack() {
    Content content =
        new Content(
            Map.of("log_line_prefix", "it's [%p] ", "work_mem", "16MB", "search_path", ""),
            List.of("host all app 10.0.0.0/8 trust", "local all all peer"));
    assertThat(ConfigText.parse(ConfigText.of(content))).isEqualTo(content);
  }

  @Test
  void aFileOfPostgresqlIsUnderstood() {
    Content found =
        ConfigText.parse(
            List.of(
                "# a comment",
                "Work_Mem = 16MB\t# more",
                "max_connections 200",
                "search_path = '\"$user\", public' # default",
                "log_line_prefix='it''s \\'x\\' '",
                "my.setting = on"));
    assertThat(found.parameters())
        .isEqualTo(
            Map.of(
                "work_mem", "16MB",
                "max_connections", "200",
                "search_path", "\"$user\", public",
                "log_line_prefix", "it's 'x' ",
                "my.setting", "on"));
    assertThat(found.rules()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"work_mem", "= 3", "a = 'b", "a = 'b' c", "a = # nothing"})
  void aLineThatIsNoneIsNamed(String line) {
    assertThatThrownBy(() -> ConfigText.parse(List.of("", line)))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void aDifferenceSaysWhatWentAndWhatCame() {
    Content before = new Content(Map.of("a", "1", "b", "2"), List.of("one", "two"));
    Content after = new Content(Map.of("b", "3", "c", "4"), List.of("two", "three"));
    assertThat(ConfigText.difference(before, after))
        .containsExactly("- a = '1'", "- b = '2'", "+ b = '3'", "+ c = '4'", "- one", "+ three");
    assertThat(ConfigText.difference(before, before)).isEmpty();
    Content turned = new Content(before.parameters(), List.of("two", "one"));
    assertThat(ConfigText.difference(before, turned)).hasSize(1);
  }
}
