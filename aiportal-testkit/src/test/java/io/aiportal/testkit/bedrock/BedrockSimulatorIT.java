package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.RawClient.End;
import io.aiportal.testkit.bedrock.RawClient.Response;
import io.aiportal.testkit.bedrock.catalogue.SimulatedModel;
import io.aiportal.testkit.bedrock.eventstream.EventFrames;
import io.aiportal.testkit.bedrock.eventstream.EventStreamMessage;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.guardrail.Guardrail;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BedrockSimulatorIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String STREAM = "/model/amazon.nova-lite-v1%3A0/converse-stream";
  private static final String CONVERSE = "/model/amazon.nova-lite-v1%3A0/converse";
  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";

  private BedrockSimulator simulator = BedrockSimulator.start();

  @AfterEach
  void stop() {
    simulator.close();
  }

  private void start(BedrockSimulator.Builder builder) {
    simulator.close();
    simulator = builder.start();
  }

  @Test
  void script_isUsedInOrderAndThenTheDefaultReturns() throws Exception {
    simulator.script(ModelReply.text("first"), ModelReply.text("second"));
    assertThat(said(CONVERSE)).isEqualTo("first");
    assertThat(said(CONVERSE)).isEqualTo("second");
    assertThat(said(CONVERSE)).isNotEqualTo("second").isNotBlank();
  }

  @Test
  void date_isThatOfTheMoment_alsoAfterAnotherSimulatorHasEnded() throws Exception {
    call("POST", CONVERSE, BODY);
    start(BedrockSimulator.builder());
    Instant before = Instant.now();
    while (Instant.now().isBefore(before.plusSeconds(2))) {
      Thread.onSpinWait();
    }
    String date = call("POST", CONVERSE, BODY).headers().get("date");
    assertThat(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
        .isAfter(before);
  }

  @Test
  void play_sendsTheBytesAsTheyAre() throws Exception {
    EventFrames frames = new EventFrames();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(frames.event("messageStart", JSON.createObjectNode()));
    stream.writeBytes(frames.event("messageStop", JSON.createObjectNode()));
    for (int pieceSize : List.of(1, 7, 100_000)) {
      simulator.play(stream.toByteArray(), pieceSize);
      Response response = call("POST", STREAM, BODY);
      assertThat(response.body()).isEqualTo(stream.toByteArray());
      assertThat(response.end()).isEqualTo(End.WHOLE);
    }
  }

  @Test
  void play_ofRecordings_sendsWhatBedrockSent() throws Exception {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.err.println(
          "NOT RUN: no recordings beside the checkout, playback not tried with them");
      return;
    }
    for (Recording recording : recordings.get().of("converse-stream")) {
      if (recording.status() == 200) {
        simulator.play(recording.responseBytes(), 1_000);
        assertThat(call("POST", STREAM, BODY).body())
            .as(recording.id())
            .isEqualTo(recording.responseBytes());
      }
    }
  }

  @Test
  void play_isLeftAloneByConverse() throws Exception {
    simulator.play(new byte[] {1, 2, 3}).script(ModelReply.text("whole"));
    assertThat(said(CONVERSE)).isEqualTo("whole");
    assertThat(call("POST", STREAM, BODY).body()).containsExactly(1, 2, 3);
  }

  @Test
  void readerThatLeavesDuringSilence_isNoticed() throws Exception {
    RawClient client = new RawClient(simulator.endpoint());
    client.send("POST", "/model/simulator.stall/converse-stream", BODY);
    assertThat(client.readUntil(sofar -> sofar.status() > 0).end()).isEqualTo(End.SILENT);
    assertThat(simulator.report().openStreams()).isEqualTo(1);
    client.close();
    simulator.report().awaitCancelledStreams(1, SOON);
    assertThat(simulator.report().openStreams()).isZero();
  }

  @Test
  void readerThatLeavesDuringAPause_isNoticedBeforeItEnds() throws Exception {
    RawClient client = new RawClient(simulator.endpoint());
    client.send("POST", "/model/simulator.chunks-10-every-60000/converse-stream", BODY);
    simulator.report().awaitOpenStreams(1, SOON);
    client.close();
    simulator.report().awaitCancelledStreams(1, SOON);
  }

  @Test
  void readerThatDoesNotRead_isWaitedForAndThenGetsAll() throws Exception {
    int chunks = 200_000;
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send("POST", "/model/simulator.chunks-" + chunks + "/converse-stream", BODY);
      simulator.report().awaitOpenStreams(1, SOON);
      assertThat(said(CONVERSE)).as("others are served meanwhile").isNotBlank();
      assertThat(simulator.report().openStreams()).isEqualTo(1);
      Response response = client.read();
      assertThat(response.end()).isEqualTo(End.WHOLE);
      assertThat(EventStreamMessage.decodeAll(response.body())).hasSize(chunks + 4);
    }
    simulator.report().awaitCompletedStreams(1, SOON);
  }

  @Test
  void connection_isKeptForManyCallsOfAllKinds() throws Exception {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      for (int i = 0; i < 50; i++) {
        client.send("POST", STREAM, BODY);
        assertThat(client.read().end()).isEqualTo(End.WHOLE);
        client.send("POST", CONVERSE, "{");
        assertThat(client.read().status()).isEqualTo(400);
        client.send("GET", "/foundation-models", "");
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
    simulator.report().awaitCompletedStreams(50, SOON);
    assertThat(simulator.report().cancelledStreams()).isZero();
  }

  @Test
  void requestSentBeforeTheAnswerOfTheLast_isAnsweredAfterIt() throws Exception {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send("POST", "/model/simulator.chunks-20-every-10/converse-stream", BODY);
      simulator.report().awaitOpenStreams(1, SOON);
      client.send("GET", "/foundation-models", "");
      assertThat(EventStreamMessage.decodeAll(client.read().body())).hasSize(24);
      assertThat(JSON.readTree(client.read().body()).has("modelSummaries")).isTrue();
    }
  }

  @Test
  void pace_isKept() throws Exception {
    Pace pace = new Pace(Duration.ofMillis(200), 100);
    start(
        BedrockSimulator.builder()
            .pace(pace)
            .replies(
                (model, request) -> ModelReply.text("one two three four five six seven eight")));
    long began = System.nanoTime();
    Response stream = call("POST", STREAM, BODY);
    Duration streamed = Duration.ofNanos(System.nanoTime() - began);
    List<EventStreamMessage> messages = EventStreamMessage.decodeAll(stream.body());
    JsonNode metadata = JSON.readTree(messages.get(messages.size() - 1).payload());
    Duration claimed = Duration.ofMillis(metadata.at("/metrics/latencyMs").asLong());
    assertThat(claimed).isBetween(pace.firstToken(), streamed);
    began = System.nanoTime();
    call("POST", CONVERSE, BODY);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(claimed);
  }

  @Test
  void report_hasRequestsWithoutSecrets() throws Exception {
    call("POST", STREAM, BODY);
    ReportedRequest seen = simulator.report().requests("ConverseStream").get(0);
    assertThat(seen.modelId()).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(seen.body()).isEqualTo(JSON.readTree(BODY));
    assertThat(seen.headers()).containsKey("host").doesNotContainKey("authorization");
    String page = call("GET", "/simulator/report", "").text();
    assertThat(JSON.readTree(page).at("/requests/0/operation").asText())
        .isEqualTo("ConverseStream");
    assertThat(page).doesNotContain("bedrock-api-key");
    call("POST", "/simulator/reset", "");
    assertThat(simulator.report().requestCount()).isZero();
  }

  @Test
  void inferenceProfiles_comeInPages() throws Exception {
    List<String> ids = new ArrayList<>();
    String next = "";
    do {
      String token = next.isEmpty() ? "" : "&nextToken=" + next.replace("=", "%3D");
      JsonNode page =
          JSON.readTree(call("GET", "/inference-profiles?maxResults=4" + token, "").body());
      assertThat(page.get("inferenceProfileSummaries")).hasSizeLessThanOrEqualTo(4);
      page.get("inferenceProfileSummaries")
          .forEach(profile -> ids.add(profile.get("inferenceProfileId").asText()));
      next = page.path("nextToken").asText();
    } while (!next.isEmpty());
    JsonNode whole = JSON.readTree(call("GET", "/inference-profiles?maxResults=1000", "").body());
    assertThat(ids).doesNotHaveDuplicates().hasSize(whole.get("inferenceProfileSummaries").size());
    assertThat(ids).hasSizeGreaterThan(4).contains("global.anthropic.claude-sonnet-4-6");
    assertThat(call("GET", "/inference-profiles?maxResults=1001", "").text())
        .contains(
            "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less"
                + " than or equal to 1000");
    assertThat(call("GET", "/inference-profiles?nextToken=x", "").status()).isEqualTo(400);
  }

  @Test
  void lists_canBeFiltered() throws Exception {
    JsonNode embedders =
        JSON.readTree(call("GET", "/foundation-models?byOutputModality=EMBEDDING", "").body());
    assertThat(embedders.get("modelSummaries").findValuesAsText("modelId"))
        .contains("amazon.titan-embed-text-v2:0")
        .doesNotContain("amazon.nova-lite-v1:0");
    JsonNode own = JSON.readTree(call("GET", "/inference-profiles?type=APPLICATION", "").body());
    assertThat(own.get("inferenceProfileSummaries")).isEmpty();
  }

  @Test
  void applicationProfile_canBeLookedUpAndCalled() throws Exception {
    start(
        BedrockSimulator.builder()
            .applicationProfile("abc123def456", "global.anthropic.claude-sonnet-4-6"));
    String arn =
        "arn%3Aaws%3Abedrock%3Aeu-west-2%3A123456789012%3Aapplication-inference-profile"
            + "%2Fabc123def456";
    JsonNode profile = JSON.readTree(call("GET", "/inference-profiles/" + arn, "").body());
    assertThat(profile.get("type").asText()).isEqualTo("APPLICATION");
    assertThat(profile.at("/models/0/modelArn").asText())
        .isEqualTo("arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-sonnet-4-6");
    assertThat(said("/model/" + arn + "/converse")).isNotBlank();
  }

  @Test
  void availability_ofALegacyModelThatIsNotUsed_isNoEntitlement() throws Exception {
    String path = "/foundation-model-availability/";
    String legacy = "anthropic.claude-3-haiku-20240307-v1%3A0";

    assertThat(json(path + "amazon.nova-lite-v1%3A0").get("entitlementAvailability").asText())
        .isEqualTo("AVAILABLE");
    assertThat(json(path + legacy).get("entitlementAvailability").asText())
        .isEqualTo("NOT_AVAILABLE");
    assertThat(call("GET", path + "acme.unknown", "").status()).isEqualTo(400);
  }

  @Test
  void legacyModelThatIsNotUsed_isNotFound_exceptForAScript() throws Exception {
    String path = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse";

    Response refused = call("POST", path, BODY);
    simulator.script(ModelReply.text("As I used to"));

    assertThat(refused.status()).isEqualTo(404);
    assertThat(JSON.readTree(refused.body()).get("message").asText())
        .startsWith("Access denied. This Model is marked by provider as Legacy");
    assertThat(said(path)).isEqualTo("As I used to");
  }

  @Test
  void call_thatIsSignedForNoRegion_isServedWhereTheModelIs() throws Exception {
    String path = "/model/us.amazon.nova-lite-v1%3A0/converse";

    assertThat(said(path)).isNotBlank();
    start(BedrockSimulator.builder().region("eu-west-2"));
    assertThat(call("POST", path, BODY).status()).isEqualTo(400);
  }

  @Test
  void quota_thatIsUsedUp_throttlesUntilReset() throws Exception {
    start(BedrockSimulator.builder().quota("amazon.nova-lite-v1:0", 2, 1_000_000));
    String path = "/model/amazon.nova-lite-v1%3A0/converse";

    assertThat(call("POST", path, BODY).status()).isEqualTo(200);
    assertThat(call("POST", path + "-stream", BODY).status()).isEqualTo(200);
    assertThat(call("POST", path, BODY).status()).isEqualTo(429);
    assertThat(call("POST", "/model/amazon.nova-pro-v1%3A0/converse", BODY).status())
        .isEqualTo(200);
    simulator.reset();
    assertThat(call("POST", path, BODY).status()).isEqualTo(200);
  }

  @Test
  void fault_ofAModel_isThatOfAllItsCalls() throws Exception {
    start(BedrockSimulator.builder().fault("amazon.nova-lite-v1:0", Fault.INLINE_THINKING));

    for (int i = 0; i < 2; i++) {
      assertThat(said("/model/amazon.nova-lite-v1%3A0/converse")).startsWith("<thinking>");
    }
  }

  private JsonNode json(String path) throws IOException {
    return JSON.readTree(call("GET", path, "").body());
  }

  @Test
  void profileOnlyModel_calledByItsOwnId_namesTheRemedy() throws Exception {
    Response response = call("POST", "/model/anthropic.claude-sonnet-4-6/converse", BODY);
    assertThat(response.status()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).get("message").asText())
        .isEqualTo(
            "Invocation of model ID anthropic.claude-sonnet-4-6 with on-demand throughput isn’t"
                + " supported. Retry your request with the ID or ARN of an inference profile that"
                + " contains this model.");
  }

  @Test
  void unknownModel_isInvalidUnlessAnyPasses() throws Exception {
    Response refused = call("POST", "/model/nobody.knows-v1%3A0/converse", BODY);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.headers().get("x-amzn-errortype"))
        .isEqualTo("ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/");
    assertThat(refused.text())
        .isEqualTo("{\"message\":\"The provided model identifier is invalid.\"}");
    start(BedrockSimulator.builder().anyModel());
    assertThat(said("/model/nobody.knows-v1%3A0/converse")).isNotBlank();
    assertThat(said("/model/whatever/converse")).isNotBlank();
    String ended = "/model/anthropic.claude-3-opus-20240229-v1%3A0/converse";
    assertThat(call("POST", ended, BODY).status()).isEqualTo(404);
  }

  @Test
  void simulatedModel_thatIsMisspelt_isRefusedWithTheNamesThereAre() throws Exception {
    for (String operation : List.of("converse", "converse-stream")) {
      Response refused = call("POST", "/model/simulator.throtled/" + operation, BODY);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text())
          .contains("no model simulator.throtled", "simulator.text", "chunks-<n>", "throttled,");
    }
    assertThat(said("/model/simulator.text/converse")).isNotBlank();
    start(
        BedrockSimulator.builder()
            .model(SimulatedModel.text("simulator.mine", "Own", List.of("eu-west-2"))));
    assertThat(said("/model/simulator.mine/converse")).isNotBlank();
  }

  @Test
  void foundationModel_isToldByIdAndArn() throws Exception {
    JsonNode byId = json("/foundation-models/amazon.nova-lite-v1%3A0");
    assertThat(byId.at("/modelDetails/modelId").asText()).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(byId.at("/modelDetails/inputModalities")).isNotEmpty();
    assertThat(byId.at("/modelDetails/modelLifecycle/status").asText()).isEqualTo("ACTIVE");
    String arn = byId.at("/modelDetails/modelArn").asText();
    String path = "/foundation-models/" + arn.replace(":", "%3A").replace("/", "%2F");
    assertThat(json(path)).isEqualTo(byId);
    Response profile = call("GET", "/foundation-models/eu.amazon.nova-lite-v1%3A0", "");
    assertThat(profile.status()).isEqualTo(400);
    assertThat(profile.text()).contains("The provided model identifier is invalid.");
  }

  @Test
  void guardrail_thatIsNotKnown_isRefused_andAKnownOneWithholds() throws Exception {
    String named =
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"say %s\"}]}],"
            + "\"guardrailConfig\":{\"guardrailIdentifier\":\"%s\",\"guardrailVersion\":\"%s\"}}";
    Guardrail guardrail = Guardrail.of("gr1abc", "2").withholding("secret", "nova");
    start(BedrockSimulator.builder().guardrail(guardrail.saying("Withheld")));
    String arn = "arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc";
    for (String known : List.of("gr1abc", arn)) {
      Response passed = call("POST", CONVERSE, named.formatted("hello", known, "2"));
      assertThat(passed.status()).as(passed.text()).isEqualTo(200);
      assertThat(JSON.readTree(passed.body()).get("stopReason").asText()).isEqualTo("end_turn");
      JsonNode asked =
          JSON.readTree(call("POST", CONVERSE, named.formatted("Secret", known, "DRAFT")).body());
      assertThat(asked.get("stopReason").asText()).isEqualTo("guardrail_intervened");
      assertThat(asked.at("/output/message/content/0/text").asText()).isEqualTo("Withheld");
    }
    String toBeWithheld =
        named.formatted("hello", "gr1abc", "2").replace("say hello", "who are you?");
    assertThat(call("POST", STREAM, toBeWithheld).text())
        .contains("guardrail_intervened", "Withheld");
    for (String unknown : List.of("gr9xyz|2", "gr1abc|3", arn.replace("west-2", "west-1") + "|2")) {
      List<String> parts = List.of(unknown.split("\\|"));
      Response refused = call("POST", STREAM, named.formatted("x", parts.get(0), parts.get(1)));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("guardrail identifier or version");
    }
  }

  @Test
  void model_ofTheBuilder_isKnown() throws Exception {
    SimulatedModel own = SimulatedModel.text("own.model-v1:0", "Own", List.of("eu-west-2"));
    start(BedrockSimulator.builder().model(own));
    assertThat(said("/model/own.model-v1%3A0/converse")).isNotBlank();
    assertThat(call("GET", "/foundation-models", "").text()).contains("own.model-v1:0");
  }

  @Test
  void body_thatIsNoJson_isASerializationError() throws Exception {
    for (String body : List.of("", "{", "[]", "{} {}")) {
      Response response = call("POST", CONVERSE, body);
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.headers().get("x-amzn-errortype")).startsWith("SerializationException");
    }
  }

  @Test
  void rules_ofTheFamilies_areEnforced() throws Exception {
    String blank = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\" \"}]}]}";
    Response response = call("POST", STREAM, blank);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("is blank");
  }

  @Test
  void operation_thatIsNotThere_saysSo() throws Exception {
    Response response = call("POST", "/model/a.b/invoke-with-bidirectional-stream", "{}");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().get("x-amzn-errortype")).startsWith("UnknownOperationException");
    assertThat(response.text()).contains("POST /model/a.b/invoke-with-bidirectional-stream");
  }

  @Test
  void invoke_ofEmbeddingModels_givesVectorsOfTheText() throws Exception {
    String titan = "/model/amazon.titan-embed-text-v2%3A0/invoke";
    Response response = call("POST", titan, "{\"inputText\":\"a small boat\",\"dimensions\":256}");
    assertThat(response.headers()).containsKey("x-amzn-bedrock-input-token-count");
    JsonNode boat = JSON.readTree(response.body()).get("embedding");
    assertThat(boat).hasSize(256);
    JsonNode again =
        JSON.readTree(
                call("POST", titan, "{\"inputText\":\"a small boat\",\"dimensions\":256}").body())
            .get("embedding");
    assertThat(again).isEqualTo(boat);
    JsonNode near = embedding(titan, "a small ship");
    JsonNode far = embedding(titan, "tax return");
    assertThat(dot(boat, near)).isGreaterThan(dot(boat, far) + 0.3);
    assertThat(dot(boat, boat)).isBetween(0.999, 1.001);
    assertThat(call("POST", titan, "{\"inputText\":\"x\",\"dimensions\":3}").status())
        .isEqualTo(400);
  }

  @Test
  void invoke_ofCohere_embedsEveryText() throws Exception {
    JsonNode body =
        JSON.readTree(
            call(
                    "POST",
                    "/model/cohere.embed-english-v3/invoke",
                    "{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_query\"}")
                .body());
    assertThat(body.get("embeddings")).hasSize(2);
    assertThat(body.at("/embeddings/1")).hasSize(1024);
    assertThat(body.get("response_type").asText()).isEqualTo("embeddings_floats");
  }

  @Test
  void countTokens_countsMoreForMore() throws Exception {
    String path = "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens";
    int few = tokens(path, "hi");
    assertThat(few).isPositive();
    assertThat(tokens(path, "a much longer text of many words")).isGreaterThan(few);
  }

  @Test
  void countTokens_takesTheIdOfAModel_thatIsCalledThroughProfilesOnly() throws Exception {
    String path = "/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens";
    assertThat(tokens(path, "hi")).isPositive();
  }

  @Test
  void close_withOpenStreams_endsThem() throws Exception {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send("POST", "/model/simulator.stall/converse-stream", BODY);
      simulator.report().awaitOpenStreams(1, SOON);
      simulator.close();
      assertThat(client.read().end()).isIn(End.CLOSED, End.RESET);
    }
  }

  private JsonNode embedding(String path, String text) throws IOException {
    String body = "{\"inputText\":\"" + text + "\",\"dimensions\":256}";
    return JSON.readTree(call("POST", path, body).body()).get("embedding");
  }

  private int tokens(String path, String text) throws IOException {
    String body = "{\"input\":{\"converse\":" + BODY.replace("hi", text) + "}}";
    return JSON.readTree(call("POST", path, body).body()).get("inputTokens").asInt();
  }

  private static double dot(JsonNode left, JsonNode right) {
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      sum += left.get(i).asDouble() * right.get(i).asDouble();
    }
    return sum;
  }

  private String said(String path) throws IOException {
    JsonNode body = JSON.readTree(call("POST", path, BODY).body());
    return body.at("/output/message/content/0/text").asText();
  }

  private Response call(String method, String path, String body) throws IOException {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send(method, path, body);
      return client.read();
    }
  }
}
