package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault that the simulator has: what the client sees, and that nothing stays open. */
@OverEachTransport
class FaultsIT {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Faults in which Bedrock keeps silent; {@link ReadersIT} has them, because readers leave. */
  private static final Set<Fault> SILENT =
      EnumSet.of(Fault.STALL, Fault.STALL_BEFORE_HEADERS, Fault.STALL_BEFORE_FIRST_EVENT);

  private static Portal portal;

  @Parameter private Transport transport;

  @BeforeParameterizedClassInvocation
  static void start(Transport transport) {
    portal = Portal.withoutRetries(transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    portal.close();
  }

  @ParameterizedTest
  @CsvSource({
    "throttled,            429, quota of requests",
    "throttled-retry-after, 429, quota of requests",
    "access-denied,        403, has no access",
    "model-not-ready,      429, not ready",
    "quota-exceeded,       400, quota",
    "model-timeout,        408, too long",
    "model-error,          424, failed while it answered",
    "internal-error,       500, internal error",
    "service-unavailable,  503, unavailable",
    "validation,           400, refused the request",
    "model-end-of-life,    404, end of its life",
    "model-legacy,         403, Legacy",
    "unsupported-country,  403, unsupported countries",
    "expired-token,        403, credentials",
    "not-json-error,       502, HTTP status 502",
    "reset-before-headers, 502, connection",
    "empty-stream,         502, incomplete",
    "exception-first,      429, quota of requests",
  })
  void stream_failsBeforeItsFirstLine_isHttpError(String fault, int status, String sentence)
      throws Exception {
    HttpResponse<String> answer = portal.post("/api/chat", chat(fault, true));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(error(answer.body())).contains(sentence).doesNotContain("java", "Exception:");
    portal.bedrock().report().awaitOpenStreams(0, SOON);
  }

  @ParameterizedTest
  @CsvSource({
    "throttled,            429, quota of requests",
    "throttled-retry-after, 429, quota of requests",
    "access-denied,        403, has no access",
    "model-not-ready,      429, not ready",
    "quota-exceeded,       400, quota",
    "model-timeout,        408, too long",
    "model-error,          424, failed while it answered",
    "internal-error,       500, internal error",
    "service-unavailable,  503, unavailable",
    "validation,           400, refused the request",
    "model-end-of-life,    404, end of its life",
    "model-legacy,         403, Legacy",
    "unsupported-country,  403, unsupported countries",
    "expired-token,        403, credentials",
    "not-json-error,       502, HTTP status 502",
    "reset-before-headers, 502, connection",
    "reset,                502, connection",
    "cut-mid-frame,        502, connection",
    "malformed-tool-use,   502, malformed tool call",
  })
  void whole_fails_isHttpError(String fault, int status, String sentence) throws Exception {
    HttpResponse<String> answer = portal.post("/api/chat", chat(fault, false));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(error(answer.body())).contains(sentence).doesNotContain("java", "Exception:");
  }

  @Test
  void retryAfter_isBedrocks_orElseOurs() throws Exception {
    for (boolean stream : new boolean[] {true, false}) {
      assertThat(portal.post("/api/chat", chat("throttled-retry-after", stream)).headers().map())
          .containsEntry("Retry-After", List.of(String.valueOf(Fault.RETRY_AFTER_SECONDS)));
      assertThat(portal.post("/api/chat", chat("throttled", stream)).headers().map())
          .containsEntry("Retry-After", List.of("5"));
      assertThat(portal.post("/api/chat", chat("service-unavailable", stream)).headers().map())
          .containsEntry("Retry-After", List.of("5"));
    }
  }

  @Test
  void retryAfter_ofBedrock_isWaitedFor() throws Exception {
    try (Portal patient = Portal.withRetries(transport)) {
      patient.bedrock().enqueue(Fault.THROTTLED_RETRY_AFTER);
      long began = System.nanoTime();
      HttpResponse<String> answer =
          patient.post("/api/chat", Portal.chat("claude-sonnet-4.5", true));
      assertThat(answer.body()).contains("\"done\":true");
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(Fault.RETRY_AFTER_SECONDS));
      assertThat(patient.bedrock().report().requests("ConverseStream")).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reset,                          connection",
    "cut-between-frames,             incomplete",
    "cut-mid-frame,                  incomplete",
    "clean-end-mid-frame,            incomplete",
    "end-without-message-stop,       incomplete",
    "exception-mid-stream,           quota of requests",
    "model-stream-error-mid-stream,  failed while it answered",
    "internal-error-mid-stream,      internal error",
    "service-unavailable-mid-stream, unavailable",
    "validation-mid-stream,          refused the request",
    "bad-prelude-crc,                damaged",
    "bad-message-crc,                damaged",
    "malformed-payload,              damaged",
    "malformed-tool-use,             malformed tool call",
  })
  void stream_breaksAfterItsFirstLine_endsWithAnErrorLine(String fault, String sentence)
      throws Exception {
    for (String path : List.of("/api/chat", "/api/generate")) {
      HttpResponse<String> answer = portal.post(path, request(path, fault));
      assertThat(answer.statusCode()).isEqualTo(200);
      List<String> lines = answer.body().lines().toList();
      assertThat(lines).hasSizeGreaterThan(1);
      assertThat(lines.subList(0, lines.size() - 1))
          .allMatch(line -> line.contains("\"done\":false"));
      assertThat(error(lines.get(lines.size() - 1))).contains(sentence).doesNotContain("java");
      portal.bedrock().report().awaitOpenStreams(0, SOON);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "slow-first-token,     stop",
    "no-metadata,          stop",
    "dripping-bytes,       stop",
    "unknown-events,       stop",
    "huge-frame,           stop",
    "guardrail,            stop",
    "tool-call-as-text,    stop",
    "inline-thinking,      stop",
    "stops-ignored,        stop",
    "forced-tool-ignored,  stop",
    "truncated-tool-input, length",
  })
  void stream_oddButWhole_isDone(String fault, String doneReason) throws Exception {
    HttpResponse<String> answer = portal.post("/api/chat", chat(fault, true));
    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> lines = answer.body().lines().toList();
    JsonNode last = MAPPER.readTree(lines.get(lines.size() - 1));
    assertThat(last.path("done").asBoolean()).isTrue();
    assertThat(last.path("done_reason").asText()).isEqualTo(doneReason);
    assertThat(lines).allMatch(line -> line.length() < 64 * 1024);
    assertThat(answer.body()).doesNotContain("tool_calls");
    portal.bedrock().report().awaitOpenStreams(0, SOON);
  }

  @Test
  void everyFault_hasItsRow() {
    Set<String> rows =
        Stream.of(FaultsIT.class.getDeclaredMethods())
            .map(method -> method.getAnnotation(CsvSource.class))
            .filter(source -> source != null)
            .flatMap(source -> Stream.of(source.value()))
            .map(row -> row.split(",")[0].strip())
            .collect(Collectors.toSet());
    assertThat(Stream.of(Fault.values()).filter(fault -> !SILENT.contains(fault)))
        .allMatch(fault -> rows.contains(name(fault)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"THROTTLED", "SERVICE_UNAVAILABLE", "RESET_BEFORE_HEADERS", "EXCEPTION_FIRST"})
  void stream_failsOnceBeforeItsFirstEvent_isAskedAgain(Fault fault) throws Exception {
    try (Portal patient = Portal.withRetries(transport)) {
      patient.bedrock().enqueue(fault);
      HttpResponse<String> answer =
          patient.post("/api/chat", Portal.chat("claude-sonnet-4.5", true));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"done\":true");
      assertThat(patient.bedrock().report().requests("ConverseStream")).hasSize(2);
    }
  }

  @Test
  void stream_breaksInTheMiddle_isNotAskedAgain() throws Exception {
    try (Portal patient = Portal.withRetries(transport)) {
      for (Fault fault : List.of(Fault.RESET, Fault.EXCEPTION_MID_STREAM)) {
        patient.bedrock().reset();
        patient.bedrock().enqueue(fault);
        HttpResponse<String> answer =
            patient.post("/api/chat", Portal.chat("claude-sonnet-4.5", true));
        assertThat(answer.body()).doesNotContain("\"done\":true").contains("\"error\"");
        assertThat(patient.bedrock().report().requests("ConverseStream")).hasSize(1);
      }
    }
  }

  private static String request(String path, String fault) {
    return path.equals("/api/chat")
        ? chat(fault, true)
        : "{\"model\":\"simulator.%s\",\"prompt\":\"What is a secret word?\"}".formatted(fault);
  }

  private static String chat(String fault, boolean stream) {
    return Portal.chat("simulator." + fault, stream);
  }

  private static String name(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String error(String json) throws IOException {
    JsonNode body = MAPPER.readTree(json);
    assertThat(body.size()).isEqualTo(1);
    return body.path("error").asText();
  }
}
