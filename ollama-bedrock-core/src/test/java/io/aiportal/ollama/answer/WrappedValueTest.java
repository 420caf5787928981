package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.CallException;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappedValueTest {

  private final AnswerLog log = new AnswerLog();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"value\":[1,2]}#[1,2]",
        " {\n \"value\" : [1, 2]\n }\n#[1, 2]",
        "{\"value\":\"a}b,\\\"c\\\\\"}#\"a}b,\\\"c\\\\\"",
        "{\"value\":42}#42",
        "{\"value\":42 ,\"more\":1}#42",
        "{\"value\":null}#null",
        "{\"value\":{\"value\":{}}}#{\"value\":{}}",
        "{\"value\":[\"]\",{\"a\":\"}\"}]}#[\"]\",{\"a\":\"}\"}]",
        "{\"reason\":\"so\",\"value\":[1]}#[1]",
        "{\"answer\":[1]}#{\"answer\":[1]}",
        "[1,2]#[1,2]",
        "\"text\"#\"text\"",
        "{\"val#{\"val"
      })
  void value_comesOut_howeverTheTextIsCut(String row) {
    String text = row.split("#")[0];
    String value = row.split("#")[1];
    for (int seed = 0; seed < 50; seed++) {
      log.calls.clear();
      Random random = new Random(seed);
      WrappedValue wrapped = wrapped();
      for (int from = 0; from < text.length(); ) {
        int to = Math.min(text.length(), from + random.nextInt(5));
        wrapped.accept(text.substring(from, to));
        from = to;
      }
      wrapped.end(false);
      assertThat(log.text()).as("seed %d", seed).isEqualTo(value);
    }
  }

  @Test
  void value_goesOutAsItComes() {
    WrappedValue wrapped = wrapped();
    wrapped.accept("{\"value\":");
    assertThat(log.text()).isEmpty();
    wrapped.accept(" [1");
    assertThat(log.text()).isEqualTo("[1");
    wrapped.accept(",2]}");
    assertThat(log.text()).isEqualTo("[1,2]");
  }

  @Test
  void whatIsHeld_isBounded() {
    WrappedValue wrapped = wrapped();
    wrapped.accept("x".repeat(JsonFinder.MAX_HELD));
    Assertions.assertThatThrownBy(() -> wrapped.accept("x")).isInstanceOf(CallException.class);
  }

  private WrappedValue wrapped() {
    return new WrappedValue(new PlainText(new AnswerOutput(log, true)));
  }
}
