package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The catalogue asks no model for what it was seen to refuse: {@code model/facts.json} holds its
 * limits and, as false, what it does not take.
 */
@Timeout(60)
class ModelFactsTest {

  private static final BuiltInCatalogue KNOWN = BuiltInCatalogue.builtIn();
  private final List<String> wrong = new ArrayList<>();

  @Test
  void everyModel_isKnown_andAskedForNothingThatItRefuses() throws IOException {
    try (InputStream facts = ModelFactsTest.class.getResourceAsStream("/model/facts.json")) {
      JsonNode models = new ObjectMapper().readTree(facts).path("models");
      assertThat(models.size()).isGreaterThan(50);
      models.forEach(this::check);
    }
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
