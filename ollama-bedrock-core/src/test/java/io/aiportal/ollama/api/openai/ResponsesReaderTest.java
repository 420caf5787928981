package io.aiportal.ollama.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of {@code /v1/responses}: what is read, repeated and refused. */
class ResponsesReaderTest {

  private static ResponsesRequest read(String json) {
    return OpenAiApi.readResponse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String echo(String json) {
    return new String(GoEncoder.encode(read(json).echo()), StandardCharsets.UTF_8);
  }

  @Test
  void everyField_isRead() {
    ResponsesRequest request =
        read(
            """
            {"model":"m","instructions":"i","input":"Hi","tools":[{"type":"function","name":"f",
               "description":"d","strict":true,"parameters":{"a":1},"x":1}],
             "tool_choice":"required","parallel_tool_calls":false,
             "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","x":1,
               "schema":{"b":2},"strict":false}},
             "reasoning":{"effort":"low","summary":"auto","generate_summary":"auto","x":1},
             "max_output_tokens":7,"temperature":0.5,"top_p":0.25,"stream":true,
             "include":["a"],"store":true,"previous_response_id":null,"conversation":""}""");
    assertThat(request.model()).isEqualTo("m");
    assertThat(request.instructions()).isEqualTo("i");
    assertThat(request.input()).isEqualTo("Hi");
    assertThat(request.tools())
        .containsExactly(new ToolDefinition("f", "d", Map.of("a", 1), true, null));
    assertThat(request.toolChoice()).isEqualTo("required");
    assertThat(request.parallelToolCalls()).isFalse();
    assertThat(request.format()).isEqualTo(new OutputFormat.JsonSchema("n", Map.of("b", 2), false));
    assertThat(request.thinking()).isEqualTo(new ThinkingWish("low", null));
    assertThat(request.limits()).isEqualTo(new GenerationLimits(7, 0.5, 0.25, List.of()));
    assertThat(request.stream()).isTrue();
  }

  @Test
  void nothing_isTheDefault() {
    ResponsesRequest request = read("{}");
    assertThat(request.stream()).isFalse();
    assertThat(request.thinking()).isEqualTo(new ThinkingWish("", null));
    assertThat(request.format()).isEqualTo(OutputFormat.TEXT);
    assertThat(request.limits()).isEqualTo(new GenerationLimits(null, null, null, List.of()));
    assertThat(ResponsesConverter.convert(request)).isNull();
    assertThat(ResponsesConverter.convert(read("{\"input\":\"\"}"))).isNull();
    assertThat(ResponsesConverter.convert(read("{\"instructions\":\"i\"}")).turns())
        .containsExactly(Turn.system("i"));
  }

  @Test
  void echo_isWhatTheRequestSays() {
    assertThat(
            echo(
                """
                {"instructions":"i","tools":[{"type":"function","name":"f"},{"type":"web_search"},
                   {"type":"namespace","name":"ns","tools":[{"type":"function","name":"g"}]}],
                 "tool_choice":{"type":"function","name":"f"},"truncation":"auto",
                 "parallel_tool_calls":false,"text":{"format":{"type":"json_schema","name":"n",
                   "schema":{"b":2},"strict":true}},"top_p":0.5,"temperature":2,
                 "reasoning":{"effort":"high"},"max_output_tokens":5,"background":true,
                 "metadata":{"k":"v"}}"""))
        .isEqualTo(
            """
            {"instructions":"i","tools":[{"type":"function","name":"f","description":null,\
            "strict":null,"parameters":null},{"type":"web_search","name":"","description":null,\
            "strict":null,"parameters":null},{"type":"namespace","name":"ns","tools":[{"type":\
            "function","name":"g","description":null,"strict":null,"parameters":null}]}],\
            "tool_choice":{"type":"function","name":"f"},"truncation":"auto",\
            "parallel_tool_calls":false,"text":{"format":{"type":"json_schema","name":"n",\
            "schema":{"b":2},"strict":true}},"top_p":0.5,"temperature":2,\
            "reasoning":{"effort":"high","summary":null},"max_output_tokens":5,\
            "background":true,"metadata":{"k":"v"}}""");
  }

  @Test
  void echo_ofNothing_isTheDefaults() {
    assertThat(echo("{\"metadata\":5,\"parallel_tool_calls\":\"a\"}"))
        .isEqualTo(
            """
            {"instructions":null,"tools":[],"tool_choice":"auto","truncation":"disabled",\
            "parallel_tool_calls":true,"text":{"format":{"type":"text"}},"top_p":1,\
            "temperature":1,"reasoning":null,"max_output_tokens":null,"background":false,\
            "metadata":{}}""");
    assertThat(echo("{\"reasoning\":{\"summary\":\"auto\"}}"))
        .contains("\"reasoning\":{\"effort\":null,\"summary\":\"auto\"}");
    assertThat(echo("{\"parallel_tool_calls\":true,\"temperature\":1e300}"))
        .contains("\"parallel_tool_calls\":true", "\"temperature\":1e+300");
  }

  @Test
  void namespaces_standBeforeTheNamesOfTheirTools() {
    assertThat(
            read("""
                    {"tools":[{"type":"namespace","name":"ns","tools":[
                      {"type":"function","name":"f","description":"d","strict":true,
                       "parameters":{"a":1}}]},{"name":"g"},{"type":"file_search","name":"h"}]}""")
                .tools())
        .containsExactly(
            new ToolDefinition("ns.f", "d", Map.of("a", 1), true, null),
            new ToolDefinition("g", null, null, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'function','name':'f','namespace':'ns'}",
        "{'type':'function','name':'ns.f'}",
        "{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f','namespace':'ns'}]}",
      })
  void choice_namesAToolInItsNamespace(String choice) {
    ChatCall call =
        ResponsesConverter.convert(
            read(
                """
                {"model":"m","input":"Hi","tool_choice":%s,
                 "tools":[{"type":"namespace","name":"ns","tools":[{"name":"f"}]},{"name":"f"}]}"""
                    .formatted(choice.replace('\'', '"'))));
    if (call.toolChoice() instanceof ToolUsage.Named named) {
      assertThat(named.name()).isEqualTo("ns.f");
    } else {
      assertThat(call.tools()).extracting(ToolDefinition::name).containsExactly("ns.f");
    }
  }

  @Test
  void think_takesThePlaceOfTheEffort() {
    assertThat(thinking("true").reasoning()).isEqualTo(new Reasoning.On());
    assertThat(thinking("false").reasoning()).isEqualTo(new Reasoning.Off());
    assertThat(thinking("false").asksToThink()).isFalse();
    assertThat(thinking("\"high\"").reasoning())
        .isEqualTo(new Reasoning.Effort(Reasoning.Level.HIGH));
    assertThat(thinking("null").reasoning()).isEqualTo(new Reasoning.Effort(Reasoning.Level.LOW));
    assertThat(thinking("\"true\"").reasoning()).isNull();
    assertThatThrownBy(() -> thinking("5")).hasMessage("think must be a boolean or string");
  }

  private static ThinkingWish thinking(String think) {
    return read("{\"reasoning\":{\"effort\":\"low\"},\"think\":" + think + "}").thinking();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "xhigh", "minimal", "extreme", "HIGH"})
  void think_byAnUnknownName_isRefusedForModelsThatDoNotThink(String word) {
    ThinkingWish wish = new ThinkingWish("extreme", word);
    wish.check(model("claude-sonnet-4.5"));
    for (Model other : Arrays.asList(model("nova-lite"), null)) {
      assertThatThrownBy(() -> wish.check(other))
          .hasMessage(
              "invalid think value: \"%s\" (must be \"high\", \"medium\", \"low\", \"max\", true, or"
                      .formatted(word)
                  + " false)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"extreme", "true", "false", " high"})
  void effort_byAnUnknownName_isRefusedForModelsThatDoNotThink(String word) {
    ThinkingWish wish = new ThinkingWish(word, null);
    wish.check(model("claude-sonnet-4.5"));
    assertThatThrownBy(() -> wish.check(model("nova-lite")))
        .hasMessageStartingWith("invalid reasoning value: \"" + word + "\" (must be \"minimal\"");
  }

  private static Model model(String name) {
    return ModelCatalogue.builtIn("us-east-1").resolve(name).orThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[] | array into Go value of type openai.ResponsesRequest",
        "{\"model\":5} | number into Go struct field ResponsesRequest.model of type string",
        "{\"instructions\":5} | ResponsesRequest.instructions of type string",
        "{\"tools\":5} | ResponsesRequest.tools of type []openai.ResponsesTool",
        "{\"tools\":[5]} | ResponsesRequest.tools of type openai.ResponsesTool",
        "{\"tools\":[{\"type\":5}]} | ResponsesTool.tools.type of type string",
        "{\"tools\":[{\"parameters\":5}]} | ResponsesTool.tools.parameters of type"
            + " map[string]interface {}",
        "{\"text\":5} | ResponsesRequest.text of type openai.ResponsesText",
        "{\"text\":{\"format\":5}} | ResponsesText.text.format of type openai.ResponsesTextFormat",
        "{\"text\":{\"format\":{\"type\":5}}} | ResponsesTextFormat.text.format.type of type string",
        "{\"reasoning\":5} | ResponsesRequest.reasoning of type openai.ResponsesReasoning",
        "{\"reasoning\":{\"effort\":5}} | ResponsesReasoning.reasoning.effort of type string",
        "{\"reasoning\":{\"summary\":5}} | ResponsesReasoning.reasoning.summary of type string",
        "{\"reasoning\":{\"generate_summary\":5}} | ResponsesReasoning.reasoning.generate_summary",
        "{\"max_output_tokens\":\"a\"} | ResponsesRequest.max_output_tokens of type int",
        "{\"temperature\":\"a\"} | ResponsesRequest.temperature of type float64",
        "{\"top_p\":\"a\"} | ResponsesRequest.top_p of type float64",
        "{\"truncation\":5} | ResponsesRequest.truncation of type string",
        "{\"background\":5} | ResponsesRequest.background of type bool",
        "{\"stream\":5} | ResponsesRequest.stream of type bool",
        "{\"include\":5} | ResponsesRequest.include of type []string",
        "{\"include\":[5]} | ResponsesRequest.include of type string",
        "{\"think\":[]} | think must be a boolean or string",
      })
  void wrongType_isToldAsGoDoes(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(CallException.class)
        .hasMessageContaining(message);
  }

  @Test
  void thinking_isPackedWithItsSignature_andComesBackAsItWas() {
    String signed = ReasoningCapsule.of("Hmm", "sig");
    assertThat(signed).matches("bedrock\\.[A-Za-z0-9_-]+");
    assertThat(ReasoningCapsule.open(signed))
        .isEqualTo(new ChatContent.ReasoningText("Hmm", "sig"));
    assertThat(ReasoningCapsule.of("Hmm", null)).isEqualTo("Hmm");
    String redacted = ReasoningCapsule.of(new byte[] {1, 2});
    assertThat(ReasoningCapsule.open(redacted))
        .isInstanceOfSatisfying(
            ChatContent.RedactedReasoning.class,
            thinking -> assertThat(thinking.data()).containsExactly(1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hmm",
        "bedrock.",
        "bedrock.!",
        "bedrock.W10",
        "bedrock.e30",
        "bedrock.eyJ0ZXh0IjoiYSJ9",
        "bedrock.eyJzaWduYXR1cmUiOiJhIn0",
        "bedrock.eyJ0ZXh0IjoxLCJzaWduYXR1cmUiOiJhIn0",
        "bedrock.eyJyZWRhY3RlZCI6IiEifQ",
      })
  void whatIsNoCapsule_isThinkingWithoutASignature(String text) {
    assertThat(ReasoningCapsule.open(text)).isEqualTo(new ChatContent.ReasoningText(text, null));
  }

  @Test
  void result_isNamedAfterItsCall() {
    assertThat(
            ResponsesConverter.convert(
                    read(
                        """
                        {"input":[{"type":"function_call","name":"f"},
                          {"type":"function_call","call_id":"c","name":"g","arguments":"{}"},
                          {"type":"function_call_output","call_id":"c","output":""},
                          {"type":"function_call_output","output":"r"}]}"""))
                .turns())
        .containsExactly(
            Turn.of(Turn.Role.ASSISTANT, new ChatContent.ToolUse(null, "f", Map.of())),
            Turn.of(Turn.Role.ASSISTANT, new ChatContent.ToolUse("c", "g", Map.of())),
            Turn.of(Turn.Role.USER, new ChatContent.ToolResult("c", "g", List.of(), null)),
            Turn.of(
                Turn.Role.USER,
                new ChatContent.ToolResult(null, "f", List.of(new ChatContent.Text("r")), null)));
  }

  /** In the words of Ollama's own reader, which looks for the type of each before the rest. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[null] | input[0]: input item missing required 'type' field",
        "[{}] | input[0]: input item missing required 'type' field",
        "[5] | input[0]: json: cannot unmarshal number into Go value of type"
            + " struct { Type string \"json:\\\"type\\\"\"; Role string \"json:\\\"role\\\"\" }",
        "[{\"type\":5}] | input[0]: json: cannot unmarshal number into Go struct field .type of type"
            + " string",
        "[{\"role\":\"user\",\"content\":[null]}] | input[0]: content[0]: unknown content type:",
        "[{\"role\":\"user\",\"content\":[true]}] | input[0]: content[0]: json: cannot unmarshal"
            + " bool into Go value of type struct { Type string \"json:\\\"type\\\"\" }",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":5}]}] | input[0]:"
            + " content[0]: json: cannot unmarshal number into Go struct field"
            + " ResponsesTextContent.text of type string",
        "[{\"type\":\"function_call\",\"arguments\":{}}] | input[0]: json: cannot unmarshal object"
            + " into Go struct field ResponsesFunctionCall.arguments of type string",
        "[{\"type\":\"function_call\",\"arguments\":\"nojson\"}] | failed to parse function call"
            + " arguments: invalid character 'o' in literal null (expecting 'u')",
        "[{\"type\":\"function_call\",\"arguments\":\"[1]\"}] | failed to parse function call"
            + " arguments: it is not an object",
        "[{\"type\":\"reasoning\",\"summary\":\"x\"}] | input[0]: json: cannot unmarshal string into"
            + " Go struct field ResponsesReasoningInput.summary of type"
            + " []openai.ResponsesReasoningSummary",
      })
  void input_thatIsNone_isRefusedInOllamasWords(String input, String words) {
    ResponsesRequest request = read("{\"input\":" + input + "}");
    assertThatThrownBy(() -> ResponsesConverter.convert(request))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(400))
        .message()
        .isEqualToNormalizingWhitespace(words);
  }

  /** Ollama does so before it looks for the model. */
  @Test
  void wordsForThinkingThatNobodyKnows_areRefused_thoughTheModelIsUnknown() {
    ModelCatalogue models = ModelCatalogue.builtIn("us-east-1");
    ResponsesRequest response = read("{\"model\":\"nope\",\"think\":\"much\"}");
    assertThatThrownBy(() -> OpenAiApi.checkThinking(response, models))
        .isInstanceOf(CallException.class)
        .hasMessageStartingWith("invalid think value: \"much\"");
    ChatCompletionRequest chat =
        OpenAiApi.readChatCompletion(
            "{\"model\":\"nope\",\"reasoning_effort\":\"much\"}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> OpenAiApi.checkThinking(chat, models))
        .isInstanceOf(CallException.class)
        .hasMessageStartingWith("invalid reasoning value: \"much\"");
  }
}
