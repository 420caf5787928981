package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.model.ConversationTraits.StructuredOutput;
import io.aiportal.ollama.model.SamplingTraits.Settings;
import io.aiportal.ollama.model.ToolTraits.Choice;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The catalogue asks no model for what it was seen to refuse, and leaves nothing unasked that it
 * was seen to take: {@code model/facts.json} holds what is known, a limit that sources dispute as
 * two numbers. Callers may ask for the larger one, as a refusal tells when it is none; nobody is
 * asked for more than the smaller one unasked.
 */
@Timeout(60)
class ModelFactsTest {

  private static final BuiltInCatalogue KNOWN = BuiltInCatalogue.builtIn();

  /** What a model takes or does not, and whether the catalogue says that it does. */
  private static final Map<String, Predicate<ModelTraits>> TAKEN =
      Map.ofEntries(
          Map.entry("tools", traits -> traits.can(Capability.TOOLS)),
          Map.entry("system", traits -> traits.conversation().system()),
          Map.entry("prefill", traits -> traits.conversation().prefill()),
          Map.entry("documents", traits -> traits.media().documents()),
          Map.entry("images", traits -> traits.can(Capability.VISION)),
          Map.entry("streaming_tools", traits -> traits.tools().streaming()),
          Map.entry("strict_tools", traits -> traits.tools().strict()),
          Map.entry("temperature", traits -> traits.sampling().settings() != Settings.NONE),
          Map.entry("both_temp_top_p", traits -> traits.sampling().settings() == Settings.BOTH),
          Map.entry("stop_sequences", traits -> traits.sampling().maxStopSequences() > 0),
          Map.entry(
              "structured_output",
              traits -> traits.conversation().structuredOutput() == StructuredOutput.NATIVE),
          Map.entry("cache_point", traits -> traits.cache().maxPoints() > 0),
          Map.entry("cache_one_hour", traits -> traits.cache().oneHour()),
          Map.entry("forced_any", traits -> traits.tools().choice() != Choice.AUTO),
          Map.entry(
              "forced_tool",
              traits -> !Set.of(Choice.AUTO, Choice.ANY).contains(traits.tools().choice())),
          Map.entry("price", traits -> traits.price() != null));

  /** Where a limit is refused itself by some, and where a tool is taken and its result refused. */
  private static final Set<String> EXCEPTIONS =
      Set.of(
          "anthropic.claude-opus-4-6-v1 max_output",
          "anthropic.claude-sonnet-5 max_output",
          "google.gemma-3-12b-it tools",
          "google.gemma-3-12b-it forced_any",
          "google.gemma-3-27b-it tools");

  private final List<String> wrong = new ArrayList<>();

  @Test
  void everyModel_isAskedForWhatItTakes_andForNothingElse() throws IOException {
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
    TAKEN.forEach(
        (name, taken) ->
            check(id, name, fact.has(name) ? fact.path(name) : null, taken.test(traits)));
    limits(id, fact, traits);
    levels(id, fact.path("levels"), traits);
  }

  private void check(String id, String name, @Nullable JsonNode fact, boolean taken) {
    if (fact != null && fact.asBoolean() != taken) {
      tell(id + " " + name, "is " + taken);
    }
  }

  private void limits(String id, JsonNode fact, ModelTraits traits) {
    int context = traits.limits().contextLength();
    if (context < least(fact, "context", context) || context > most(fact, "context", context)) {
      tell(id + " context", "is " + context + " and not " + fact.path("context"));
    }
    int output = traits.limits().maxOutputTokens();
    if (output != Math.min(most(fact, "max_output", output), context)) {
      tell(id + " max_output", "is " + output + " and not " + fact.path("max_output"));
    }
    int unasked = traits.limits().defaultMaxTokens();
    if (unasked > least(fact, "max_output", unasked)) {
      tell(id + " default", "is " + unasked + " and more than " + fact.path("max_output"));
    }
    int minimum = fact.path("cache_min_tokens").asInt();
    if (minimum > 0 && traits.cache().maxPoints() > 0 && traits.cache().minTokens() != minimum) {
      tell(id + " cache_min_tokens", "is " + traits.cache().minTokens() + " and not " + minimum);
    }
  }

  private static int least(JsonNode fact, String name, int otherwise) {
    JsonNode known = fact.path(name);
    return known.isArray() ? known.path(0).asInt() : known.asInt(otherwise);
  }

  private static int most(JsonNode fact, String name, int otherwise) {
    JsonNode known = fact.path(name);
    return known.isArray() ? known.path(1).asInt() : known.asInt(otherwise);
  }

  private void levels(String id, JsonNode levels, ModelTraits traits) {
    Set<Reasoning.Level> known = EnumSet.noneOf(Reasoning.Level.class);
    levels.forEach(
        level -> known.add(Reasoning.Level.valueOf(level.asText().toUpperCase(Locale.ROOT))));
    if (!known.isEmpty() && !traits.thinking().levels().equals(known)) {
      tell(id + " levels", "are " + traits.thinking().levels() + " and not " + known);
    }
  }

  private void tell(String what, String sentence) {
    if (!EXCEPTIONS.contains(what)) {
      wrong.add(what + " " + sentence);
    }
  }
}
