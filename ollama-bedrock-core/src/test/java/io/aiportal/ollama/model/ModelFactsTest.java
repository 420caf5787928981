package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The catalogue asks no model for what it was seen to refuse.
 *
 * <p>The collection of what was seen lies beside the checkout or where {@code BEDROCK_MODEL_FACTS}
 * points; where it is absent, this says so.
 */
@Timeout(60)
class ModelFactsTest {

  private static final BuiltInCatalogue KNOWN = BuiltInCatalogue.builtIn();
  private final List<String> wrong = new ArrayList<>();

  private static Optional<Path> facts() {
    String named = System.getenv("BEDROCK_MODEL_FACTS");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(".git"))) {
      folder = folder.getParent();
    }
    return Optional.ofNullable(folder)
        .map(root -> root.resolve("../shared/reference/model-facts.json"))
        .filter(Files::isRegularFile);
  }

  @Test
  void everyModel_isKnown_andAskedForNothingThatItRefuses() throws IOException {
    Optional<Path> facts = facts();
    if (facts.isEmpty()) {
      System.out.println("NOT RUN: there are no facts of models beside the checkout");
      return;
    }
    JsonNode models = new ObjectMapper().readTree(Files.readAllBytes(facts.get())).path("models");
    assertThat(models.size()).isGreaterThan(50);
    models.forEach(this::check);
    assertThat(wrong).isEmpty();
  }

  private void check(JsonNode fact) {
    String id = fact.path("id").asText();
    CatalogueEntry entry = KNOWN.find(id).orElse(null);
    if (entry == null) {
      wrong.add(id + " is unknown");
      return;
    }
    ModelTraits traits = entry.traits();
    check(id, "context", atMost(fact, "context", traits.limits().contextLength()));
    check(id, "output", atMost(fact, "max_output", traits.limits().maxOutputTokens()));
    check(id, "tools", denied(fact, "tools") && traits.can(Capability.TOOLS));
    check(id, "system", denied(fact, "system") && traits.conversation().system());
    check(id, "prefill", denied(fact, "prefill") && traits.conversation().prefill());
    check(id, "documents", denied(fact, "documents") && traits.media().documents());
    check(id, "images", denied(fact, "images") && traits.can(Capability.VISION));
    check(id, "streaming tools", denied(fact, "streaming_tools") && traits.tools().streaming());
    check(id, "strict", denied(fact, "strict_tools") && traits.tools().strict());
    check(
        id,
        "temperature",
        denied(fact, "temperature")
            && traits.sampling().settings() != SamplingTraits.Settings.NONE);
    check(
        id,
        "temperature with top-p",
        denied(fact, "both_temp_top_p")
            && traits.sampling().settings() == SamplingTraits.Settings.BOTH);
    check(
        id,
        "stops",
        fact.path("stop_sequences").isInt() && traits.sampling().maxStopSequences() > 0);
    check(
        id,
        "schema",
        fact.path("structured_output").asText().equals("not native")
            && traits.conversation().structuredOutput()
                == ConversationTraits.StructuredOutput.NATIVE);
    check(
        id,
        "cache points",
        denied(fact.path("cache_point"), "supported") && traits.cache().maxPoints() > 0);
    JsonNode obeyed = fact.path("tool_choice_obeyed");
    ToolTraits.Choice choice = traits.tools().choice();
    check(id, "any", denied(obeyed, "any") && choice != ToolTraits.Choice.AUTO);
    check(
        id,
        "tool",
        denied(obeyed, "tool")
            && choice != ToolTraits.Choice.AUTO
            && choice != ToolTraits.Choice.ANY);
    int minimum = fact.at("/cache_point/min_tokens").asInt();
    check(
        id,
        "cache minimum",
        minimum > 0 && traits.cache().maxPoints() > 0 && traits.cache().minTokens() < minimum);
    check(id, "price", fact.has("price") == (traits.price() == null));
  }

  private static boolean atMost(JsonNode fact, String name, int limit) {
    return fact.has(name) && limit > fact.path(name).asInt();
  }

  private static boolean denied(JsonNode fact, String name) {
    return fact.path(name).isBoolean() && !fact.path(name).asBoolean();
  }

  private void check(String id, String what, boolean mistaken) {
    if (mistaken) {
      wrong.add(id + ": " + what);
    }
  }
}
