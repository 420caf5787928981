package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

  @Test
  void toolInput_object_isItself() {
    assertThat(Documents.toolInput(Map.of("city", "Rome"))).isEqualTo(Map.of("city", "Rome"));
  }

  @Test
  void toolInput_textThatHoldsAnObject_isTheObject() {
    assertThat(Documents.toolInput("{\"city\":\"Rome\",\"days\":[1,null]}"))
        .isEqualTo(Map.of("city", "Rome", "days", Arrays.asList(1, null)));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " \n"})
  void toolInput_nothing_isNoArguments(String input) {
    assertThat(Documents.toolInput(input)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "\"{}\"", "null", "Rome", "{\"city\":", "{} {}"})
  void toolInput_otherText_isCorrupt(String input) {
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> Documents.toolInput(input))
        .withMessage("a tool's input is no JSON object")
        .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.CORRUPT));
  }

  @Test
  void toolInput_otherValue_isCorrupt() {
    for (Object input : List.of(1, true, List.of("Rome"))) {
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(() -> Documents.toolInput(input))
          .withMessage("a tool's input is no JSON object");
    }
  }

  @Test
  void toolInput_isNestedAsDeepAsDocumentsMayBe() {
    assertThat(Documents.toolInput(nested("{\"a\":", "{}", "}", Documents.MAX_DEPTH - 1)))
        .hasSize(1);
    assertThat(
            Documents.toolInput("{\"a\":" + nested("[", "1", "]", Documents.MAX_DEPTH - 1) + "}"))
        .hasSize(1);
  }

  @Test
  void toolInput_nestedDeeper_isCorrupt() {
    for (String input :
        List.of(
            nested("{\"a\":", "{}", "}", Documents.MAX_DEPTH),
            "{\"a\":" + nested("[", "1", "]", Documents.MAX_DEPTH) + "}")) {
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(() -> Documents.toolInput(input))
          .withMessage("a JSON document in it is nested more than 500 levels deep")
          .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.CORRUPT));
    }
  }

  private static String nested(String open, String inner, String close, int times) {
    return open.repeat(times) + inner + close.repeat(times);
  }
}
