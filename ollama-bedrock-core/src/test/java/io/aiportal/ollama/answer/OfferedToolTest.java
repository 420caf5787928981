package io.aiportal.ollama.answer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a tool's schema tells of the arguments that a model writes. */
class OfferedToolTest {

  private static final String P = "\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // Nothing is told.
        "{}                                    | {\"x\":1} | true",
        "{\"properties\":{}}                     | {\"x\":1} | true",
        "{\"properties\":5,\"required\":\"a\"}     | {\"x\":1} | true",
        // What is required
        "{$P,\"required\":[\"a\"]}                | {\"a\":1} | true",
        "{$P,\"required\":[\"a\"]}                | {\"b\":1} | false",
        "{$P,\"required\":[\"a\"]}                | {} | false",
        "{$P,\"required\":[]}                   | {} | true",
        "{$P}                                   | {} | true",
        // What is known
        "{$P}                                   | {\"x\":1} | false",
        "{$P}                                   | {\"x\":1,\"b\":1} | true",
        "{$P,\"additionalProperties\":true}     | {\"x\":1} | true",
        "{$P,\"additionalProperties\":{}}       | {\"x\":1} | true",
        "{$P,\"patternProperties\":{}}          | {\"x\":1} | true",
        "{$P,\"additionalProperties\":false}    | {\"x\":1,\"b\":1} | false",
        "{$P,\"additionalProperties\":false}    | {\"b\":1} | true",
        "{\"properties\":{},\"additionalProperties\":false} | {\"x\":1} | false",
        "{$P,\"additionalProperties\":false,\"patternProperties\":{}} | {\"x\":1} | true",
        // Types
        "{$P}                                   | {\"a\":\"1\"} | false",
        "{$P}                                   | {\"a\":{}} | false",
        "{$P}                                   | {\"a\":1.0} | true",
        "{$P}                                   | {\"a\":null} | true",
        "{$P,\"required\":[\"a\"]}                | {\"a\":null} | false",
        "{$P,\"required\":[\"b\"]}                | {\"b\":null} | true",
        "{\"properties\":{\"a\":true}}           | {\"a\":[]} | true",
        "{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}} | {\"a\":\"x\"} | true",
        "{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}} | {\"a\":1} | false",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\"]}}} | {\"a\":\"y\"} | true",
        // The description of a tool
        "{}                                    | {\"type\":\"object\",\"properties\":{}} | false",
        "{\"additionalProperties\":true}         | {\"type\":\"object\",\"properties\":{}} | false",
        "{}                                    | {\"type\":\"object\",\"properties\":[]} | true",
        "{}                                    | {\"type\":\"array\",\"properties\":{}} | true",
        "{\"properties\":{\"type\":{}}}          | {\"type\":\"object\",\"properties\":{}} | false",
        "{\"properties\":{\"type\":{},\"properties\":{}}} | {\"type\":\"object\",\"properties\":{}} | true",
      })
  void arguments_areTaken_whereNothingSaysThatTheyAreNone(
      String schema, String arguments, boolean taken) {
    OfferedTool tool = new OfferedTool(object(schema.replace("$P", P)));
    assertThat(tool.takes(object(arguments))).isEqualTo(taken);
  }

  @Test
  void arguments_thatAreText_areKnown() {
    Map<String, Object> properties =
        Map.of(
            "a", Map.of("type", "string"),
            "b", Map.of("type", "integer"),
            "c", true,
            "d", Map.of("type", List.of("string", "null")));
    assertThat(new OfferedTool(Map.of("properties", properties)).texts()).containsExactly("a");
    assertThat(new OfferedTool(Map.of("properties", 5)).texts()).isEmpty();
  }

  private static Map<String, Object> object(String json) {
    return requireNonNull(JsonObjects.parse(json));
  }
}
