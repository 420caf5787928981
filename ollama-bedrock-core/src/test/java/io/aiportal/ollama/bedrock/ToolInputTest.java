package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolInputTest {

  @Test
  void object_isItself() {
    assertThat(ToolInput.of(Map.of("city", "Rome"))).isEqualTo(Map.of("city", "Rome"));
  }

  @Test
  void textThatHoldsAnObject_isTheObject() {
    assertThat(ToolInput.of("{\"city\":\"Rome\",\"days\":[1,null]}"))
        .isEqualTo(Map.of("city", "Rome", "days", Arrays.asList(1, null)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void blankText_isNoArguments(String input) {
    assertThat(ToolInput.of(input)).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"[1]", "\"{}\"", "null", "Rome", "{\"city\":", "{} {}"})
  void otherText_isNone(String input) {
    assertThat(ToolInput.of(input)).isNull();
  }

  @Test
  void otherValue_isNone() {
    for (Object input : List.of(1, true, List.of("Rome"))) {
      assertThat(ToolInput.of(input)).isNull();
    }
  }

  @Test
  void isNestedAsDeepAsDocumentsMayBe() {
    assertThat(ToolInput.of(nested("{\"a\":", "{}", "}", JsonObjects.MAX_WIRE_DEPTH - 1)))
        .hasSize(1);
    assertThat(
            ToolInput.of("{\"a\":" + nested("[", "1", "]", JsonObjects.MAX_WIRE_DEPTH - 1) + "}"))
        .hasSize(1);
  }

  @Test
  void nestedDeeper_isCorrupt() {
    for (String input :
        List.of(
            nested("{\"a\":", "{}", "}", JsonObjects.MAX_WIRE_DEPTH),
            "{\"a\":" + nested("[", "1", "]", JsonObjects.MAX_WIRE_DEPTH) + "}")) {
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(() -> ToolInput.of(input))
          .withMessage("a JSON document in it is nested more than 500 levels deep")
          .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.CORRUPT));
    }
  }

  private static String nested(String open, String inner, String close, int times) {
    return open.repeat(times) + inner + close.repeat(times);
  }
}
