package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.RawClient.End;
import io.aiportal.testkit.bedrock.RawClient.Response;
import io.aiportal.testkit.bedrock.eventstream.EventStreamMessage;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each fault looks like to a client without any library. */
class FaultIT {

  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
  private static final String TEXT = "one two three four five six";
  private static final ObjectMapper JSON = new ObjectMapper();

  private BedrockSimulator simulator;

  @BeforeEach
  void start() {
    simulator =
        BedrockSimulator.builder().replies((model, request) -> ModelReply.text(TEXT)).start();
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @CsvSource({
    "throttled, 429, ThrottlingException",
    "throttled-retry-after, 429, ThrottlingException",
    "access-denied, 403, AccessDeniedException",
    "model-not-ready, 429, ModelNotReadyException",
    "quota-exceeded, 400, ServiceQuotaExceededException",
    "model-timeout, 408, ModelTimeoutException",
    "model-error, 424, ModelErrorException",
    "internal-error, 500, InternalServerException",
    "service-unavailable, 503, ServiceUnavailableException",
    "validation, 400, ValidationException",
    "model-end-of-life, 404, ResourceNotFoundException",
    "expired-token, 403, ExpiredTokenException",
  })
  void errorFault_isTheErrorOfBedrock(String fault, int status, String type) throws Exception {
    for (String operation : List.of("converse", "converse-stream")) {
      Response response = call("simulator." + fault, operation);
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.headers().get("x-amzn-errortype"))
          .startsWith(type + ":http://internal.amazon.com/coral/com.amazon.");
      assertThat(response.headers()).containsEntry("content-type", "application/json");
      assertThat(response.headers()).containsKey("x-amzn-requestid");
      assertThat(JSON.readTree(response.body()).get("message").asText()).isNotBlank();
      assertThat(response.end()).isEqualTo(End.WHOLE);
    }
  }

  @Test
  void throttledRetryAfter_asksToWait_andNoOtherFaultDoes() throws Exception {
    for (String operation : List.of("converse", "converse-stream")) {
      assertThat(call("simulator.throttled-retry-after", operation).headers())
          .containsEntry("retry-after", String.valueOf(Fault.RETRY_AFTER_SECONDS));
      assertThat(call("simulator.throttled", operation).headers()).doesNotContainKey("retry-after");
    }
  }

  @Test
  void modelError_tellsTheStatusOfTheModel() throws Exception {
    Response response = call("simulator.model-error", "converse");
    assertThat(JSON.readTree(response.body()).get("originalStatusCode").asInt()).isEqualTo(500);
  }

  @Test
  void notJsonError_isThePageOfAProxy() throws Exception {
    Response response = stream(Fault.NOT_JSON_ERROR);
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.headers()).containsEntry("content-type", "text/html");
    assertThat(response.text()).startsWith("<html>");
  }

  @Test
  void noFault_isAWholeStream() throws Exception {
    Response response = call("simulator.text", "converse-stream");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry("content-type", "application/vnd.amazon.eventstream")
        .containsEntry("transfer-encoding", "chunked")
        .containsKey("x-amzn-requestid");
    assertThat(types(response.body()))
        .containsExactly(
            "messageStart",
            "contentBlockDelta",
            "contentBlockDelta",
            "contentBlockDelta",
            "contentBlockDelta",
            "contentBlockDelta",
            "contentBlockDelta",
            "contentBlockStop",
            "messageStop",
            "metadata");
    assertThat(text(response.body())).isEqualTo(TEXT);
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void slowFirstToken_comesLate() throws Exception {
    long began = System.nanoTime();
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send("POST", path("simulator.slow-first-token", "converse-stream"), BODY);
      Response response = client.read();
      assertThat(text(response.body())).isEqualTo(TEXT);
      assertThat(response.end()).isEqualTo(End.WHOLE);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(Fault.SLOW_FIRST_TOKEN_SECONDS));
  }

  @Test
  void stall_isSomeTextAndThenSilence() throws Exception {
    Response response = streamUntil(Fault.STALL, sofar -> sofar.body().length > 0);
    assertThat(text(response.body())).isEqualTo("one two three");
    assertThat(response.end()).isEqualTo(End.SILENT);
  }

  @Test
  void stallBeforeHeaders_isSilence() throws Exception {
    Response response =
        streamUntil(Fault.STALL_BEFORE_HEADERS, sofar -> simulator.report().requestCount() == 1);
    assertThat(response.status()).isZero();
    assertThat(response.end()).isEqualTo(End.SILENT);
  }

  @Test
  void stallBeforeFirstEvent_hasHeadersOnly() throws Exception {
    Response response = streamUntil(Fault.STALL_BEFORE_FIRST_EVENT, sofar -> sofar.status() > 0);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry("content-type", "application/vnd.amazon.eventstream");
    assertThat(response.body()).isEmpty();
    assertThat(response.end()).isEqualTo(End.SILENT);
  }

  @Test
  void reset_comesAfterSomeText() throws Exception {
    Response response = stream(Fault.RESET);
    assertThat(response.end()).isEqualTo(End.RESET);
    simulator.report().awaitOpenStreams(0, Duration.ofSeconds(20));
    assertThat(simulator.report().brokenStreams()).isEqualTo(1);
  }

  @Test
  void resetBeforeHeaders_isAResetOnly() throws Exception {
    Response response = stream(Fault.RESET_BEFORE_HEADERS);
    assertThat(response.status()).isZero();
    assertThat(response.end()).isEqualTo(End.RESET);
  }

  @Test
  void cutBetweenFrames_hasWholeFramesAndNoEnd() throws Exception {
    Response response = stream(Fault.CUT_BETWEEN_FRAMES);
    assertThat(text(response.body())).isEqualTo("one two three");
    assertThat(response.end()).isEqualTo(End.CLOSED);
  }

  @Test
  void cutMidFrame_endsWithinAFrame() throws Exception {
    Response response = stream(Fault.CUT_MID_FRAME);
    assertThatThrownBy(() -> EventStreamMessage.decodeAll(response.body()))
        .hasMessageStartingWith("The stream ends within");
    assertThat(response.end()).isEqualTo(End.CLOSED);
  }

  @Test
  void cleanEndMidFrame_endsWithinAFrameAndHttpIsWhole() throws Exception {
    Response response = stream(Fault.CLEAN_END_MID_FRAME);
    assertThatThrownBy(() -> EventStreamMessage.decodeAll(response.body()))
        .hasMessageStartingWith("The stream ends within");
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void endWithoutMessageStop_hasAllTextAndNoStop() throws Exception {
    Response response = stream(Fault.END_WITHOUT_MESSAGE_STOP);
    assertThat(text(response.body())).isEqualTo(TEXT);
    assertThat(types(response.body())).doesNotContain("messageStop", "metadata");
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void noMetadata_endsWithMessageStop() throws Exception {
    Response response = stream(Fault.NO_METADATA);
    assertThat(types(response.body())).endsWith("messageStop");
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void emptyStream_isA200WithoutAnEvent() throws Exception {
    Response response = stream(Fault.EMPTY_STREAM);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void drippingBytes_isTheWholeStream() throws Exception {
    Response response = stream(Fault.DRIPPING_BYTES);
    assertThat(text(response.body())).isEqualTo(TEXT);
    assertThat(types(response.body())).endsWith("messageStop", "metadata");
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void exceptionFirst_isA200WithAnExceptionFrame() throws Exception {
    Response response = stream(Fault.EXCEPTION_FIRST);
    assertThat(response.status()).isEqualTo(200);
    assertThat(types(response.body())).containsExactly("throttlingException");
    EventStreamMessage message = EventStreamMessage.decodeAll(response.body()).get(0);
    assertThat(message.header(":message-type")).isEqualTo("exception");
    assertThat(message.header(":event-type")).isNull();
    assertThat(JSON.readTree(message.payload()).get("message").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "EXCEPTION_MID_STREAM, throttlingException",
    "MODEL_STREAM_ERROR_MID_STREAM, modelStreamErrorException",
    "INTERNAL_ERROR_MID_STREAM, internalServerException",
    "SERVICE_UNAVAILABLE_MID_STREAM, serviceUnavailableException",
    "VALIDATION_MID_STREAM, validationException",
  })
  void exceptionMidStream_followsSomeText(Fault fault, String type) throws Exception {
    Response response = stream(fault);
    assertThat(text(response.body())).isEqualTo("one two three");
    assertThat(types(response.body())).endsWith("contentBlockDelta", type);
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @ParameterizedTest
  @CsvSource({"BAD_PRELUDE_CRC, prelude", "BAD_MESSAGE_CRC, message"})
  void badCrc_followsSomeText(Fault fault, String which) throws Exception {
    Response response = stream(fault);
    assertThatThrownBy(() -> EventStreamMessage.decodeAll(response.body()))
        .hasMessageStartingWith("Wrong " + which + " CRC")
        .hasMessageNotContaining("at byte 0 ");
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void malformedPayload_hasRightCrcsAndBrokenJson() throws Exception {
    Response response = stream(Fault.MALFORMED_PAYLOAD);
    List<EventStreamMessage> messages = EventStreamMessage.decodeAll(response.body());
    assertThatThrownBy(() -> JSON.readTree(messages.get(4).payload()))
        .isInstanceOf(IOException.class);
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void unknownEvents_areAmongAWholeAnswer() throws Exception {
    Response response = stream(Fault.UNKNOWN_EVENTS);
    assertThat(types(response.body())).contains("progressUpdate").endsWith("metadata");
    assertThat(text(response.body())).isEqualTo("one two three known  four five six");
  }

  @Test
  void hugeFrame_isOneDeltaOfAMebibyte() throws Exception {
    Response response = stream(Fault.HUGE_FRAME);
    assertThat(text(response.body())).hasSize(TEXT.length() + (1 << 20));
    assertThat(types(response.body())).endsWith("metadata");
    assertThat(response.end()).isEqualTo(End.WHOLE);
  }

  @Test
  void truncatedToolInput_isBrokenJsonAndMaxTokens() throws Exception {
    Response response = stream(Fault.TRUNCATED_TOOL_INPUT);
    StringBuilder input = new StringBuilder();
    for (JsonNode payload : payloads(response.body())) {
      input.append(payload.at("/delta/toolUse/input").asText());
    }
    assertThat(input.toString()).startsWith("{\"").doesNotContain("}");
    assertThat(stopReason(response)).isEqualTo("max_tokens");
  }

  @Test
  void malformedToolUse_saysSo() throws Exception {
    assertThat(stopReason(stream(Fault.MALFORMED_TOOL_USE))).isEqualTo("malformed_tool_use");
  }

  @Test
  void guardrail_saysSo() throws Exception {
    assertThat(stopReason(stream(Fault.GUARDRAIL))).isEqualTo("guardrail_intervened");
    JsonNode converse = JSON.readTree(call("simulator.guardrail", "converse").body());
    assertThat(converse.get("stopReason").asText()).isEqualTo("guardrail_intervened");
  }

  @ParameterizedTest
  @CsvSource({
    "stall, 200, SILENT",
    "stall-before-headers, 0, SILENT",
    "stall-before-first-event, 200, SILENT",
    "reset, 200, RESET",
    "reset-before-headers, 0, RESET",
    "cut-between-frames, 200, CLOSED",
    "cut-mid-frame, 200, CLOSED",
    "dripping-bytes, 200, WHOLE",
    "exception-mid-stream, 429, WHOLE",
    "model-stream-error-mid-stream, 424, WHOLE",
  })
  void transportFault_hitsConverseToo(String fault, int status, End end) throws Exception {
    Response response = call("simulator." + fault, "converse", sofar -> sofar.status() == status);
    // A reset may overtake what was sent before it.
    if (end != End.RESET) {
      assertThat(response.status()).isEqualTo(status);
    }
    assertThat(response.end()).isEqualTo(end);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CLEAN_END_MID_FRAME", "MALFORMED_PAYLOAD"})
  void brokenBody_ofConverseIsHalfADocument(Fault fault) throws Exception {
    Response response = call("simulator." + fault.id(), "converse");
    assertThat(response.end()).isEqualTo(End.WHOLE);
    assertThatThrownBy(() -> JSON.readTree(response.body())).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"END_WITHOUT_MESSAGE_STOP", "EMPTY_STREAM"})
  void emptyBody_ofConverseIsA200WithoutOutput(Fault fault) throws Exception {
    Response response = call("simulator." + fault.id(), "converse");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{}");
  }

  @Test
  void header_injectsAFault() throws Exception {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send("POST", path("simulator.text", "converse"), BODY, "x-simulator-fault: throttled");
      assertThat(client.read().status()).isEqualTo(429);
      client.send("POST", path("simulator.text", "converse"), BODY, "x-simulator-fault: typo");
      Response response = client.read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.text())
          .contains("no fault of the name typo. There are throttled, throttled-retry-after,");
    }
  }

  @Test
  void enqueue_hitsTheNextCallsOnly() throws Exception {
    simulator.enqueue(Fault.THROTTLED, Fault.INTERNAL_ERROR);
    assertThat(call("simulator.text", "converse").status()).isEqualTo(429);
    assertThat(call("simulator.text", "converse-stream").status()).isEqualTo(500);
    assertThat(call("simulator.text", "converse").status()).isEqualTo(200);
  }

  @Test
  void enqueueForLists_leavesModelsAlone() throws Exception {
    simulator.enqueueForLists(Fault.THROTTLED);
    assertThat(call("simulator.text", "converse").status()).isEqualTo(200);
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send("GET", "/inference-profiles", "");
      assertThat(client.read().status()).isEqualTo(429);
      client.send("GET", "/inference-profiles", "");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void fault_ofAModel_lastsUntilReset() throws Exception {
    simulator.fault("amazon.nova-lite-v1:0", Fault.MODEL_NOT_READY);
    assertThat(call("amazon.nova-lite-v1:0", "converse").status()).isEqualTo(429);
    assertThat(call("amazon.nova-lite-v1:0", "converse").status()).isEqualTo(429);
    assertThat(call("amazon.nova-micro-v1:0", "converse").status()).isEqualTo(200);
    simulator.reset();
    assertThat(call("amazon.nova-lite-v1:0", "converse").status()).isEqualTo(200);
  }

  private Response stream(Fault fault) throws IOException {
    return call("simulator." + fault.id(), "converse-stream");
  }

  private Response streamUntil(Fault fault, Predicate<Response> enough) throws IOException {
    return call("simulator." + fault.id(), "converse-stream", enough);
  }

  private Response call(String modelId, String operation) throws IOException {
    return call(modelId, operation, sofar -> false);
  }

  private Response call(String modelId, String operation, Predicate<Response> enough)
      throws IOException {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send("POST", path(modelId, operation), BODY);
      return client.readUntil(enough);
    }
  }

  private static String path(String modelId, String operation) {
    return "/model/" + modelId.replace(":", "%3A") + "/" + operation;
  }

  private static List<String> types(byte[] stream) {
    return EventStreamMessage.decodeAll(stream).stream()
        .map(
            message ->
                Objects.requireNonNullElse(
                    message.header(":event-type"),
                    Objects.requireNonNullElse(message.header(":exception-type"), "none")))
        .toList();
  }

  private static String text(byte[] stream) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonNode payload : payloads(stream)) {
      text.append(payload.at("/delta/text").asText());
    }
    return text.toString();
  }

  private static String stopReason(Response response) throws IOException {
    List<JsonNode> payloads = payloads(response.body());
    return payloads.get(payloads.size() - 2).get("stopReason").asText();
  }

  private static List<JsonNode> payloads(byte[] stream) throws IOException {
    List<JsonNode> payloads = new ArrayList<>();
    for (EventStreamMessage message : EventStreamMessage.decodeAll(stream)) {
      payloads.add(JSON.readTree(message.payload()));
    }
    return payloads;
  }
}
