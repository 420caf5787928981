package io.aiportal.ollama.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PromptEstimateTest {

  @Test
  void prompt_isAQuarterOfItsBytes_andAtLeastOne() {
    assertThat(tokens("", "[{\"role\": \"\", \"content\": \"\"}]")).isEqualTo(1);
    assertThat(tokens("", user("x".repeat(8 - 4)))).isEqualTo(2);
    assertThat(tokens("", user("x".repeat(11 - 4)))).isEqualTo(2);
    assertThat(tokens("", user("x".repeat(12 - 4)))).isEqualTo(3);
  }

  @Test
  void bytes_areThoseOfUtf8() {
    assertThat(tokens("", user("\u007f".repeat(40)))).isEqualTo(11);
    assertThat(tokens("", user("\u0080".repeat(40)))).isEqualTo(21);
    assertThat(tokens("", user("\u07ff".repeat(40)))).isEqualTo(21);
    assertThat(tokens("", user("\u0800".repeat(40)))).isEqualTo(31);
    assertThat(tokens("", user("😀".repeat(40)))).isEqualTo(41);
  }

  @Test
  void everythingWithText_counts() {
    assertThat(tokens("\"system\": \"" + "x".repeat(40) + "\",", user(""))).isEqualTo(11);
    String thinking = "[{\"type\": \"thinking\", \"thinking\": \"" + "x".repeat(40) + "\"}]";
    assertThat(tokens("", "[{\"role\": \"user\", \"content\": " + thinking + "}]")).isEqualTo(11);
    String tool =
        "\"tools\": [{\"name\": \"12345678\", \"description\": \"1234\","
            + " \"input_schema\": {\"a\":10}}, {\"name\": \"\"}],";
    assertThat(tokens(tool, user(""))).isEqualTo((4 + 8 + 4 + 8) / 4);
  }

  @Test
  void callsAndResults_countAsTheyStand() {
    String use = "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{\"x\":1}}";
    assertThat(tokens("", "[{\"role\": \"user\", \"content\": [" + use + "]}]"))
        .isEqualTo((4 + use.length()) / 4);
    String result = "{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":\"sunny\"}";
    assertThat(tokens("", "[{\"role\": \"user\", \"content\": [" + result + "]}]"))
        .isEqualTo((4 + result.length()) / 4);
  }

  private static String user(String text) {
    return "[{\"role\": \"user\", \"content\": \"" + text + "\"}]";
  }

  private static int tokens(String more, String messages) {
    String body =
        "{\"model\": \"x\", \"max_tokens\": 1, " + more + " \"messages\": " + messages + "}";
    return PromptEstimate.tokens(AnthropicApi.readMessages(body.getBytes(StandardCharsets.UTF_8)));
  }
}
