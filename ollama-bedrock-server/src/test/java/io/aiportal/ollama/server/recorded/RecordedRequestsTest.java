package io.aiportal.ollama.server.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.bedrock.ConverseJson;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Requests that Bedrock is known to have accepted: made into what an Ollama client would have sent,
 * and back. What comes back must be valid by the service model and by the rules of the model's
 * family, and must say the same in the same turns.
 *
 * <p>The recordings lie beside the checkout or where {@code BEDROCK_RECORDINGS} points. Where they
 * are absent, this says so; so it does for each recording that no Ollama client could have sent.
 */
class RecordedRequestsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ModelCatalogue MODELS = ModelCatalogue.builtIn("us-east-1");
  private static final ServiceModel SERVICE = ServiceModel.bedrockRuntime();

  private final Map<String, String> unused = new TreeMap<>();

  @Test
  void recordedRequest_throughOllama_saysTheSame() throws IOException {
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
      used += check(recording) ? 1 : 0;
    }
    System.out.println("Recorded requests translated: " + used + ", not usable:");
    unused.forEach((id, reason) -> System.out.println("  " + id + " " + reason));
    assertThat(used).isGreaterThan(unused.size());
  }

  private boolean check(Recording recording) throws IOException {
    Optional<Model> model = MODELS.resolve(recording.model()).found();
    Optional<String> obstacle = OllamaShape.obstacle(recording);
    if (obstacle.isPresent() || model.isEmpty()) {
      unused.put(recording.id(), obstacle.orElse("the catalogue has no such model"));
      return false;
    }
    JsonNode sent = recording.request();
    ChatRequest request =
        OllamaApi.readChat(OllamaShape.of(sent).toString().getBytes(StandardCharsets.UTF_8));
    JsonNode body =
        JSON.readTree(
            ConverseJson.write(Planner.plan(OllamaApi.toChatCall(request), model.get()).request()));
    assertThat(SERVICE.check("ConverseRequest", body)).as(recording.id()).isEmpty();
    assertThat(FamilyRules.standard().check(model.get().modelId(), body, false))
        .as(recording.id())
        .isEmpty();
    assertThat(OllamaShape.essence(body.path("messages")))
        .as(recording.id())
        .isEqualTo(OllamaShape.essence(sent.path("messages")));
    assertThat(body.path("toolConfig").path("tools").findValuesAsText("name"))
        .containsAll(names(sent));
    return true;
  }

  private static List<String> names(JsonNode sent) {
    List<String> names = new ArrayList<>();
    sent.at("/toolConfig/tools").forEach(t -> names.add(t.at("/toolSpec/name").asText()));
    names.remove("");
    return names;
  }
}
