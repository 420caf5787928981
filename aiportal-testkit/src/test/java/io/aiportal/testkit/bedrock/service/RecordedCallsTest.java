package io.aiportal.testkit.bedrock.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.bedrock.auth.ReceivedRequest;
import io.aiportal.testkit.bedrock.auth.Sessions;
import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.catalogue.SimulatedModel;
import io.aiportal.testkit.bedrock.embedding.EmbeddingModels;
import io.aiportal.testkit.bedrock.guardrail.Guardrail;
import io.aiportal.testkit.bedrock.guardrail.Guardrails;
import io.aiportal.testkit.bedrock.invoke.TextBody;
import io.aiportal.testkit.bedrock.reply.DefaultReplies;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Calls that were recorded end here as they ended then. */
class RecordedCallsTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final EmbeddingModels EMBEDDINGS = EmbeddingModels.load();

  /** For the credentials, of which nothing is recorded. */
  private static final int FORBIDDEN = 403;

  private static final String OTHER_ACCOUNT = ":012345678901:";

  private final Script script = new Script();
  private final BedrockService service =
      new BedrockService(
          new SimulatorSettings(
              null,
              "us-east-1",
              true,
              catalogue(),
              false,
              Pace.INSTANT,
              new DefaultReplies()::answer,
              new StandardRules(),
              new Guardrails(List.of(Guardrail.of("v9kpg6yrwhs2"), Guardrail.of("5zwrmdlsra2e"))),
              new Quotas(Clock.systemUTC(), null, Map.of()),
              new Sessions(List.of(), Clock.systemUTC())),
          script,
          new Report());

  @TestFactory
  Stream<DynamicTest> recorded_calls_end_as_recorded() {
    return recorded()
        .map(
            recording ->
                DynamicTest.dynamicTest(
                    recording.operation() + " " + recording.model() + " " + recording.id(),
                    () -> assertThat(answer(recording).status()).isEqualTo(recording.status())));
  }

  private SimulatedResponse answer(Recording recording) throws Exception {
    script.reset();
    // Most models of the recordings are of the past, and so was the account that used them.
    script.add(ModelReply.text("As recorded"));
    String path =
        "/model/"
            + URLEncoder.encode(recording.model(), StandardCharsets.UTF_8)
            + "/"
            + recording.operation();
    byte[] body = MAPPER.writeValueAsBytes(recording.request());
    return service.answer(new ReceivedRequest("POST", path, "", Map.of(), body));
  }

  /** The models of today, those that are gone, and the profiles of the accounts recorded. */
  private static Catalogue catalogue() {
    Catalogue catalogue =
        Catalogue.builtIn()
            .withApplicationProfile("1arbu5hu2sjr", "us.amazon.nova-lite-v1:0")
            .withApplicationProfile("mi1dadi0g15f", "us.amazon.nova-lite-v1:0");
    for (String id :
        List.of(
            "anthropic.claude-v2",
            "amazon.titan-tg1-large",
            "cohere.command-light-text-v14",
            "cohere.command-text-v14",
            "meta.llama3-2-1b-instruct-v1:0")) {
      catalogue = catalogue.with(SimulatedModel.text(id, "Past", List.of("us-east-1")));
    }
    return catalogue;
  }

  /** Claude's and Mistral's oldest models, and bodies of theirs, are of no use to anybody now. */
  private static boolean isKnownBody(Recording recording) {
    return TextBody.of(recording.model().replaceFirst("^us\\.", ""), recording.request())
            .isPresent()
        && !recording.model().matches("anthropic\\.claude-(v2|instant).*|meta\\.llama2.*");
  }

  private static Stream<Recording> recorded() {
    if (Recordings.find().isEmpty()) {
      System.err.println("NOT RUN: calls of recordings; set " + Recordings.VARIABLE);
    }
    return Recordings.find().stream()
        .flatMap(
            found ->
                Stream.of(
                        "converse",
                        "converse-stream",
                        "count-tokens",
                        "invoke",
                        "invoke-with-response-stream")
                    .map(found::of))
        .flatMap(List::stream)
        .filter(recording -> recording.request().isObject())
        .filter(recording -> recording.status() != FORBIDDEN)
        .filter(recording -> !recording.model().contains(OTHER_ACCOUNT))
        .filter(
            recording ->
                !recording.operation().startsWith("invoke")
                    || EMBEDDINGS.has(recording.model())
                    || isKnownBody(recording));
  }
}
