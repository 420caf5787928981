package io.aiportal.ollama.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.openai.ChatMessage.FunctionCall;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of {@code /v1/chat/completions} as Go reads them, and what it says of others. */
class ChatCompletionReaderTest {

  private static ChatCompletionRequest read(String json) {
    return OpenAiApi.readChatCompletion(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ChatCall call(String json) {
    return ChatCompletionConverter.convert(read(json));
  }

  @Test
  void everyField_isRead() {
    ChatCompletionRequest request =
        read(
            """
            {"MODEL":"m","stream":true,"stream_options":{"include_usage":true,"x":1},
             "messages":[{"role":"assistant","content":null,"reasoning":"Hmm","x":1,
               "tool_calls":[{"id":"c","index":0,"type":"function","x":1,
                 "function":{"name":"f","arguments":"{}","x":1}}]},
               {"role":"tool","tool_call_id":"c","name":"g","content":"r"}],
             "tools":[{"type":"function","x":1,"function":{"name":"f","description":"d","x":1,
               "parameters":{"Type":["object","null"]},"strict":false}}],
             "tool_choice":"auto","parallel_tool_calls":true,"reasoning_effort":"low",
             "logprobs":true,"top_logprobs":3,"_debug_render_only":true,"seed":1,
             "temperature":1,"top_p":0.5,"max_tokens":7,"stop":["a"],"x":{}} garbage""");
    assertThat(request.model()).isEqualTo("m");
    assertThat(request.delivery()).isEqualTo(new Delivery(true, true));
    assertThat(request.messages())
        .containsExactly(
            new ChatMessage(
                "assistant", null, "Hmm", List.of(new FunctionCall("c", "f", "{}")), "", ""),
            new ChatMessage("tool", "r", "", null, "g", "c"));
    assertThat(request.tools()).hasSize(1);
    assertThat(request.tools().get(0).name()).isEqualTo("f");
    assertThat(request.tools().get(0).description()).isEqualTo("d");
    assertThat(request.tools().get(0).strict()).isFalse();
    assertThat(request.tools().get(0).inputSchema())
        .isEqualTo(Map.of("Type", List.of("object", "null")));
    assertThat(request.toolChoice()).isEqualTo("auto");
    assertThat(request.parallelToolCalls()).isTrue();
    assertThat(request.effort()).isEqualTo("low");
    assertThat(request.topLogprobs()).isEqualTo(3);
    assertThat(request.limits()).isEqualTo(new GenerationLimits(7, 1.0, 0.5, List.of("a")));
  }

  @Test
  void nothing_isTheDefault() {
    ChatCompletionRequest request = read("null");
    assertThat(request)
        .isEqualTo(
            new ChatCompletionRequest(
                "",
                List.of(),
                List.of(),
                null,
                null,
                OutputFormat.TEXT,
                "",
                new GenerationLimits(null, null, null, List.of()),
                0,
                false,
                new Delivery(false, false),
                LeftOut.NOTHING));
  }

  @Test
  void nulls_areAbsent() {
    ChatCompletionRequest request =
        read(
            """
            {"model":null,"messages":[{"role":null,"content":"a","tool_calls":null}],
             "stream":null,"stream_options":null,"temperature":null,"top_p":null,
             "max_tokens":null,"stop":null,"response_format":null,"tools":null,
             "tool_choice":null,"parallel_tool_calls":null,"reasoning":null,
             "reasoning_effort":null,"logprobs":null,"top_logprobs":null}""");
    assertThat(request.limits()).isEqualTo(new GenerationLimits(null, null, null, List.of()));
    assertThat(request.messages()).containsExactly(new ChatMessage("", "a", "", null, "", ""));
    assertThat(request.effort()).isEmpty();
    assertThat(request.delivery()).isEqualTo(new Delivery(false, false));
  }

  @ParameterizedTest
  @CsvSource({"0,", "-1,", "1,1", "4000000000,2147483647"})
  void maxTokens_isAPositiveNumber(String asked, Integer taken) {
    assertThat(read("{\"max_tokens\":" + asked + "}").limits().maxTokens()).isEqualTo(taken);
    assertThat(read("{\"max_completion_tokens\":" + asked + "}").limits().maxTokens())
        .isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "                           | EOF",
        "{\"model\":                | unexpected EOF",
        "hello                      | invalid character 'h' looking for beginning of value",
        "[]       | cannot unmarshal array into Go value of type openai.ChatCompletionRequest",
        "{\"model\":5}   | number into Go struct field ChatCompletionRequest.model of type string",
        "{\"messages\":{}} | object into Go struct field ChatCompletionRequest.messages of type"
            + " []openai.Message",
        "{\"messages\":[5]} | number into Go struct field ChatCompletionRequest.messages of type"
            + " openai.Message",
        "{\"messages\":[{\"role\":5}]} | number into Go struct field Message.messages.role of type"
            + " string",
        "{\"messages\":[{\"tool_calls\":{}}]} | Message.messages.tool_calls of type"
            + " []openai.ToolCall",
        "{\"messages\":[{\"tool_calls\":[{\"id\":1}]}]} | number into Go struct field"
            + " ToolCall.messages.tool_calls.id of type string",
        "{\"messages\":[{\"tool_calls\":[{\"index\":\"a\"}]}]} |"
            + " ToolCall.messages.tool_calls.index of type int",
        "{\"messages\":[{\"tool_calls\":[{\"type\":1}]}]} | ToolCall.messages.tool_calls.type of",
        "{\"messages\":[{\"tool_calls\":[{\"function\":1}]}]} | number into Go struct field"
            + " ToolCall.messages.tool_calls.function of type struct { Name string"
            + " \"json:\\\"name\\\"\"; Arguments string \"json:\\\"arguments\\\"\" }",
        "{\"messages\":[{\"tool_calls\":[{\"function\":{\"arguments\":{}}}]}]} | object into Go"
            + " struct field .messages.tool_calls.function.arguments of type string",
        "{\"stream\":\"a\"} | string into Go struct field ChatCompletionRequest.stream of type bool",
        "{\"stream_options\":5} | ChatCompletionRequest.stream_options of type"
            + " openai.StreamOptions",
        "{\"stream_options\":{\"include_usage\":1}} | number into Go struct field"
            + " StreamOptions.stream_options.include_usage of type bool",
        "{\"max_tokens\":1.5} | number 1.5 into Go struct field ChatCompletionRequest.max_tokens of"
            + " type int",
        "{\"temperature\":\"1\"} | string into Go struct field ChatCompletionRequest.temperature of"
            + " type float64",
        "{\"top_p\":1e999} | number 1e999 into Go struct field ChatCompletionRequest.top_p of type"
            + " float64",
        "{\"seed\":1.5} | number 1.5 into Go struct field ChatCompletionRequest.seed of type int",
        "{\"frequency_penalty\":[]} | array into Go struct field"
            + " ChatCompletionRequest.frequency_penalty of type float64",
        "{\"presence_penalty\":[]} | ChatCompletionRequest.presence_penalty of type float64",
        "{\"response_format\":\"json\"} | ChatCompletionRequest.response_format of type"
            + " openai.ResponseFormat",
        "{\"response_format\":{\"json_schema\":1}} | ResponseFormat.response_format.json_schema of"
            + " type openai.JsonSchema",
        "{\"tools\":{}} | ChatCompletionRequest.tools of type []api.Tool",
        "{\"tools\":[{\"type\":1}]} | number into Go struct field Tool.tools.type of type string",
        "{\"tools\":[{\"function\":{\"name\":1}}]} | ToolFunction.tools.function.name of type"
            + " string",
        "{\"tools\":[{\"function\":{\"parameters\":1}}]} | ToolFunction.tools.function.parameters of"
            + " type api.ToolFunctionParameters",
        "{\"reasoning\":\"low\"} | ChatCompletionRequest.reasoning of type openai.Reasoning",
        "{\"reasoning\":{\"effort\":1}} | Reasoning.reasoning.effort of type string",
        "{\"reasoning_effort\":1} | ChatCompletionRequest.reasoning_effort of type string",
        "{\"logprobs\":1} | ChatCompletionRequest.logprobs of type bool",
        "{\"top_logprobs\":\"1\"} | ChatCompletionRequest.top_logprobs of type int",
      })
  void wrongType_isToldAsGoDoes(String json, String message) {
    assertThatThrownBy(() -> read(json == null ? " " : json))
        .isInstanceOf(CallException.class)
        .hasMessageContaining(message)
        .extracting(thrown -> ((CallException) thrown).status())
        .isEqualTo(400);
  }

  @Test
  void wishesOfAnotherType_areIgnored_whereOllamaReadsNone() {
    ChatCompletionRequest request =
        read(
            """
            {"parallel_tool_calls":"no","tools":[{"function":{"name":"f","strict":1,
             "description":null,"parameters":null}}],
             "response_format":{"type":"json_schema","x":1,
               "json_schema":{"name":5,"strict":5,"schema":{"a":1},"x":1}}}""");
    assertThat(request.parallelToolCalls()).isNull();
    assertThat(request.tools().get(0).strict()).isNull();
    assertThat(request.tools().get(0).description()).isNull();
    assertThat(request.tools().get(0).inputSchema()).isNull();
    assertThat(request.format()).isEqualTo(new OutputFormat.JsonSchema(null, Map.of("a", 1), null));
  }

  @Test
  void result_isNamedAfterTheLastCallOfItsId_unlessItNamesItsTool() {
    ChatCall call =
        call(
            """
            {"messages":[
              {"role":"Assistant","tool_calls":[
                {"id":"1","function":{"name":"a"}},{"id":"1","function":{"name":"b"}}]},
              {"role":"TOOL","tool_call_id":"1","content":"r"},
              {"role":"function","name":"c","content":""}]}""");
    assertThat(call.turns())
        .containsExactly(
            Turn.of(
                Turn.Role.ASSISTANT,
                new ChatContent.ToolUse("1", "a", Map.of()),
                new ChatContent.ToolUse("1", "b", Map.of())),
            Turn.of(
                Turn.Role.USER,
                new ChatContent.ToolResult("1", "b", List.of(new ChatContent.Text("r")), null)),
            Turn.of(Turn.Role.USER, new ChatContent.ToolResult(null, "c", List.of(), null)));
  }

  @Test
  void turns_keepWhatTheAssistantThought() {
    ChatCall call =
        call(
            """
            {"messages":[{"role":"system","content":"s"},{"role":"developer","content":"d"},
              {"role":"assistant","content":"a","reasoning":"r",
               "tool_calls":[{"function":{"name":"f","arguments":" null "}}]},
              {"role":"else","content":"u"}]}""");
    assertThat(call.turns())
        .containsExactly(
            Turn.system("s"),
            Turn.system("d"),
            Turn.of(
                Turn.Role.ASSISTANT,
                new ChatContent.ReasoningText("r", null),
                new ChatContent.Text("a"),
                new ChatContent.ToolUse(null, "f", Map.of())),
            Turn.user("u"));
  }

  @Test
  void unknownFields_arePassedOver_withAllThatIsInThem() {
    String unknown = "\"x\":{\"model\":5,\"type\":5,\"content\":[{}],\"name\":5}";
    ChatCompletionRequest request =
        read(
            """
            {~,"stream_options":{~},"reasoning":{~},"response_format":{~,"type":"json_schema",
               "json_schema":{~,"schema":{}}},
             "tools":[{~,"function":{~,"name":"f"}}],
             "messages":[{~,"role":"user","content":"a",
               "tool_calls":[{~,"id":"c","function":{~,"name":"f"}}]}],"model":"m"}"""
                .replace("~", unknown));
    assertThat(request.model()).isEqualTo("m");
    assertThat(request.format()).isEqualTo(new OutputFormat.JsonSchema(null, Map.of(), null));
    assertThat(request.tools()).hasSize(1);
    assertThat(request.messages())
        .containsExactly(
            new ChatMessage("user", "a", "", List.of(new FunctionCall("c", "f", "")), "", ""));
    ResponsesRequest response =
        OpenAiApi.readResponse(
            """
            {~,"text":{~},"reasoning":{~},"tools":[{~,"name":"f"}],"model":"m"}"""
                .replace("~", unknown)
                .getBytes(StandardCharsets.UTF_8));
    assertThat(response.model()).isEqualTo("m");
    assertThat(response.tools()).hasSize(1);
  }
}
