package io.aiportal.ollama.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessagesRequestReaderTest {

  @Test
  void request_whole_isRead() {
    MessagesRequest request =
        read(
            """
            {"model": "Claude", "max_tokens": 100, "system": "Be brief.", "stream": true,
             "messages": [{"role": "User", "content": "Hi"},
                          {"role": "assistant", "content": [{"type": "text", "text": "Yes?"}]}],
             "temperature": 0.5, "top_p": 1, "top_k": 40, "stop_sequences": ["a", "b"],
             "tools": [{"name": "f", "description": "d", "input_schema": {"type": "object"},
                        "strict": true, "cache_control": {"type": "ephemeral"}, "type": "custom"}],
             "tool_choice": {"type": "tool", "name": "f", "disable_parallel_tool_use": true},
             "thinking": {"type": "enabled", "budget_tokens": 2048},
             "metadata": {"user_id": "me"}, "cache_control": {"ttl": "1h"},
             "output_config": {"effort": "high", "format": {"type": "json_schema"}}}
            """);
    assertThat(request)
        .isEqualTo(
            new MessagesRequest(
                "Claude",
                100,
                List.of(ContentBlockParam.text("Be brief.")),
                List.of(
                    new MessageParam("user", List.of(ContentBlockParam.text("Hi"))),
                    new MessageParam("assistant", List.of(ContentBlockParam.text("Yes?")))),
                true,
                0.5,
                1.0,
                40,
                List.of("a", "b"),
                List.of(
                    new ToolParam(
                        "custom",
                        "f",
                        "d",
                        Map.of("type", "object"),
                        true,
                        Map.of("type", "ephemeral"))),
                new ToolChoiceParam("tool", "f", true),
                new ThinkingParam("enabled", 2048),
                "high",
                Map.of("type", "json_schema"),
                Map.of("ttl", "1h"),
                List.of()));
  }

  @Test
  void request_withNothingButWhatItNeeds_hasDefaults() {
    assertThat(read(with("")))
        .isEqualTo(
            new MessagesRequest(
                "x",
                1,
                List.of(),
                List.of(new MessageParam("user", List.of(ContentBlockParam.text("Hi")))),
                false,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                "",
                null,
                null,
                List.of()));
  }

  @Test
  void nulls_areAbsent() {
    assertThat(
            read(
                with(
                    """
                    , "system": null, "stream": null, "temperature": null, "top_k": null,
                    "tools": null, "tool_choice": null, "thinking": null, "metadata": null,
                    "output_config": null, "stop_sequences": null
                    """)))
        .isEqualTo(read(with("")));
  }

  @Test
  void systemBlocks_stayApart() {
    MessagesRequest request =
        read(with(", \"system\": [{\"type\": \"text\", \"text\": \"a\"}, 5, {\"type\": \"x\"}]"));
    assertThat(request.system())
        .containsExactly(
            ContentBlockParam.text("a"),
            ContentBlockParam.EMPTY,
            new ContentBlockParam(Map.of("type", "x")));
  }

  @Test
  void membersThatOnlyTheGenuineApiKnows_ofAnotherType_arePassedOver() {
    MessagesRequest request =
        read(
            with(
                """
                , "cache_control": 5, "output_format": "x", "output_config": {"format": []},
                "tools": [{"name": "f", "strict": "yes", "cache_control": true}],
                "metadata": {"more": 5}, "container": 7
                """));
    assertThat(request.cacheControl()).isNull();
    assertThat(request.format()).isNull();
    assertThat(request.tools()).containsExactly(new ToolParam("", "f", "", null, null, null));
  }

  @Test
  void unknownMembers_arePassedOver_withAllThatIsInThem() {
    String unknown = "\"x\":{\"model\":5,\"content\":[{}],\"name\":5,\"effort\":5}";
    MessagesRequest request =
        read(
            """
            {~,"max_tokens":1,"messages":[{~,"role":"user","content":"Hi"}],
             "tools":[{~,"name":"f"}],"metadata":{~,"user_id":"me"},
             "output_config":{~,"effort":"low"},"model":"m"}"""
                .replace("~", unknown));
    assertThat(request.model()).isEqualTo("m");
    assertThat(request.effort()).isEqualTo("low");
    assertThat(request.tools()).extracting(ToolParam::name).containsExactly("f");
    assertThat(request.messages())
        .containsExactly(new MessageParam("user", List.of(ContentBlockParam.text("Hi"))));
  }

  @Test
  void outputFormat_isTheEarlierPlaceOfTheFormat() {
    assertThat(read(with(", \"output_format\": {\"type\": \"json_schema\"}")).format())
        .isEqualTo(Map.of("type", "json_schema"));
  }

  @Test
  void numbersBeyondAnInt_areTheMostThatThereIs() {
    String many = with("").replace("\"max_tokens\": 1", "\"max_tokens\": 9000000000");
    assertThat(read(many).maxTokens()).isEqualTo(Integer.MAX_VALUE);
    assertThat(read(with(", \"top_k\": -9000000000")).topK()).isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void modelMissing_isRefusedFirst() {
    assertRefused("{}", "model is required");
    assertRefused("null", "model is required");
    assertRefused("{\"model\": \"\", \"max_tokens\": 0}", "model is required");
  }

  @Test
  void maxTokens_mustBePositive() {
    String sentence = "max_tokens is required and must be positive";
    assertRefused("{\"model\": \"x\"}", sentence);
    assertRefused("{\"model\": \"x\", \"max_tokens\": 0}", sentence);
    assertRefused("{\"model\": \"x\", \"max_tokens\": -1}", sentence);
  }

  @Test
  void messages_mustBeThere() {
    assertRefused("{\"model\": \"x\", \"max_tokens\": 1}", "messages is required");
    assertRefused(
        "{\"model\": \"x\", \"max_tokens\": 1, \"messages\": []}", "messages is required");
  }

  @Test
  void countTokens_needsNoMaxTokens() {
    byte[] body = bytes("{\"model\": \"x\", \"messages\": [{\"content\": \"Hi\"}]}");
    assertThat(AnthropicApi.readCountTokens(body).maxTokens()).isZero();
    assertThatThrownBy(() -> AnthropicApi.readCountTokens(bytes("{\"messages\": []}")))
        .isInstanceOf(CallException.class)
        .hasMessage("model is required");
    assertThatThrownBy(() -> AnthropicApi.readCountTokens(bytes("{\"model\": \"x\"}")))
        .hasMessage("messages is required");
    assertThatThrownBy(() -> AnthropicApi.readCountTokens(bytes("{\"model\": 5}")))
        .hasMessage(
            "json: cannot unmarshal number into Go struct field CountTokensRequest.model of type"
                + " string");
  }

  private static String with(String more) {
    return "{\"model\": \"x\", \"max_tokens\": 1, \"messages\": [{\"role\": \"user\", \"content\":"
        + " \"Hi\"}]"
        + more
        + "}";
  }

  private static void assertRefused(String body, String sentence) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(400))
        .hasMessage(sentence);
  }

  private static MessagesRequest read(String body) {
    return AnthropicApi.readMessages(bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
