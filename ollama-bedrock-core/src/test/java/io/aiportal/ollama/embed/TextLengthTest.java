package io.aiportal.ollama.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextLengthTest {

  @Test
  void cut_partsNoPair() {
    assertThat(TextLength.cut("abc", 3)).isEqualTo("abc");
    assertThat(TextLength.cut("abc", 2)).isEqualTo("ab");
    assertThat(TextLength.cut("a😀b", 2)).isEqualTo("a");
    assertThat(TextLength.cut("a😀b", 3)).isEqualTo("a😀");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#/inputText: expected maxLength: 40, actual: 100, please reformat your input | 40",
        "400 Bad Request: Too many input tokens. Max input tokens: 50, request input token count: 100 | 47",
        "Too many input tokens. Max input tokens: 100, request input token count: 50 | 50",
        "#/texts/0: expected maxLength: 100, actual: 200 | 50",
        "too many tokens: at most 512 are allowed | 50",
        "The text is too long | 50",
        "the input exceeds the maximum | 50",
        "#: required key [input_type] not found |",
        "#/inputText: expected maxLength: 0, actual: 100 |",
      })
  void refusal_tellsHowMuchIsAllowed(String words, @Nullable Integer allowed) {
    OptionalInt expected = allowed == null ? OptionalInt.empty() : OptionalInt.of(allowed);
    assertThat(TextLength.allowed(words, List.of("x", "x".repeat(100)))).isEqualTo(expected);
  }

  @Test
  void refusalOfATextThatCannotBeCut_allowsNothing() {
    assertThat(TextLength.allowed("too long", List.of("x"))).isEmpty();
    assertThat(TextLength.allowed("too long", List.of("xx"))).hasValue(1);
    assertThat(TextLength.allowed("too long", List.of())).isEmpty();
  }
}
