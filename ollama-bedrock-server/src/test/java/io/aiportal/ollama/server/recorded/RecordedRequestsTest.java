package io.aiportal.ollama.server.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.plan.Planner;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import io.aiportal.testkit.bedrock.rules.FamilyRules;
import io.aiportal.testkit.bedrock.validation.ServiceModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that Bedrock is known to have accepted: made into what a client of each API would have
 * sent, and back. What comes back must be valid by the service model and by the rules of the
 * model's family, and must say the same in the same turns; what else differs must be on the list of
 * what may, with its reason.
 *
 * <p>The recordings lie beside the checkout or where {@code BEDROCK_RECORDINGS} points. Where they
 * are absent, this says so; so it does for each recording that no client could have sent.
 */
class RecordedRequestsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ModelCatalogue MODELS = ModelCatalogue.builtIn("us-east-1");
  private static final ServiceModel SERVICE = ServiceModel.bedrockRuntime();

  private enum Api {
    OLLAMA(new OllamaShape()),
    OPENAI(new OpenAiShape()),
    ANTHROPIC(new AnthropicShape());

    private final ClientShape shape;

    Api(ClientShape shape) {
      this.shape = shape;
    }
  }

  /** What may differ, and why; whatever differs no more is to be taken off the list. */
  private static Map<String, String> reasons(Api api) {
    Map<String, String> reasons = new TreeMap<>();
    reasons.put(
        "inferenceConfig.maxTokens added",
        "where the caller sets none, the catalogue's own: all of the model's would be reserved");
    reasons.put(
        "inferenceConfig.stopSequences left out", "the family takes none: they are cut here");
    reasons.put("toolChoice left out", "auto is what no choice means");
    reasons.put(
        "tools changed for claude",
        "the title of a schema is not sent, and strict only where there are parameters");
    reasons.put("tools changed for nova", "keywords of schemas that Nova was seen to refuse");
    reasons.put("status left out", "only Claude takes one, and success is what none means");
    reasons.put("cachePoint added", "placed where the family has a cache and the prompt is long");
    reasons.put("guardrailConfig left out", "the operator's to set, in the file");
    reasons.put("performanceConfig left out", "the operator's to set, in the file");
    reasons.put(
        "additionalModelRequestFields.inferenceConfig left out", "Nova's own words, of no API");
    reasons.put(
        "additionalModelRequestFields.reasoning_config left out", "Qwen's own words, of no API");
    switch (api) {
      case OLLAMA -> ofOllama(reasons);
      case OPENAI -> ofOpenAi(reasons);
      case ANTHROPIC -> ofAnthropic(reasons);
    }
    if (api != Api.OLLAMA) {
      reasons.put("filler added", "documents behind results stand in a turn of their own");
      reasons.put("outputConfig changed", "without a name, and as strict as Bedrock compiles it");
      String ended = "Claude 3 has ended, and gets a tool in its place";
      reasons.put("outputConfig left out", ended);
      reasons.put("tools added for claude", ended);
      reasons.put("toolChoice added", ended);
    }
    return reasons;
  }

  private static void ofOllama(Map<String, String> reasons) {
    reasons.put("outputConfig left out", "format is tried by tests of its own");
    for (String field : List.of("output_config", "reasoning_effort", "thinking")) {
      reasons.put(
          "additionalModelRequestFields." + field + " left out",
          "think is tried by tests of its own");
    }
    reasons.put("additionalModelRequestFields.top_k left out", "an option, tried by its own tests");
    reasons.put("reasoningContent left out", "no signature comes back: kept here for the client");
  }

  private static void ofOpenAi(Map<String, String> reasons) {
    for (String field : List.of("output_config", "thinking", "top_k")) {
      reasons.put(
          "additionalModelRequestFields." + field + " left out", "OpenAI's API has no word for it");
    }
    reasons.put("cachePoint left out", "OpenAI's API has no hints for caches");
    reasons.put("reasoningContent left out", "no signature comes back: kept here for the client");
  }

  private static void ofAnthropic(Map<String, String> reasons) {
    reasons.put("inferenceConfig.maxTokens added", "Anthropic's API wants max_tokens");
    reasons.put("additionalModelRequestFields.reasoning_effort left out", "a word of OpenAI's API");
    reasons.put(
        "additionalModelRequestFields.thinking changed",
        "its summary is asked for, as it is shown");
  }

  private final Map<String, String> unused = new TreeMap<>();
  private final Map<String, List<String>> differences = new TreeMap<>();

  @ParameterizedTest
  @EnumSource
  void recordedRequest_throughAnyApi_saysTheSame(Api api) throws IOException {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.out.println("NOT RUN: there are no recordings of Bedrock beside the checkout");
      return;
    }
    List<Recording> all =
        Stream.of("converse", "converse-stream")
            .flatMap(operation -> recordings.get().of(operation).stream())
            .toList();
    int used = 0;
    for (Recording recording : all) {
      used += check(api.shape, recording) ? 1 : 0;
    }
    System.out.println("Recorded requests through " + api + ": " + used + ", not usable:");
    unused.forEach((id, reason) -> System.out.println("  " + id + " " + reason));
    Map<String, String> reasons = reasons(api);
    differences.forEach(
        (what, ids) ->
            System.out.println("  " + what + ", " + ids.size() + " times: " + reasons.get(what)));
    assertThat(differences.keySet()).isEqualTo(reasons.keySet());
    assertThat(used).isGreaterThan(unused.size());
  }

  private boolean check(ClientShape shape, Recording recording) throws IOException {
    Optional<Model> known = MODELS.resolve(recording.model()).found();
    Optional<String> obstacle = shape.obstacle(recording);
    if (obstacle.isPresent() || known.isEmpty()) {
      unused.put(recording.id(), obstacle.orElse("the catalogue has no such model"));
      return false;
    }
    JsonNode sent = recording.request();
    String body = shape.of(recording.model(), sent).toString();
    ModelRequest request = shape.read(body.getBytes(StandardCharsets.UTF_8));
    Model model = request.resolve().apply(MODELS);
    ChatCall call = model.defaults().under(Objects.requireNonNull(request.call().get()));
    JsonNode ours = JSON.readTree(ConverseJson.write(Planner.plan(call, model).request()));
    assertThat(SERVICE.check("ConverseRequest", ours)).as(recording.id()).isEmpty();
    assertThat(FamilyRules.standard().check(model.modelId(), ours, false))
        .as(recording.id())
        .isEmpty();
    assertThat(Essence.messages(ours)).as(recording.id()).isEqualTo(Essence.messages(sent));
    for (String what : Essence.differences(sent, ours)) {
      String where = what.startsWith("tools ") ? " for " + model.family() : "";
      differences.computeIfAbsent(what + where, none -> new ArrayList<>()).add(recording.id());
    }
    return true;
  }
}
