package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.Usage;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector gets to see of requests. */
@Timeout(60)
class TracesIT {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String TRACE_PARENT = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String PROMPT = "What is a secret word?";

  private final List<LogRecord> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          synchronized (logged) {
            logged.add(entry);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final Logger logger = Logger.getLogger("io.aiportal.ollama.server.telemetry");
  private Collector collector;

  @BeforeEach
  void start() throws Exception {
    logger.addHandler(handler);
    collector = Collector.start();
  }

  @AfterEach
  void stop() {
    collector.close();
    logger.removeHandler(handler);
  }

  private Portal portal(BedrockSimulator bedrock, String... more) {
    Map<String, String> variables = new HashMap<>();
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString());
    for (int i = 0; i < more.length; i += 2) {
      variables.put(more[i], more[i + 1]);
    }
    return new Portal(bedrock, variables);
  }

  private Portal portal(String... more) {
    return portal(BedrockSimulator.start(), more);
  }

  private static HttpResponse<String> post(
      Portal portal, String path, String json, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + portal.port() + path))
            .POST(BodyPublishers.ofString(json));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return portal.client().send(request.build(), BodyHandlers.ofString());
  }

  /** The one span of a request; all that belong to it are sent when the portal is closed. */
  private Span request() {
    List<Span> requests = collector.ofKind(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  private List<Span> attempts() {
    List<Span> attempts = collector.ofKind(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(attempts)
        .allSatisfy(
            attempt -> {
              assertThat(attempt.getTraceId()).isEqualTo(request().getTraceId());
              assertThat(attempt.getParentSpanId()).isEqualTo(request().getSpanId());
              assertThat(attempt.getStartTimeUnixNano())
                  .isBetween(request().getStartTimeUnixNano(), attempt.getEndTimeUnixNano());
              assertThat(attempt.getEndTimeUnixNano())
                  .isLessThanOrEqualTo(request().getEndTimeUnixNano());
            });
    return attempts;
  }

  private static Map<String, String> attributes(Span span) {
    return Collector.attributes(span.getAttributesList());
  }

  private static List<String> events(Span span) {
    return span.getEventsList().stream().map(Span.Event::getName).toList();
  }

  private List<String> warnings() {
    synchronized (logged) {
      return logged.stream().map(LogRecord::getMessage).toList();
    }
  }

  private String parameters(int index) {
    synchronized (logged) {
      return Arrays.toString(logged.get(index).getParameters());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "sdk"})
  void request_hasItsSpan_andOneOfItsAttempt(String transport) throws Exception {
    String request =
        Portal.chat("nova-lite", false)
            .replace(
                "\"stream\"",
                "\"options\":{\"temperature\":0.5,\"top_p\":0.9,\"num_predict\":50},\"stream\"");
    String log;
    int port;
    try (Portal portal = portal("GATEWAY_TRANSPORT", transport)) {
      port = portal.bedrock().port();
      portal
          .bedrock()
          .script(
              new ModelReply(
                  List.of(new Block.Text("Rome")), "end_turn", Usage.of(10, 5), null, null));
      assertThat(post(portal, "/api/chat", request).statusCode()).isEqualTo(200);
      log = portal.requestLogWith("\"trace_id\"");
    }
    assertThat(request().getName()).isEqualTo("POST /api/chat");
    assertThat(request().getParentSpanId()).isEmpty();
    assertThat(request().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(request()))
        .containsExactly(
            entry("gateway.api", "ollama"),
            entry("gateway.key", "anonymous"),
            entry("gateway.verdict", "answered"),
            entry("http.request.method", "POST"),
            entry("http.response.status_code", "200"),
            entry("http.route", "/api/chat"),
            entry("url.scheme", "http"));
    assertThat(log).contains("\"trace_id\":\"" + Collector.hex(request().getTraceId()) + '"');

    assertThat(attempts()).hasSize(1);
    Span attempt = attempts().get(0);
    assertThat(attempt.getName()).isEqualTo("chat nova-lite:latest");
    Map<String, String> told = attributes(attempt);
    assertThat(log).contains("\"bedrock_request_id\":\"" + told.remove("aws.request_id") + '"');
    assertThat(told)
        .containsExactly(
            entry("cloud.region", "eu-west-2"),
            entry("gateway.target", "eu-west-2"),
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "aws.bedrock"),
            entry("gen_ai.request.max_tokens", "50"),
            entry("gen_ai.request.model", "nova-lite:latest"),
            entry("gen_ai.request.temperature", "0.5"),
            entry("gen_ai.request.top_p", "0.9"),
            entry("gen_ai.response.finish_reasons", "[end_turn]"),
            entry("gen_ai.response.model", "nova-lite:latest"),
            entry("gen_ai.usage.input_tokens", "10"),
            entry("gen_ai.usage.output_tokens", "5"),
            entry("server.address", "127.0.0.1"),
            entry("server.port", String.valueOf(port)));
  }

  @Test
  void delivery_saysWhoSends_withTheHeadersOfTheSettings() throws Exception {
    try (Portal portal =
        portal(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            collector.endpoint() + "/otlp/",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "x-api-key=a%20b+c, other=1",
            "OTEL_SERVICE_NAME",
            "portal-of-tests")) {
      portal.post("/api/chat", Portal.chat("nova-lite", true));
    }
    Collector.Delivery delivery = collector.deliveries().get(0);
    assertThat(delivery.path()).isEqualTo("/otlp/v1/traces");
    assertThat(delivery.headers().getFirst("x-api-key")).isEqualTo("a b+c");
    assertThat(delivery.headers().getFirst("other")).isEqualTo("1");
    ResourceSpans resource = collector.resources().get(0);
    assertThat(Collector.attributes(resource.getResource().getAttributesList()))
        .containsEntry("service.name", "portal-of-tests")
        .containsKey("service.version");
    assertThat(events(request())).containsExactly("gateway.first_piece");
  }

  @Test
  void wholePath_isTakenAsItIs() throws Exception {
    try (Portal portal =
        portal("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.endpoint() + "/mine")) {
      portal.post("/api/chat", Portal.chat("nova-lite", false));
    }
    assertThat(collector.deliveries().get(0).path()).isEqualTo("/mine");
  }

  @Test
  void callersTrace_isContinued_andPassedOnAsALabel() throws Exception {
    String log;
    try (Portal portal = portal("GATEWAY_REQUEST_METADATA", "trace=$trace")) {
      post(
          portal,
          "/v1/chat/completions",
          Portal.chat("nova-lite", false),
          "traceparent",
          TRACE_PARENT,
          "tracestate",
          "a=1",
          "tracestate",
          "b=2");
      log = portal.requestLogWith("\"trace_id\"");
      assertThat(portal.bedrock().report().requests("Converse"))
          .extracting(one -> one.body().path("requestMetadata").path("trace").asText())
          .containsExactly(TRACE);
    }
    assertThat(log).contains("\"trace_id\":\"" + TRACE + '"');
    assertThat(request().getName()).isEqualTo("POST /v1/chat/completions");
    assertThat(Collector.hex(request().getTraceId())).isEqualTo(TRACE);
    assertThat(Collector.hex(request().getParentSpanId())).isEqualTo(PARENT);
    assertThat(request().getTraceState()).isEqualTo("a=1,b=2");
    assertThat(attempts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "00-" + TRACE + "-0000000000000000-01",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-01-more",
        "00-" + TRACE + "-" + PARENT
      })
  void malformedParent_startsANewTrace(String parent) throws Exception {
    try (Portal portal = portal()) {
      post(portal, "/api/chat", Portal.chat("nova-lite", false), "traceparent", parent);
    }
    assertThat(request().getParentSpanId()).isEmpty();
    assertThat(Collector.hex(request().getTraceId())).isNotEqualTo(TRACE).hasSize(32);
  }

  @Test
  void twoParents_areNone() throws Exception {
    try (Portal portal = portal()) {
      post(
          portal,
          "/api/chat",
          Portal.chat("nova-lite", false),
          "traceparent",
          TRACE_PARENT,
          "traceparent",
          TRACE_PARENT);
    }
    assertThat(request().getParentSpanId()).isEmpty();
  }

  @Test
  void retry_isASpanOfItsOwn_andAnEvent() throws Exception {
    try (Portal portal = portal()) {
      portal.bedrock().enqueue(Fault.INTERNAL_ERROR);
      HttpResponse<String> answer = portal.post("/api/chat", Portal.chat("nova-lite", true));
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(events(request())).containsExactly("gateway.retry", "gateway.first_piece");
    assertThat(Collector.attributes(request().getEvents(0).getAttributesList()))
        .containsEntry("error.type", "internal_server")
        .containsEntry("gateway.target", "eu-west-2")
        .containsKey("gateway.delay_ms");
    assertThat(attempts()).hasSize(2);
    Span first = attempts().get(0);
    Span second = attempts().get(1);
    assertThat(first.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(attributes(first))
        .containsEntry("error.type", "internal_server")
        .containsKey("aws.request_id")
        .doesNotContainKeys("gen_ai.response.model", "gen_ai.usage.input_tokens");
    assertThat(second.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(second))
        .containsKeys("gen_ai.response.model", "gen_ai.usage.input_tokens")
        .doesNotContainKey("error.type");
    assertThat(attributes(second).get("aws.request_id"))
        .isNotNull()
        .isNotEqualTo(attributes(first).get("aws.request_id"));
    assertThat(second.getStartTimeUnixNano()).isGreaterThanOrEqualTo(first.getEndTimeUnixNano());
  }

  @Test
  void failure_isToldByItsKind() throws Exception {
    try (Portal portal = portal("GATEWAY_MAX_ATTEMPTS", "1")) {
      portal.bedrock().enqueue(Fault.SERVICE_UNAVAILABLE);
      HttpResponse<String> answer = portal.post("/v1/messages", messages());
      assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
    }
    assertThat(request().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(attributes(request()))
        .containsEntry("error.type", "unavailable")
        .containsEntry("gateway.verdict", "failed")
        .containsEntry("gateway.api", "anthropic");
    assertThat(attempts()).hasSize(1);
    assertThat(attributes(attempts().get(0)))
        .containsEntry("error.type", "service_unavailable")
        .containsKey("aws.request_id");
  }

  private static String messages() {
    return Portal.chat("nova-lite", false).replace("\"stream\"", "\"max_tokens\":9,\"stream\"");
  }

  @Test
  void refusal_isNoErrorOfOurs_andHasNoAttempt() throws Exception {
    try (Portal portal = portal()) {
      assertThat(portal.post("/api/chat", Portal.chat("nope-" + TRACE, false)).statusCode())
          .isEqualTo(404);
    }
    assertThat(request().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(request()))
        .containsEntry("http.response.status_code", "404")
        .containsEntry("error.type", "not_found")
        .containsEntry("gateway.verdict", "refused");
    assertThat(collector.spans()).hasSize(1);
    assertUnseen("nope-");
  }

  @Test
  void client_thatLeavesItsStream_isToldOf() throws Exception {
    BedrockSimulator slow = BedrockSimulator.builder().pace(new Pace(Duration.ZERO, 2)).start();
    try (Portal portal = portal(slow)) {
      try (Socket socket = portal.open("/api/chat", Portal.chat("nova-lite", true))) {
        assertThat(socket.getInputStream().read()).isPositive();
      }
      portal.requestLogWith("\"client_gone\":true");
    }
    assertThat(request().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(request()))
        .containsEntry("error.type", "client_gone")
        .containsEntry("gateway.verdict", "client_gone")
        .containsEntry("http.response.status_code", "200");
    assertThat(attempts()).hasSize(1);
    assertThat(attributes(attempts().get(0)))
        .containsEntry("error.type", "cancelled")
        .doesNotContainKeys("gen_ai.response.model", "gen_ai.usage.output_tokens");
  }

  @Test
  void embeddings_haveTheirOwnOperation() throws Exception {
    try (Portal portal = portal()) {
      HttpResponse<String> answer =
          portal.post("/api/embed", "{\"model\":\"titan-embed-text-v2\",\"input\":[\"a\",\"b\"]}");
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(request().getName()).isEqualTo("POST /api/embed");
    assertThat(attempts())
        .hasSize(2)
        .allSatisfy(
            attempt -> {
              assertThat(attempt.getName()).startsWith("embeddings titan-embed-text-v2");
              assertThat(attributes(attempt))
                  .containsEntry("gen_ai.operation.name", "embeddings")
                  .containsKeys("gen_ai.response.model", "aws.request_id")
                  .doesNotContainKey("gen_ai.response.finish_reasons");
            });
  }

  @Test
  void whatAsksNoModel_hasNoTrace() throws Exception {
    String log;
    try (Portal portal = portal()) {
      portal.get("/api/tags");
      portal.get("/api/version");
      log = portal.requestLogWith("/api/version");
    }
    assertThat(collector.spans()).isEmpty();
    assertThat(log).doesNotContain("trace_id");
  }

  @ParameterizedTest
  @CsvSource({"0, , 0", "0, 00, 0", "0, 01, 1", "1, 00, 0", "1, , 1"})
  void share_countsWhereTheCallerDoesNotSay(String share, String flags, int requests)
      throws Exception {
    try (Portal portal = portal("OTEL_TRACES_SAMPLER_ARG", share)) {
      String[] headers =
          flags == null
              ? new String[0]
              : new String[] {"traceparent", "00-" + TRACE + "-" + PARENT + "-" + flags};
      post(portal, "/api/chat", Portal.chat("nova-lite", false), headers);
      portal.requestLogWith("\"trace_id\"");
    }
    assertThat(collector.ofKind(Span.SpanKind.SPAN_KIND_SERVER)).hasSize(requests);
    assertThat(collector.ofKind(Span.SpanKind.SPAN_KIND_CLIENT)).hasSize(requests);
  }

  @Test
  void prompts_andAnswers_andOtherTexts_areNowhere() throws Exception {
    String request =
        """
        {"model":"nova-lite","stream":%b,"user":"user-text","messages":[
          {"role":"system","content":"system-text"},{"role":"user","content":"prompt-text"}],
         "tools":[{"type":"function","function":{"name":"tool_text","description":"description-text",
          "parameters":{"type":"object","properties":{}}}}],"stop":["stop-text"]}""";
    try (Portal portal = portal()) {
      portal.bedrock().script(ModelReply.text("answer-text"), ModelReply.text("answer-text"));
      for (boolean stream : new boolean[] {true, false}) {
        HttpResponse<String> answer =
            post(
                portal,
                "/v1/chat/completions?query-text",
                request.formatted(stream),
                "User-Agent",
                "agent-text",
                "X-Request-Id",
                "header-text",
                "Authorization",
                "Bearer key-text");
        assertThat(answer.body()).contains("answer-text");
      }
      portal.bedrock().enqueue(Fault.VALIDATION);
      post(portal, "/v1/chat/completions", request.formatted(false).replace("nova-lite", PROMPT));
      post(portal, "/v1/chat/completions", request.formatted(false));
    }
    assertThat(collector.ofKind(Span.SpanKind.SPAN_KIND_SERVER)).hasSize(4);
    assertUnseen("-text");
    assertUnseen("tool_text");
    assertUnseen("secret word");
    assertUnseen("Malformed input");
  }

  private void assertUnseen(String text) {
    for (Collector.Delivery delivery : collector.deliveries()) {
      assertThat(new String(delivery.body(), StandardCharsets.ISO_8859_1)).doesNotContain(text);
    }
  }

  @Test
  void collectorThatIsDown_isToldOfOnce_andAffectsNoRequest() throws Exception {
    collector.close();
    try (Portal portal = portal()) {
      for (int i = 0; i < 3; i++) {
        assertThat(portal.post("/api/chat", Portal.chat("nova-lite", false)).statusCode())
            .isEqualTo(200);
      }
      awaitLost(portal, 6);
      portal.post("/api/chat", Portal.chat("nova-lite", false));
      awaitLost(portal, 8);
    }
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains("cannot be delivered", "lost and counted");
  }

  private static void awaitLost(Portal portal, int spans) throws Exception {
    String line = "gateway_lost_spans " + spans + ".0\n";
    while (!portal.get("/metrics").body().contains(line)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void collectorThatRefuses_isToldOf_andWhenItTakesThemAgain() throws Exception {
    collector.answer(401);
    try (Portal portal = portal()) {
      portal.post("/api/chat", Portal.chat("nova-lite", false));
      awaitLost(portal, 2);
      collector.answer(200);
      portal.post("/api/chat", Portal.chat("nova-lite", false));
    }
    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(0)).contains("cannot be delivered");
    assertThat(parameters(0)).contains("the collector refuses them");
    assertThat(warnings().get(1)).contains("can be delivered again");
  }

  @Test
  void collectorThatHangs_holdsNothingUp() throws Exception {
    collector.hang();
    long began;
    try (Portal portal = portal()) {
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer =
            portal.post("/api/chat", Portal.chat("nova-lite", i % 2 == 0));
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      while (collector.deliveries().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      portal.post("/api/chat", Portal.chat("nova-lite", true));
      began = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains("could not be delivered in time");
  }

  /** Nothing is to be paid for traces that nobody wants. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void library_isLoadedOnlyWhereTracesAreWanted(boolean wanted, @TempDir Path home)
      throws Exception {
    try (BedrockSimulator bedrock = BedrockSimulator.builder().noAuth().start()) {
      Map<String, String> environment = new HashMap<>(Program.inFrontOf(bedrock));
      if (wanted) {
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString());
      }
      Path classes = home.resolve("classes.log");
      Process process =
          Program.start(home, List.of("-Xlog:class+load:file=" + classes), environment);
      try {
        URI address = Program.address(process);
        HttpResponse<String> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(address.resolve("/api/chat"))
                        .POST(BodyPublishers.ofString(Portal.chat("nova-lite", false)))
                        .build(),
                    BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
      } finally {
        process.toHandle().destroy();
        assertThat(process.waitFor()).isZero();
        assertThat(process.errorReader().lines()).isEmpty();
      }
      assertThat(Files.readString(classes).contains(" io.opentelemetry.")).isEqualTo(wanted);
      assertThat(collector.spans()).hasSize(wanted ? 2 : 0);
    }
  }
}
