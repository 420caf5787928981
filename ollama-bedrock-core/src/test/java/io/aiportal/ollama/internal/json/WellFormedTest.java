package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WellFormedTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "é中", "😀", "a😀b😀"})
  void wellFormedText_isTheSame(String text) {
    assertThat(WellFormed.of(text)).isSameAs(text);
  }

  @Test
  void halves_becomeReplacementCharacters() {
    assertThat(WellFormed.of("a\ud83d")).isEqualTo("a\ufffd");
    assertThat(WellFormed.of("\ude00b")).isEqualTo("\ufffdb");
    assertThat(WellFormed.of("\ud83d\ud83d\ude00")).isEqualTo("\ufffd😀");
    assertThat(WellFormed.of("😀\ude00")).isEqualTo("😀\ufffd");
    assertThat(WellFormed.of("\ud83dx\ude00")).isEqualTo("\ufffdx\ufffd");
    assertThat(WellFormed.of("\ud800x\udfff")).isEqualTo("\ufffdx\ufffd");
    assertThat(WellFormed.of("\ud800\udfff\udbff\udc00\ud800"))
        .isEqualTo("\ud800\udfff\udbff\udc00\ufffd");
  }
}
