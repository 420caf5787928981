package io.aiportal.ollama.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules of golden answers do not show. */
class MessageWritersTest {

  private static final TokenUsage USAGE = new TokenUsage(11, 3, null, 0);

  private final MessagesRequest request =
      AnthropicApi.readMessages(
          """
          {"model": "a \\"model\\"", "max_tokens": 1, "messages": [{"role": "user", "content": "Hi"}]}
          """
              .getBytes(StandardCharsets.UTF_8));
  private final AnswerWriter events = AnthropicApi.messageEvents(request);
  private final AnswerWriter whole = AnthropicApi.message(request);

  @Test
  void contentTypes_areThoseOfOllamasConverters() {
    assertThat(events.contentType()).isEqualTo("text/event-stream");
    assertThat(whole.contentType()).isEqualTo("application/json");
  }

  @Test
  void everyAnswer_hasAnIdOfItsOwn_andTheModelAsItWasAskedFor() throws IOException {
    whole.end(end(StopReason.END_TURN));
    JsonNode message = new ObjectMapper().readTree(text(whole));
    assertThat(message.path("id").asText()).matches("msg_[0-9a-f]{24}");
    assertThat(message.path("model").asText()).isEqualTo("a \"model\"");
    AnswerWriter other = AnthropicApi.message(request);
    other.end(end(StopReason.END_TURN));
    assertThat(text(other)).isNotEqualTo(text(whole)).endsWith("}\n");
  }

  @Test
  void messageStart_guessesThePrompt_andWaitsForTheFirstPiece() {
    events.start();
    assertThat(text(events)).isEmpty();
    events.text("a");
    assertThat(text(events))
        .startsWith("event: message_start\n")
        .contains("\"usage\":{\"input_tokens\":1,\"output_tokens\":0}");
    events.clear();
    events.text("b");
    assertThat(text(events))
        .isEqualTo(
            """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"b"}}

            """);
  }

  @Test
  void failure_amongEvents_isTheLastOfThem() {
    events.text("a");
    events.clear();
    events.fail(CallException.badAnswer("it <broke>"));
    assertThat(text(events))
        .matches(
            "event: error\ndata: \\{\"type\":\"error\",\"error\":\\{\"type\":\"api_error\","
                + "\"message\":\"it \\\\u003cbroke\\\\u003e\"},"
                + "\"request_id\":\"req_[0-9a-f]{24}\"}\n\n");
  }

  @Test
  void failure_ofAWholeAnswer_takesItsPlace() {
    whole.text("a");
    whole.end(end(StopReason.END_TURN));
    whole.fail(CallException.badAnswer("it broke"));
    assertThat(text(whole))
        .startsWith("{\"type\":\"error\"")
        .endsWith("}\n")
        .doesNotContain("msg_");
  }

  @Tag("slow")
  @Test
  void longTexts_becomeSeveralEvents_ofWholeCharacters() {
    events.text("x");
    events.clear();
    String text = "é😀".repeat(10_000);
    events.text(text);
    String written = text(events);
    assertThat(written.lines()).allMatch(line -> line.length() < 64 * 1024);
    assertThat(written.split("event: ")).hasSize(5);
    assertThat(
            written
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.replaceAll(".*\"text\":\"", "").replace("\"}}", ""))
                .reduce("", String::concat))
        .isEqualTo(text);
  }

  @Test
  void signature_isNeverCut() {
    String signature = "s".repeat(100_000);
    events.reasoningSignature(signature);
    assertThat(text(events)).contains("\"signature_delta\",\"signature\":\"" + signature + "\"}}");
  }

  @Tag("slow")
  @Test
  void whatIsTooLongForALine_leavesNothingBehind() {
    events.text("a");
    String before = text(events);
    String signature = "s".repeat(33 * 1024 * 1024);
    assertThatThrownBy(() -> events.reasoningSignature(signature))
        .isInstanceOfSatisfying(
            CallException.class,
            e -> assertThat(e.kind()).isEqualTo(CallException.Kind.BAD_ANSWER));
    assertThat(text(events)).startsWith(before).doesNotContain("sss");
  }

  @Test
  void thinkingAfterASignature_isAnotherBlock() {
    for (AnswerWriter writer : List.of(events, whole)) {
      writer.reasoning("a");
      writer.reasoningSignature("s1");
      writer.reasoning("b");
      writer.reasoningSignature("s2");
      writer.reasoningSignature("s3");
      writer.end(end(StopReason.END_TURN));
    }
    assertThat(text(events).split("content_block_start\n")).hasSize(4);
    assertThat(text(whole))
        .contains(
            "[{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"s1\"},"
                + "{\"type\":\"thinking\",\"thinking\":\"b\",\"signature\":\"s2\"},"
                + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s3\"}]");
  }

  @Test
  void whatOfAnotherKindBegins_endsTheBlockBefore() {
    for (AnswerWriter writer : List.of(events, whole)) {
      writer.reasoning("a");
      writer.text("b");
      writer.redactedReasoning(new byte[] {1});
      writer.text("c");
      writer.redactedReasoning(new byte[] {2});
      writer.text("d");
      writer.toolUseStart(0, "t1", "f");
      writer.toolUseInput(0, "{}");
      writer.toolUse(0, new ChatContent.ToolUse("t1", "f", Map.of()));
      writer.end(end(StopReason.TOOL_USE));
    }
    assertThat(text(whole))
        .contains(
            "[{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"\"},"
                + "{\"type\":\"text\",\"text\":\"b\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"AQ==\"},"
                + "{\"type\":\"text\",\"text\":\"c\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"Ag==\"},"
                + "{\"type\":\"text\",\"text\":\"d\"},"
                + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}]");
    assertThat(text(events).lines().filter(line -> line.startsWith("data: ")).map(this::brief))
        .containsSubsequence(
            "content_block_start0",
            "content_block_stop0",
            "content_block_start1",
            "content_block_stop1",
            "content_block_start2",
            "content_block_stop2",
            "content_block_start3",
            "content_block_stop3",
            "content_block_start4",
            "content_block_stop4",
            "content_block_start5",
            "content_block_stop5",
            "content_block_start6",
            "content_block_delta6",
            "content_block_stop6",
            "message_delta");
  }

  @Test
  void thinkingThatNobodySigned_hasAnEmptySignature() {
    whole.reasoning("a");
    whole.reasoningSignature("s");
    whole.blockEnd();
    whole.reasoning("b");
    whole.end(end(StopReason.END_TURN));
    assertThat(text(whole))
        .contains("{\"type\":\"thinking\",\"thinking\":\"b\",\"signature\":\"\"}");
  }

  @Test
  void textBetweenTheBeginningAndTheEndOfACall_isABlockOfItsOwn() {
    for (AnswerWriter writer : List.of(events, whole)) {
      writer.toolUseStart(0, "t1", "f");
      writer.text("b");
      writer.toolUseInput(0, "{}");
      writer.toolUse(0, new ChatContent.ToolUse("t1", "f", Map.of()));
      writer.end(end(StopReason.TOOL_USE));
    }
    assertThat(text(whole))
        .contains(
            "[{\"type\":\"text\",\"text\":\"b\"},"
                + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}]");
    assertThat(text(events).lines().filter(line -> line.startsWith("data: ")).map(this::brief))
        .containsExactly(
            "message_start",
            "content_block_start0",
            "content_block_start1",
            "content_block_delta1",
            "content_block_delta0",
            "content_block_stop0",
            "content_block_stop1",
            "message_delta",
            "message_stop");
  }

  private String brief(String line) {
    return line.replaceAll(".*?\"type\":\"(\\w+)\"(,\"index\":(\\d+))?.*", "$1$3");
  }

  @Test
  void whatBelongsToNoCall_isPassedOver() {
    events.toolUseInput(0, "{}");
    events.toolUse(0, new ChatContent.ToolUse("t1", "f", Map.of()));
    assertThat(text(events)).isEmpty();
    whole.toolUse(0, new ChatContent.ToolUse(null, "f", Map.of()));
    whole.end(end(StopReason.END_TURN));
    assertThat(text(whole)).contains("\"id\":\"\"", "\"stop_reason\":\"tool_use\"");
  }

  @Test
  void tokensOutOfTheCache_areToldIfBedrockToldThem_apartFromTheOthers() {
    assertThat(usage(new TokenUsage(11, 3, null, 5)))
        .contains("\"usage\":{\"input_tokens\":16,\"output_tokens\":3}");
    assertThat(usage(new TokenUsage(11, 3, 0, 0)))
        .contains(
            "\"usage\":{\"input_tokens\":11,\"cache_read_input_tokens\":0,\"output_tokens\":3}");
    assertThat(usage(new TokenUsage(11, 3, 100, 5)))
        .contains(
            "\"usage\":{\"input_tokens\":16,\"cache_read_input_tokens\":100,\"output_tokens\":3}");
  }

  private String usage(TokenUsage usage) {
    AnswerWriter writer = AnthropicApi.message(request);
    writer.end(new AnswerEnd(StopReason.END_TURN, null, Map.of(), usage, 0, true));
    return text(writer);
  }

  @ParameterizedTest
  @CsvSource({
    "END_TURN, false, end_turn",
    "END_TURN, true, tool_use",
    "TOOL_USE, true, tool_use",
    "TOOL_USE, false, end_turn",
    "UNKNOWN, false, end_turn",
    "MAX_TOKENS, true, max_tokens",
    "MODEL_CONTEXT_WINDOW_EXCEEDED, false, model_context_window_exceeded",
    "STOP_SEQUENCE, true, stop_sequence",
    "GUARDRAIL_INTERVENED, false, refusal",
    "CONTENT_FILTERED, true, refusal"
  })
  void stopReason_isAnthropicsWord(StopReason reason, boolean calling, String word) {
    assertThat(StopReasons.of(end(reason), calling)).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error",
    "401, authentication_error",
    "403, permission_error",
    "404, not_found_error",
    "413, request_too_large",
    "429, rate_limit_error",
    "500, api_error",
    "502, api_error",
    "503, overloaded_error",
    "504, timeout_error",
    "529, overloaded_error"
  })
  void error_hasTheTypeOfItsStatus(int status, String type) {
    byte[] body = AnthropicApi.errorBody(new CallException(status, "no \"way\"", null));
    assertThat(new String(body, StandardCharsets.UTF_8))
        .startsWith(
            "{\"type\":\"error\",\"error\":{\"type\":\""
                + type
                + "\",\"message\":\"no \\\"way\\\"\"},\"request_id\":\"req_");
  }

  private static AnswerEnd end(StopReason reason) {
    return new AnswerEnd(reason, null, Map.of(), USAGE, 0, true);
  }

  private static String text(AnswerWriter writer) {
    return StandardCharsets.UTF_8.decode(writer.ready()).toString();
  }

  private static final String CITED =
      """
      {"type":"char_location","cited_text":"\\"Rome\\"","document_index":1,\
      "document_title":"a \\"b\\"","start_char_index":2,"end_char_index":3,"file_id":null}""";

  private static Citation citation(Citation.Unit unit, @Nullable String title) {
    return new Citation(unit, 1, 2, 3, "\"Rome\"", title);
  }

  @Test
  void citations_standBesideTheTextOfTheirBlock_andOfNoOther() throws IOException {
    whole.text("plain");
    whole.blockEnd();
    whole.text("cited");
    whole.citation(citation(Citation.Unit.CHARACTERS, "a \"b\""));
    whole.citation(citation(Citation.Unit.PAGES, null));
    whole.citation(citation(Citation.Unit.PARTS, "c"));
    whole.blockEnd();
    whole.text("plain");
    whole.end(end(StopReason.END_TURN));
    assertThat(text(whole))
        .contains(
            """
            "content":[{"type":"text","text":"plain"},{"type":"text","text":"cited",\
            "citations":["""
                + CITED
                + """
                ,{"type":"page_location","cited_text":"\\"Rome\\"","document_index":1,\
                "document_title":null,"start_page_number":2,"end_page_number":3,"file_id":null},\
                {"type":"content_block_location","cited_text":"\\"Rome\\"","document_index":1,\
                "document_title":"c","start_block_index":2,"end_block_index":3,"file_id":null}]},\
                {"type":"text","text":"plain"}],""");
  }

  @Test
  void citationOfASearchResult_tellsItsSource() throws IOException {
    whole.text("cited");
    for (String source : new String[] {"https://example.com/\"a\"", null}) {
      whole.citation(
          new Citation(Citation.Unit.FOUND_PARTS, 1, 2, 3, "\"Rome\"", "a \"b\"", source));
    }
    whole.end(end(StopReason.END_TURN));
    assertThat(text(whole))
        .contains(
            """
            "citations":[{"type":"search_result_location","cited_text":"\\"Rome\\"",\
            "source":"https://example.com/\\"a\\"","title":"a \\"b\\"","search_result_index":1,\
            "start_block_index":2,"end_block_index":3},\
            {"type":"search_result_location","cited_text":"\\"Rome\\"","source":"",\
            "title":"a \\"b\\"","search_result_index":1,"start_block_index":2,"end_block_index":3}]""");
  }

  @Test
  void citations_thatAreWritten_areReadAsTheyWere() throws IOException {
    List<Citation> citations = new ArrayList<>();
    for (Citation.Unit unit : Citation.Unit.values()) {
      boolean found = unit == Citation.Unit.FOUND_PARTS;
      citations.add(new Citation(unit, 1, 2, 2, "quoted", "Rome", found ? "source" : null));
      citations.add(new Citation(unit, 0, 0, 3, "", null, found ? "" : null));
    }
    whole.text("cited");
    citations.forEach(whole::citation);
    whole.end(end(StopReason.END_TURN));
    String block = new ObjectMapper().readTree(text(whole)).at("/content/0").toString();
    assertThat(CitationJson.read(ContentBlockParam.of(JsonObjects.parse(block))))
        .isEqualTo(citations);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"document_index\":-1,\"start_page_number\":1,\"end_page_number\":2",
        "\"document_index\":0,\"start_page_number\":-1,\"end_page_number\":2",
        "\"document_index\":0,\"start_page_number\":3,\"end_page_number\":2",
        "\"start_page_number\":1,\"end_page_number\":2",
        "\"document_index\":\"0\",\"start_page_number\":1,\"end_page_number\":2"
      })
  void citationThatMakesNoSense_isNotRead(String places) {
    assertThat(read("page_location", places)).isEmpty();
    assertThat(
            read(
                "page_location",
                "\"document_index\":0,\"start_page_number\":1,\"end_page_number\":2"))
        .hasSize(1);
    assertThat(
            read(
                "web_search_result_location",
                "\"document_index\":0,\"start_page_number\":1,\"end_page_number\":2"))
        .isEmpty();
  }

  private static List<Citation> read(String type, String places) {
    String json = "{\"citations\":[{\"type\":\"" + type + "\"," + places + "}]}";
    return CitationJson.read(ContentBlockParam.of(JsonObjects.parse(json)));
  }

  @Test
  void citation_isADeltaOfTheOpenBlockOfText_whichItBeginsWhereNoneIs() {
    events.citation(citation(Citation.Unit.CHARACTERS, "a \"b\""));
    events.text("cited");
    events.blockEnd();
    assertThat(text(events))
        .endsWith(
            """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":"""
                + CITED
                + """
                }}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"cited"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                """);
  }
}
