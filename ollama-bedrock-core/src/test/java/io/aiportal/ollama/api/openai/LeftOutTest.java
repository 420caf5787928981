package io.aiportal.ollama.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenAI's requests ask for and do not get is told in sentences. */
class LeftOutTest {

  private static final String ONLY = " is left out: only functions of your own can be called here";

  @Test
  void toolsOfAResponse_thatAreNoFunctions_areNamed() {
    assertThat(
            OpenAiApi.warnings(
                response(
                    """
                    "tools":[{"type":"web_search"},{"type":"web_search"},
                      {"type":"mcp","server_label":"files"},{"type":"custom","name":"grep"},
                      {"type":"function","name":"f"},{"name":"g"},
                      {"type":"namespace","name":"ns","tools":[{"type":"computer_use_preview"}]}]""")))
        .containsExactly(
            "the tool \"web_search\"" + ONLY,
            "the tool \"mcp\" called \"files\"" + ONLY,
            "the tool \"custom\" called \"grep\"" + ONLY,
            "the tool \"computer_use_preview\"" + ONLY);
  }

  @Test
  void toolsOfAChat_thatAreNoFunctions_areNamed() {
    ChatCompletionRequest request =
        chat(
            """
            "tools":[{"type":"custom","custom":{"name":"grep"}},{"type":"x","custom":5},
              {"type":"x","function":{"name":"f"}},{"type":"custom","function":null}]""");
    assertThat(OpenAiApi.warnings(request))
        .containsExactly(
            "the tool \"custom\" called \"grep\"" + ONLY,
            "the tool \"x\"" + ONLY,
            "the tool \"custom\"" + ONLY);
    assertThat(request.tools()).extracting("name").containsExactly("f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seed\":0                       | seed",
        "\"n\":2                          | n",
        "\"frequency_penalty\":0.5        | frequency_penalty",
        "\"presence_penalty\":-1          | presence_penalty",
        "\"logit_bias\":{\"5\":1}         | logit_bias",
        "\"logprobs\":true                | logprobs",
        "\"service_tier\":\"flex\"        | service_tier",
        "\"functions\":[{\"name\":\"f\"}] | functions",
        "\"web_search_options\":{\"a\":1} | web_search_options",
      })
  void fieldsOfAChat_withoutEffect_areNamed(String field, String name) {
    assertThat(OpenAiApi.warnings(chat(field)))
        .containsExactly(name + " has no effect on Amazon Bedrock");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seed\":null",
        "\"n\":1",
        "\"frequency_penalty\":0",
        "\"logit_bias\":{}",
        "\"logprobs\":false",
        "\"service_tier\":\"auto\"",
        "\"functions\":[]",
        "\"echo\":false",
        "\"user\":\"me\"",
      })
  void fieldsThatAskForNothing_areNotTold(String field) {
    assertThat(OpenAiApi.warnings(chat(field))).isEmpty();
  }

  @Test
  void fieldsOfOtherRequests_withoutEffect_areNamed() {
    assertThat(
            OpenAiApi.warnings(
                OpenAiApi.readCompletion(bytes("{\"echo\":true,\"best_of\":3,\"logprobs\":1}"))))
        .containsExactly(
            "echo has no effect on Amazon Bedrock",
            "best_of has no effect on Amazon Bedrock",
            "logprobs has no effect on Amazon Bedrock");
    assertThat(
            OpenAiApi.warnings(
                response(
                    """
                    "background":true,"service_tier":"priority","max_tool_calls":3,
                    "text":{"x":{},"verbosity":"low","format":{"type":"text"}}""")))
        .containsExactly(
            "service_tier has no effect on Amazon Bedrock",
            "max_tool_calls has no effect on Amazon Bedrock",
            "text.verbosity has no effect on Amazon Bedrock",
            "background has no effect on Amazon Bedrock");
    assertThat(OpenAiApi.warnings(response("\"store\":true,\"service_tier\":\"auto\""))).isEmpty();
  }

  @Test
  void effortsThatNobodyKnows_areNamed() {
    String unknown = "no model here thinks \"extreme\"";
    assertThat(OpenAiApi.warnings(chat("\"reasoning_effort\":\"extreme\"")))
        .containsExactly(unknown);
    assertThat(OpenAiApi.warnings(response("\"reasoning\":{\"effort\":\"extreme\"}")))
        .containsExactly(unknown);
    assertThat(OpenAiApi.warnings(response("\"think\":\"extreme\""))).containsExactly(unknown);
    assertThat(OpenAiApi.warnings(response("\"think\":true,\"reasoning\":{\"effort\":\"x\"}")))
        .isEmpty();
    assertThat(OpenAiApi.warnings(chat("\"reasoning_effort\":\"xhigh\""))).isEmpty();
    assertThat(OpenAiApi.warnings(chat("\"reasoning_effort\":\"\""))).isEmpty();
  }

  private static ChatCompletionRequest chat(String fields) {
    return OpenAiApi.readChatCompletion(bytes("{" + fields + "}"));
  }

  private static ResponsesRequest response(String fields) {
    return OpenAiApi.readResponse(bytes("{" + fields + "}"));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
