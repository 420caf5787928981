package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolArgumentsTest {

  private static final String TOO_DEEP =
      "the model gave a tool call whose arguments are nested more than 200 levels deep; please try"
          + " again";

  @Test
  void object_keepsItsOrderAndItsNumbers() {
    assertThat(ToolArguments.parse(" {\"z\":2.50,\"a\":[1,{\"b\":null}]}\n"))
        .isEqualTo(
            Map.of(
                "z",
                new BigDecimal("2.50"),
                "a",
                List.of(1, java.util.Collections.singletonMap("b", null))))
        .extracting(Map::keySet)
        .asString()
        .isEqualTo("[z, a]");
  }

  @Test
  void string_thatHoldsAnObject_isTheObject() {
    assertThat(ToolArguments.parse(" \"{\\\"city\\\":\\\"Rome\\\"}\" "))
        .isEqualTo(Map.of("city", "Rome"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\" \\n\""})
  void string_thatHoldsNothing_isNoArguments(String json) {
    assertThat(ToolArguments.parse(json)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "42",
        "true",
        "null",
        "\"Rome\"",
        "\"[1]\"",
        "\"\\\"{}\\\"\"",
        "{\"a\":",
        "{\"a\":}",
        "{} {}",
        "{\"a\":1} x",
        "\"{}\" x",
        "\"{",
        "city: Rome",
      })
  void anythingElse_isRefused(String json) {
    assertThatThrownBy(() -> ToolArguments.parse(json))
        .isInstanceOfSatisfying(
            CallException.class, e -> assertThat(e.kind()).isEqualTo(CallException.Kind.BAD_ANSWER))
        .hasMessage(
            "the model gave a tool call whose arguments are no JSON object; please try again");
  }

  @Test
  void depth_isBounded() {
    int most = JsonObjects.MAX_DOCUMENT_DEPTH;
    Map<String, Object> deepest = ToolArguments.parse(nested(most));
    assertThat(ToolArguments.checked(deepest)).isEqualTo(deepest);
    assertThat(ToolArguments.parse(JsonObjects.write(nested(most)))).isEqualTo(deepest);
    for (int depth : List.of(most + 1, 998, 5_000)) {
      assertThatThrownBy(() -> ToolArguments.parse(nested(depth))).hasMessage(TOO_DEEP);
      assertThatThrownBy(() -> ToolArguments.parse(JsonObjects.write(nested(depth))))
          .hasMessage(TOO_DEEP);
    }
    assertThatThrownBy(() -> ToolArguments.checked(Map.of("a", deepest))).hasMessage(TOO_DEEP);
    assertThatThrownBy(() -> ToolArguments.checked(arrays(most))).hasMessage(TOO_DEEP);
    assertThat(ToolArguments.checked(arrays(most - 1))).hasSize(1);
  }

  @Test
  void depth_doesNotCountWhatStandsInStrings() {
    String brackets = "{[".repeat(300) + "\\\"" + "{[".repeat(300);
    assertThat(ToolArguments.parse("{\"a\":\"" + brackets + "\"}")).hasSize(1);
    assertThat(ToolArguments.parse("{\"a\":[" + "[],{},".repeat(300) + "1]}")).hasSize(1);
  }

  @Test
  void length_isBounded() {
    String most = "{\"a\":\"" + "x".repeat(ToolArguments.MAX_LENGTH - 8) + "\"}";
    assertThat(most).hasSize(ToolArguments.MAX_LENGTH);
    assertThat(ToolArguments.parse(most)).hasSize(1);
    assertThatThrownBy(() -> ToolArguments.parse(most + " "))
        .isInstanceOf(CallException.class)
        .hasMessage(
            "the model gave a tool call whose arguments have more than 4194304 characters; please"
                + " try again");
  }

  @Test
  void halfCharacters_areReplaced() {
    assertThat(ToolArguments.parse("{\"a\":[\"\\ude00\",{\"b\":\"\\ud83d\\ude00\"}]}"))
        .isEqualTo(Map.of("a", List.of("\ufffd", Map.of("b", "😀"))));
    assertThat(ToolArguments.checked(Map.of("a\ud83d", List.of("\ud83d"))))
        .isEqualTo(Map.of("a\ufffd", List.of("\ufffd")));
  }

  private static String nested(int depth) {
    return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
  }

  private static Map<String, Object> arrays(int depth) {
    Object value = List.of();
    for (int i = 1; i < depth; i++) {
      value = List.of(value);
    }
    return Map.of("a", value);
  }
}
