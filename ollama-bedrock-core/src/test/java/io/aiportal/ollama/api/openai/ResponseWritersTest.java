package io.aiportal.ollama.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.TickingClock;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.TextPieces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseWritersTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static ResponsesRequest request(boolean stream) {
    return OpenAiApi.readResponse(
        ("{\"model\":\"m\",\"stream\":" + stream + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static AnswerWriter events() {
    return new ResponseEventsWriter(request(true), 1, new TickingClock());
  }

  private static AnswerWriter object() {
    return new ResponseObjectWriter(request(false), 1, new TickingClock());
  }

  private static String text(AnswerWriter writer) {
    return StandardCharsets.UTF_8.decode(writer.ready()).toString();
  }

  private static AnswerEnd end(StopReason reason) {
    return new AnswerEnd(reason, null, Map.of(), new TokenUsage(1, 3, 10, 100), 0, true);
  }

  /** The events so far; each is named like its type, and they are numbered. */
  private static List<JsonNode> read(AnswerWriter writer) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String event : text(writer).split("\n\n")) {
      String[] lines = event.split("\n");
      assertThat(lines).hasSize(2);
      JsonNode data = MAPPER.readTree(lines[1].substring("data: ".length()));
      assertThat(lines[0]).isEqualTo("event: " + data.path("type").asText());
      assertThat(data.path("sequence_number").asInt()).isEqualTo(events.size());
      events.add(data);
    }
    return events;
  }

  private static List<String> types(AnswerWriter writer) throws IOException {
    return read(writer).stream()
        .map(event -> event.path("type").asText().substring("response.".length()))
        .toList();
  }

  private static void call(AnswerWriter writer, int index, String name) {
    writer.toolUseStart(index, "call_" + name, name);
    writer.toolUseInput(index, "{}");
    writer.toolUse(index, new ChatContent.ToolUse("call_" + name, name, Map.of()));
    writer.blockEnd();
  }

  private static void content(AnswerWriter writer) {
    writer.start();
    writer.reasoning("Hm");
    writer.reasoning("m");
    writer.blockEnd();
    writer.redactedReasoning(new byte[] {1});
    writer.blockEnd();
    writer.text("Hi ");
    writer.blockEnd();
    writer.text("you");
    writer.blockEnd();
    writer.reasoningSignature("sig");
    writer.blockEnd();
    call(writer, 0, "f");
    writer.text("Bye");
    writer.blockEnd();
  }

  @Test
  void object_holdsEveryItemInItsOrder() {
    AnswerWriter writer = object();
    assertThat(writer.contentType()).isEqualTo("application/json");
    content(writer);
    assertThat(text(writer)).isEmpty();
    writer.end(end(StopReason.END_TURN));
    assertThat(text(writer))
        .isEqualTo(
            """
            {"id":"resp_1","object":"response","created_at":1795428000,\
            "completed_at":1795428000,"status":"completed","incomplete_details":null,"model":"m",\
            "previous_response_id":null,"instructions":null,"output":[{"id":"rs_resp_1",\
            "type":"reasoning","summary":[{"type":"summary_text","text":"Hmm"}],\
            "encrypted_content":"Hmm"},{"id":"rs_resp_1_1","type":"reasoning","summary":[],\
            "encrypted_content":"bedrock.eyJyZWRhY3RlZCI6IkFRPT0ifQ"},{"id":"msg_1",\
            "type":"message","status":"completed","role":"assistant","content":[{\
            "type":"output_text","text":"Hi you","annotations":[],"logprobs":[]}]},\
            {"id":"rs_resp_1_2","type":"reasoning","summary":[{"type":"summary_text","text":""}],\
            "encrypted_content":"bedrock.eyJ0ZXh0IjoiIiwic2lnbmF0dXJlIjoic2lnIn0"},\
            {"id":"fc_resp_1_0","type":"function_call","status":"completed","call_id":"call_f",\
            "name":"f","arguments":"{}"},{"id":"msg_1_1","type":"message","status":"completed",\
            "role":"assistant","content":[{"type":"output_text","text":"Bye","annotations":[],\
            "logprobs":[]}]}],"error":null,"tools":[],"tool_choice":"auto",\
            "truncation":"disabled","parallel_tool_calls":true,"text":{"format":{"type":"text"}},\
            "top_p":1,"presence_penalty":0,"frequency_penalty":0,"top_logprobs":0,\
            "temperature":1,"reasoning":null,"usage":{"input_tokens":111,"output_tokens":3,\
            "total_tokens":114,"input_tokens_details":{"cached_tokens":10},\
            "output_tokens_details":{"reasoning_tokens":0}},"max_output_tokens":null,\
            "max_tool_calls":null,"store":false,"background":false,"service_tier":"default",\
            "metadata":{},"safety_identifier":null,"prompt_cache_key":null}
            """);
    writer.clear();
    assertThat(text(writer)).isEmpty();
  }

  @Test
  void object_thatFailed_isTheError() {
    AnswerWriter writer = object();
    writer.text("Hi");
    writer.fail(CallException.badAnswer("It broke"));
    assertThat(text(writer))
        .isEqualTo(
            """
            {"error":{"message":"It broke","type":"api_error","param":null,"code":null}}
            """);
  }

  @Test
  void events_openAndCloseEveryItem() throws Exception {
    AnswerWriter writer = events();
    assertThat(writer.contentType()).isEqualTo("text/event-stream");
    content(writer);
    writer.end(end(StopReason.END_TURN));
    assertThat(types(writer))
        .containsExactly(
            "created",
            "in_progress",
            "output_item.added",
            "reasoning_summary_part.added",
            "reasoning_summary_text.delta",
            "reasoning_summary_text.delta",
            "reasoning_summary_text.done",
            "reasoning_summary_part.done",
            "output_item.done",
            "output_item.added",
            "output_item.done",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.delta",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "output_item.added",
            "reasoning_summary_part.added",
            "reasoning_summary_text.done",
            "reasoning_summary_part.done",
            "output_item.done",
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "completed");
    List<JsonNode> done =
        read(writer).stream()
            .filter(event -> event.path("type").asText().equals("response.output_item.done"))
            .toList();
    JsonNode output = read(writer).get(33).at("/response/output");
    assertThat(done).hasSize(6);
    for (int i = 0; i < done.size(); i++) {
      assertThat(done.get(i).path("output_index").asInt()).isEqualTo(i);
      assertThat(done.get(i).path("item")).isEqualTo(output.get(i));
    }
    writer.clear();
    assertThat(text(writer)).isEmpty();
  }

  @Test
  void thinkingThatIsReplaced_byWhateverFollows_isClosed() throws Exception {
    AnswerWriter writer = events();
    writer.reasoning("a");
    writer.text("b");
    writer.reasoning("c");
    writer.redactedReasoning(new byte[] {1});
    writer.reasoning("d");
    call(writer, 0, "f");
    writer.text("e");
    call(writer, 1, "g");
    writer.text("f");
    writer.redactedReasoning(new byte[] {1});
    writer.reasoning("g");
    writer.blockEnd();
    assertThat(types(writer))
        .filteredOn(type -> type.startsWith("output_item"))
        .hasSize(22)
        .containsSubsequence(
            Collections.nCopies(11, List.of("output_item.added", "output_item.done")).stream()
                .flatMap(List::stream)
                .toList());
    writer.end(end(StopReason.END_TURN));
    assertThat(read(writer).get(read(writer).size() - 1).at("/response/output"))
        .extracting(item -> item.path("type").asText())
        .containsExactly(
            "reasoning",
            "message",
            "reasoning",
            "reasoning",
            "reasoning",
            "function_call",
            "message",
            "function_call",
            "message",
            "reasoning",
            "reasoning");
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_TOKENS,                    max_output_tokens",
    "MODEL_CONTEXT_WINDOW_EXCEEDED, max_output_tokens",
    "CONTENT_FILTERED,              content_filter",
    "GUARDRAIL_INTERVENED,          content_filter",
  })
  void answerThatWasCut_isIncomplete(StopReason stopped, String reason) throws Exception {
    AnswerWriter writer = events();
    writer.text("Once");
    writer.end(end(stopped));
    List<JsonNode> events = read(writer);
    JsonNode last = events.get(events.size() - 1);
    assertThat(last.path("type").asText()).isEqualTo("response.incomplete");
    assertThat(last.at("/response/status").asText()).isEqualTo("incomplete");
    assertThat(last.at("/response/completed_at").isNull()).isTrue();
    assertThat(last.at("/response/incomplete_details/reason").asText()).isEqualTo(reason);
    assertThat(last.at("/response/output/0/status").asText()).isEqualTo("incomplete");
    AnswerWriter whole = object();
    whole.text("Once");
    whole.end(end(stopped));
    assertThat(MAPPER.readTree(text(whole)).path("status").asText()).isEqualTo("incomplete");
  }

  /** Clients look for a tool in its namespace, and by its own name; models know one name alone. */
  @Test
  void callOfAToolInANamespace_namesBothApart_andComesBackAsItWas() throws Exception {
    String tools =
        """
        "tools":[{"type":"namespace","name":"files","tools":[{"type":"function","name":"read"}]},
          {"type":"function","name":"other"}]""";
    ResponsesRequest request =
        OpenAiApi.readResponse(
            ("{\"model\":\"m\"," + tools + "}").getBytes(StandardCharsets.UTF_8));
    AnswerWriter writer = new ResponseObjectWriter(request, 1, new TickingClock());
    call(writer, 0, "files.read");
    call(writer, 1, "other");
    writer.end(end(StopReason.TOOL_USE));
    JsonNode output = MAPPER.readTree(text(writer)).path("output");
    assertThat(output.path(0).path("name").asText()).isEqualTo("read");
    assertThat(output.path(0).path("namespace").asText()).isEqualTo("files");
    assertThat(output.path(1).path("name").asText()).isEqualTo("other");
    assertThat(output.path(1).has("namespace")).isFalse();

    String back = "{\"model\":\"m\"," + tools + ",\"input\":" + output + "}";
    ChatCall call =
        ResponsesConverter.convert(OpenAiApi.readResponse(back.getBytes(StandardCharsets.UTF_8)));
    assertThat(call.turns())
        .extracting(turn -> ((ChatContent.ToolUse) turn.content().get(0)).name())
        .containsExactly("files.read", "other");
  }

  @Test
  void callThatWasCut_isNoItem_andNeedsNoMessageBesideIt() throws Exception {
    AnswerWriter writer = events();
    writer.toolUseStart(0, "c", "f");
    writer.toolUseInput(0, "{\"a");
    writer.end(end(StopReason.MAX_TOKENS));
    assertThat(types(writer))
        .containsExactly(
            "created",
            "in_progress",
            "output_item.added",
            "function_call_arguments.delta",
            "incomplete");
    assertThat(read(writer).get(4).at("/response/output")).isEmpty();
  }

  @Test
  void calls_needNoMessageBesideThem() throws Exception {
    AnswerWriter writer = events();
    call(writer, 0, "f");
    writer.end(end(StopReason.TOOL_USE));
    assertThat(read(writer).get(6).at("/response/output")).hasSize(1);
    AnswerWriter thinking = object();
    thinking.reasoning("Hmm");
    thinking.end(end(StopReason.END_TURN));
    assertThat(MAPPER.readTree(text(thinking)).path("output")).hasSize(2);
  }

  @Test
  void nothingSaid_isAnEmptyMessage() throws Exception {
    AnswerWriter writer = object();
    writer.end(end(StopReason.END_TURN));
    JsonNode output = MAPPER.readTree(text(writer)).path("output");
    assertThat(output).hasSize(1);
    assertThat(output.at("/0/content/0/text").asText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"BAD_ANSWER, server_error", "THROTTLED, rate_limit_exceeded"})
  void failure_isTheLastEvent(CallException.Kind kind, String code) throws Exception {
    AnswerWriter writer = events();
    call(writer, 0, "f");
    writer.fail(new CallException(kind, "It broke", null));
    List<JsonNode> events = read(writer);
    JsonNode last = events.get(events.size() - 1);
    assertThat(last.path("type").asText()).isEqualTo("response.failed");
    assertThat(last.at("/response/status").asText()).isEqualTo("failed");
    assertThat(last.at("/response/error/code").asText()).isEqualTo(code);
    assertThat(last.at("/response/error/message").asText()).isEqualTo("It broke");
    assertThat(last.at("/response/usage").isNull()).isTrue();
    assertThat(last.at("/response/output")).hasSize(1);
  }

  @Test
  void failureBeforeAnything_beginsTheResponse() throws Exception {
    AnswerWriter writer = events();
    writer.fail(CallException.badAnswer("It broke"));
    assertThat(types(writer)).containsExactly("created", "in_progress", "failed");
  }

  @Test
  void longTexts_comeInSeveralEvents() throws Exception {
    AnswerWriter writer = events();
    String text = "x".repeat(TextPieces.MAX_CHARS + 1);
    writer.reasoning(text);
    writer.text(text);
    writer.toolUseStart(0, "c", "f");
    writer.toolUseInput(0, text);
    assertThat(read(writer))
        .filteredOn(event -> event.path("type").asText().endsWith(".delta"))
        .extracting(event -> event.path("delta").asText().length())
        .containsExactly(TextPieces.MAX_CHARS, 1, TextPieces.MAX_CHARS, 1, TextPieces.MAX_CHARS, 1);
  }

  @Test
  void callThatNeverBegan_isAFault() {
    AnswerWriter writer = events();
    assertThatThrownBy(() -> writer.toolUseInput(0, "{}"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.toolUse(0, new ChatContent.ToolUse("c", "f", Map.of())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writer_isTheOneThatTheRequestWants() {
    AnswerWriter streamed = OpenAiApi.writer(request(true), new TickingClock());
    streamed.text("Hi");
    assertThat(text(streamed)).matches("(?s)event: response.created\ndata: .*\"resp_\\d{1,6}\".*");
    AnswerWriter whole = OpenAiApi.writer(request(false), new TickingClock());
    whole.end(end(StopReason.END_TURN));
    assertThat(text(whole)).matches("(?s)\\{\"id\":\"resp_\\d{1,6}\",.*");
  }
}
