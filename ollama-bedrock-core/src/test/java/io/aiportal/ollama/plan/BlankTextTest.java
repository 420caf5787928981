package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlankTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t\r\n",
        "\u00a0",
        "\u2007",
        "\u202f",
        "\u0085",
        "\u2003",
        "\u2028",
        "\u3000",
        "\u001c",
        " \u00a0\n\u0085"
      })
  void text_ofWhiteSpaceOfAnyKind_isBlank(String text) {
    assertThat(BlankText.isBlank(text)).isTrue();
    assertThat(BlankText.stripTrailing("x" + text)).isEqualTo("x");
    assertThat(BlankText.stripTrailing(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", " x ", ".", "\u0084", "\u0086", "\u200b", "\ud83d\ude00", "\u00a0x"})
  void text_withAnythingToSee_isNot(String text) {
    assertThat(BlankText.isBlank(text)).isFalse();
  }

  @Test
  void whiteSpace_beforeTheEnd_stays() {
    assertThat(BlankText.stripTrailing(" a \u00a0b \u00a0")).isEqualTo(" a \u00a0b");
  }
}
