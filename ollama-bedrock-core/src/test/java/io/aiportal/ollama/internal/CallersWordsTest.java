package io.aiportal.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallersWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          model 'nova-lite:latest' not found | model 'nova-lite:latest' not found
          the model 'a' isn't one that 'b' knows | the model 'a' isn't one that 'b' knows
          invalid format: "My PIN is 4711"; expected "json" or a schema | invalid format: "…" or a schema
          invalid format: "\\"My \\\\\\"PIN\\\\\\" is | invalid format: "…"
          invalid duration "4711" | invalid duration "…"
          model 'My salary is 93000' not found | model '…' not found
          model 'It's my salary' not found; ask 'b' | model '…'
          model 'It is my salar | model '…'
          no more than 12 images, it doesn't take them | no more than 12 images, it doesn't take them
          the thinking level is 'my own', not one of 'low', 'high' | the thinking level is '…'
          """)
  void sentence_isLoggedWithoutThem(String sentence, String logged) {
    assertThat(CallersWords.leftOut(sentence)).isEqualTo(logged);
  }

  @Test
  void word_isLogged_ifItCouldBeAName() {
    assertThat(CallersWords.logged("hf.co/a/b:q4_0")).isEqualTo("hf.co/a/b:q4_0");
    assertThat(CallersWords.logged("my door")).isEqualTo("…");
  }

  @Test
  void word_isShownAsItIs_ifItCouldBeAName() {
    assertThat(CallersWords.shown("#/$defs/door")).isEqualTo("#/$defs/door");
    assertThat(CallersWords.shown("image/x-icon")).isEqualTo("image/x-icon");
    assertThat(CallersWords.shown("")).isEmpty();
    assertThat(CallersWords.shown("my door")).isEqualTo("\"my door\"");
    assertThat(CallersWords.shown("d".repeat(257))).startsWith("\"d").endsWith("d\"");
  }
}
