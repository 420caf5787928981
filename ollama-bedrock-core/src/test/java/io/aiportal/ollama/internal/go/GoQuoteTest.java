package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts in quotes, as Go prints them. */
class GoQuoteTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {"plain, plain", "ünï ☃ 😀, ünï ☃ 😀", "a\"b, a\\\"b", "a\\b, a\\\\b", "a'b, a'b"})
  void whatShows_staysAsItIs_butQuotesAndBackslashes(String text, String quoted) {
    assertThat(GoQuote.quote(text)).isEqualTo('"' + quoted + '"');
  }

  @Test
  void whatDoesNotShow_isEscaped() {
    assertThat(GoQuote.quote("\u0007\b\f\n\r\t\u000b\u0000\u001f\u007f"))
        .isEqualTo("\"\\a\\b\\f\\n\\r\\t\\v\\x00\\x1f\\x7f\"");
    assertThat(GoQuote.quote("\u0080\u00a0\u2028\u2029\u200b\ue000\ud800\uffff"))
        .isEqualTo("\"\\u0080\\u00a0\\u2028\\u2029\\u200b\\ue000\\ud800\\uffff\"");
    assertThat(GoQuote.quote("\ud83f\udfff\udb40\udc01")).isEqualTo("\"\\U0001ffff\\U000e0001\"");
    assertThat(GoQuote.quote("a b")).isEqualTo("\"a b\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {"39, '\\''", "34, '\"'", "104, 'h'", "0, '\\x00'", "10, '\\n'", "195, 'Ã'"})
  void byteThatDecodersTripOver_isInSingleQuotes(int b, String quoted) {
    assertThat(GoQuote.character(b)).isEqualTo(quoted);
  }
}
