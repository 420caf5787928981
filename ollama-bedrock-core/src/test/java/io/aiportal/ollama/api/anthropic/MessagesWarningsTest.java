package io.aiportal.ollama.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Anthropic's requests ask for and do not get is told in sentences. */
class MessagesWarningsTest {

  private static final String ONLY = " is left out: only functions of your own can be called here";

  @Test
  void toolsOfAnthropicsServers_areNamed() {
    assertThat(
            AnthropicApi.warnings(
                request(
                    """
                    "tools":[{"type":"web_search_20250305","name":"web_search"},
                      {"type":"code_execution_20250825","name":"code_execution"},
                      {"type":"custom","name":"f"},{"name":"web_search_of_mine"}]""")))
        .containsExactly(
            "the tool \"web_search_20250305\" called \"web_search\"" + ONLY,
            "the tool \"code_execution_20250825\" called \"code_execution\"" + ONLY);
  }

  @Test
  void fieldsWithoutEffect_areNamed() {
    assertThat(
            AnthropicApi.warnings(
                request(
                    """
                    "mcp_servers":[{"type":"url"}],"container":"c",
                    "context_management":{"edits":[1]}""")))
        .containsExactly(
            "mcp_servers has no effect on Amazon Bedrock",
            "container has no effect on Amazon Bedrock",
            "context_management has no effect on Amazon Bedrock");
  }

  @Test
  void citations_haveAnEffect() {
    assertThat(
            AnthropicApi.warnings(
                asking(
                    """
                    [{"type":"document","citations":{"enabled":true},
                     "source":{"type":"text","media_type":"text/plain","data":"Rome"}},
                     {"type":"search_result","citations":{"enabled":true},"title":"Rome",
                     "source":"https://example.com","content":[{"type":"text","text":"Rome"}]}]""")))
        .isEmpty();
  }

  private static MessagesRequest asking(String content) {
    return request("\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]");
  }

  @Test
  void thinkingThatNobodyKnows_isNamed() {
    assertThat(
            AnthropicApi.warnings(
                request("\"thinking\":{\"type\":\"a\"},\"output_config\":{\"effort\":\"b\"}")))
        .containsExactly("no model here thinks \"a\"", "no model here thinks \"b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"mcp_servers\":[]",
        "\"mcp_servers\":null,\"container\":null",
        "\"context_management\":{}",
        "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\" HIGH \"}",
        "\"thinking\":{\"type\":\"disabled\"},\"metadata\":{\"user_id\":\"me\"}",
        "\"output_config\":{\"effort\":\"minimal\"}",
        "\"thinking\":{\"type\":\"between_tools\"}",
      })
  void whatHasItsEffect_orAsksForNothing_isNotTold(String fields) {
    assertThat(AnthropicApi.warnings(request(fields))).isEmpty();
  }

  private static MessagesRequest request(String fields) {
    return AnthropicApi.readMessages(
        ("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                + fields
                + "}")
            .getBytes(StandardCharsets.UTF_8));
  }
}
