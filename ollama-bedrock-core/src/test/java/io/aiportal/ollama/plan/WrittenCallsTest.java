package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.answer.AnswerStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a planned answer makes of JSON that looks like a call, with models that write calls so. */
class WrittenCallsTest {

  private static final String CALL = "{\"name\":\"look\",\"parameters\":{\"city\":\"Rome\"}}";
  private static final String CALLED = "look{city=Rome}";

  private static final ToolDefinition LOOK =
      new ToolDefinition(
          "look",
          null,
          Map.of(
              "type",
              "object",
              "properties",
              Map.of("city", Map.of("type", "string")),
              "required",
              List.of("city")),
          null,
          null);

  private static final OutputFormat SCHEMA =
      new OutputFormat.JsonSchema(
          null, Map.of("type", "object", "required", List.of("name")), null);

  @ParameterizedTest
  @ValueSource(strings = {"llama3.3", "mistral.mistral-large-2407-v1:0", "gpt-oss", "qwen3"})
  void bareCall_isACall_unlessJsonWasAskedFor(String model) {
    assertThat(told(model, call(), CALL)).isEqualTo(CALLED);
    assertThat(told(model, call().outputFormat(new OutputFormat.Json()), CALL)).isEqualTo(CALL);
    assertThat(told(model, call().outputFormat(SCHEMA), CALL)).isEqualTo(CALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistral.mistral-large-2407-v1:0", "qwen3"})
  void bareCall_whereAToolMustBeCalled_isACall_whateverTheFormat(String model) {
    ChatCall.Builder call =
        call().outputFormat(new OutputFormat.Json()).toolChoice(new ToolUsage.Any());
    assertThat(told(model, call, CALL)).isEqualTo(CALLED);
  }

  @Test
  void bareCall_thatDoesNotFitTheToolsSchema_isText() {
    for (String text :
        List.of(
            "{\"name\":\"look\",\"parameters\":{}}",
            "{\"name\":\"look\",\"parameters\":{\"city\":7}}",
            "{\"name\":\"look\",\"parameters\":null}")) {
      assertThat(told("llama3.3", call(), text)).isEqualTo(text);
    }
  }

  @Test
  void answerTool_inMarkup_isTheAnswer() {
    ChatCall.Builder call = Plans.call().outputFormat(SCHEMA);
    assertThat(Plans.plan("glm-4.7", call).answer().tools().offered()).containsOnlyKeys("answer");
    String text = "<tool_call>{\"name\":\"answer\",\"arguments\":{\"name\":\"Bo\"}}</tool_call>";
    assertThat(told("glm-4.7", call, text)).isEqualTo("{\"name\":\"Bo\"}");
  }

  private static ChatCall.Builder call() {
    return Plans.call().tools(List.of(LOOK));
  }

  /** The text, and the calls, of an answer with this text. */
  private static String told(String model, ChatCall.Builder call, String text) {
    StringBuilder told = new StringBuilder();
    AnswerSink sink =
        (AnswerSink)
            Proxy.newProxyInstance(
                AnswerSink.class.getClassLoader(),
                new Class<?>[] {AnswerSink.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("text")) {
                    told.append(arguments[0]);
                  } else if (method.getName().equals("toolUse")) {
                    ChatContent.ToolUse use = (ChatContent.ToolUse) arguments[1];
                    told.append(use.name()).append(use.input());
                  }
                  return null;
                });
    AnswerStream stream = new AnswerStream(Plans.plan(model, call).answer(), sink);
    stream.onEvent(new TextDelta(0, text));
    stream.onEvent(new ContentBlockStop(0));
    stream.onEvent(new MessageStop(StopReason.END_TURN));
    stream.onEnd();
    return told.toString();
  }
}
