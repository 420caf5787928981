package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TraitChangesTest {

  private static final ModelTraits UNKNOWN = BuiltInCatalogue.builtIn().unknown().traits();

  private static final Map<String, Object> PRICE =
      Map.of(
          "input",
          new BigDecimal("0.25"),
          "output",
          2,
          "cacheRead",
          0.5,
          "cacheWrite",
          1,
          "asOf",
          "2026-08-21");

  private static ModelTraits changed(Map<String, ?> changes) {
    return TraitChanges.of(changes).applyTo(UNKNOWN);
  }

  @Test
  void noChange_leavesTheTraits() {
    assertThat(TraitChanges.of(Map.of()).isEmpty()).isTrue();
    assertThat(TraitChanges.of(Map.of()).applyTo(UNKNOWN)).isSameAs(UNKNOWN);
    assertThat(TraitChanges.of(Map.of("choice", "named")).isEmpty()).isFalse();
  }

  @Test
  void group_changesWhatItSaysAndNothingElse() {
    ModelTraits changed =
        changed(
            Map.of(
                "limits", Map.of("defaultMaxTokens", 1000, "contextLength", 50_000L),
                "tools", Map.of("choice", "named", "streaming", false)));
    assertThat(changed.limits())
        .isEqualTo(new TokenLimits(50_000, UNKNOWN.limits().maxOutputTokens(), 1000));
    assertThat(changed.tools().choice()).isEqualTo(ToolTraits.Choice.NAMED);
    assertThat(changed.tools().streaming()).isFalse();
    assertThat(changed.tools().resultAlone()).isEqualTo(UNKNOWN.tools().resultAlone());
    assertThat(changed.conversation()).isEqualTo(UNKNOWN.conversation());
    assertThat(changed.capabilities()).isEqualTo(UNKNOWN.capabilities());
  }

  @Test
  void contextLength_isCertainOnceSomebodySaysIt() {
    assertThat(UNKNOWN.limits().longestContext()).isEqualTo(TokenLimits.ANY);
    assertThat(changed(Map.of("defaultMaxTokens", 1000)).limits().contextAssumed()).isTrue();
    assertThat(changed(Map.of("contextLength", 50_000)).limits().longestContext())
        .isEqualTo(50_000);
    assertThat(
            changed(Map.of("contextAssumed", true, "contextLength", 50_000))
                .limits()
                .contextAssumed())
        .isTrue();
  }

  @Test
  void bareName_isPutIntoTheGroupThatHasIt() {
    ModelTraits changed =
        changed(
            Map.of(
                "defaultMaxTokens", 1000,
                "choice", "ANY",
                "structuredOutput", "native",
                "topK", "inference_config"));
    assertThat(changed.limits().defaultMaxTokens()).isEqualTo(1000);
    assertThat(changed.tools().choice()).isEqualTo(ToolTraits.Choice.ANY);
    assertThat(changed.conversation().structuredOutput())
        .isEqualTo(ConversationTraits.StructuredOutput.NATIVE);
    assertThat(changed.sampling().topK()).isEqualTo(SamplingTraits.TopK.INFERENCE_CONFIG);
  }

  @Test
  void names_areTakenInSnakeCaseToo_andOneHasAShortForm() {
    assertThat(
            changed(Map.of("context_length", 50_000, "tools", Map.of("text_beside_calls", false))))
        .isEqualTo(
            changed(Map.of("contextLength", 50_000, "tools", Map.of("textBesideCalls", false))));
    assertThat(changed(Map.of("max_tokens", 1000)))
        .isEqualTo(changed(Map.of("limits", Map.of("defaultMaxTokens", 1000))));
  }

  @Test
  void capabilities_areAList() {
    assertThat(changed(Map.of("capabilities", List.of("completion", "Vision"))).capabilities())
        .containsExactlyInAnyOrder(Capability.COMPLETION, Capability.VISION);
  }

  @Test
  void decision_isAddedToTheCapabilities_orTakenAway() {
    ModelTraits decides = changed(Map.of("decision", true));
    Set<Capability> with = EnumSet.copyOf(UNKNOWN.capabilities());
    with.add(Capability.DECISION);
    assertThat(decides.capabilities()).isEqualTo(with);
    assertThat(TraitChanges.of(Map.of("decision", true)).applyTo(decides)).isEqualTo(decides);
    assertThat(TraitChanges.of(Map.of("decision", false)).applyTo(decides)).isEqualTo(UNKNOWN);
    assertThat(changed(Map.of("capabilities", List.of("vision"), "decision", true)).capabilities())
        .containsExactlyInAnyOrder(Capability.VISION, Capability.DECISION);
    assertThatThrownBy(() -> TraitChanges.of(Map.of("decision", "yes")))
        .hasMessage("the trait \"decision\" is true or false, not yes");
  }

  @Test
  void price_isAWholeGroup() {
    ModelTraits changed = changed(Map.of("price", PRICE));
    Price price = changed.price();
    assertThat(price)
        .isEqualTo(
            new Price(
                new BigDecimal("0.25"),
                new BigDecimal("2"),
                new BigDecimal("0.5"),
                new BigDecimal("1"),
                LocalDate.of(2026, 8, 21)));
    ModelTraits later = TraitChanges.of(Map.of("choice", "named")).applyTo(changed);
    assertThat(later.price()).isEqualTo(price);
  }

  @Test
  void price_ofEmbeddings_isThatOfThePrompt() {
    Map<String, Object> price = Map.of("price", Map.of("input", 0.02, "as_of", "2026-11-27"));
    assertThat(TraitChanges.of(price, true).applyTo(UNKNOWN).price())
        .isEqualTo(
            new Price(
                new BigDecimal("0.02"),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                LocalDate.of(2026, 11, 27)));
    assertThatThrownBy(() -> TraitChanges.of(price))
        .hasMessageContaining("price needs all of input, output");
    assertThatThrownBy(() -> TraitChanges.of(Map.of("price", Map.of("input", 0.02)), true))
        .hasMessageContaining("and as_of, the date");
  }

  @Test
  void price_thatNobodyCanAsk_isRefused() {
    Map<String, Object> price = new HashMap<>(PRICE);
    price.put("cacheRead", new BigDecimal("-0.1"));
    assertThatThrownBy(() -> TraitChanges.of(Map.of("price", price)))
        .hasMessageEndingWith(
            "make no sense: the price's cache_read is -0.1; it must be US dollars for a million"
                + " tokens, from 0 to 10000, with at most 12 decimal places");
    price.put("cacheRead", new BigDecimal("1E+9"));
    assertThatThrownBy(() -> TraitChanges.of(Map.of("price", price)))
        .hasMessageContaining("the price's cache_read is 1E+9;");
  }

  @Test
  void laterChanges_winTraitByTrait() {
    TraitChanges first =
        TraitChanges.of(Map.of("limits", Map.of("defaultMaxTokens", 1, "contextLength", 2)));
    TraitChanges both = first.then(TraitChanges.of(Map.of("defaultMaxTokens", 3, "choice", "any")));
    assertThat(both.applyTo(UNKNOWN).limits())
        .isEqualTo(new TokenLimits(2, UNKNOWN.limits().maxOutputTokens(), 3));
    assertThat(both.applyTo(UNKNOWN).tools().choice()).isEqualTo(ToolTraits.Choice.ANY);
    assertThat(first.applyTo(UNKNOWN).limits().defaultMaxTokens()).isEqualTo(1);
    assertThat(TraitChanges.NONE.then(first).applyTo(UNKNOWN)).isEqualTo(first.applyTo(UNKNOWN));
    assertThat(TraitChanges.NONE.isEmpty()).isTrue();
  }

  static List<Arguments> nonsense() {
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("prefill", null);
    return List.of(
        Arguments.of(Map.of("colour", "blue"), "unknown trait of a model: \"colour\""),
        Arguments.of(
            Map.of("cache", Map.of("colour", "blue")),
            "unknown trait of a model: \"cache.colour\"; cache has max_points, min_tokens,"
                + " beside_tools, one_hour, automatic"),
        Arguments.of(
            Map.of("limits", Map.of("streaming", true)),
            "unknown trait of a model: \"limits.streaming\"; limits has context_length,"
                + " context_assumed, max_output_tokens, default_max_tokens, output_burndown"),
        Arguments.of(
            Map.of("streaming", false),
            "the trait \"streaming\" is one of conversation and of tools; put it into its group"),
        Arguments.of(
            Map.of("shape", "none"),
            "the trait \"shape\" is one of thinking and of embedding; put it into its group"),
        Arguments.of(
            Map.of("thinking", "hard"),
            "\"thinking\" is a group of traits, a map of some of shape, signed, levels, off, unasked,"
                + " inline_tag"),
        Arguments.of(
            Collections.singletonMap("cache", null),
            "\"cache\" is a group of traits, a map of some of max_points, min_tokens,"
                + " beside_tools, one_hour, automatic"),
        Arguments.of(
            Map.of("cache", Map.of()),
            "\"cache\" is a group of traits, a map of some of max_points, min_tokens,"
                + " beside_tools, one_hour, automatic"),
        Arguments.of(
            Map.of("price", Map.of()),
            "\"price\" is a group of traits, a map of input, output, cache_read and cache_write in"
                + " US dollars for a million tokens, and as_of, the date of these prices; input and"
                + " as_of are enough for a model of embeddings"),
        Arguments.of(
            Map.of("contextLength", "many"),
            "the trait \"contextLength\" is a whole number, not many"),
        Arguments.of(
            Map.of("context_length", 1.5),
            "the trait \"context_length\" is a whole number, not 1.5"),
        Arguments.of(
            Map.of("max_tokens", 5_000_000_000L),
            "the trait \"max_tokens\" is a whole number, not 5000000000"),
        Arguments.of(
            Map.of("limits", Map.of("max_tokens", List.of(1))),
            "the trait \"limits.max_tokens\" is a whole number, not [1]"),
        Arguments.of(Map.of("prefill", "yes"), "the trait \"prefill\" is true or false, not yes"),
        Arguments.of(
            Map.of("as_of", ""), "the trait \"as_of\" is a date such as 2026-08-21, not nothing"),
        Arguments.of(
            Collections.singletonMap("topK", null),
            "the trait \"topK\" is one of none, top_k, inference_config, not nothing"),
        Arguments.of(nothing, "the trait \"prefill\" is true or false, not nothing"),
        Arguments.of(
            Map.of("tools", Map.of("choice", "some")),
            "the trait \"tools.choice\" is one of auto, any, named, named_while_thinking, not"
                + " some"),
        Arguments.of(
            Map.of("tools", Map.of("choice", 1)),
            "the trait \"tools.choice\" is one of auto, any, named, named_while_thinking, not 1"),
        Arguments.of(
            Map.of("capabilities", List.of("flying")),
            "the trait \"capabilities\" is a list of completion, tools, vision, thinking,"
                + " embedding, decision, not [flying]"),
        Arguments.of(
            Map.of("capabilities", "vision"),
            "the trait \"capabilities\" is a list of completion, tools, vision, thinking,"
                + " embedding, decision, not vision"),
        Arguments.of(Map.of("input", "cheap"), "the trait \"input\" is a number, not cheap"),
        Arguments.of(
            Map.of("asOf", "today"), "the trait \"asOf\" is a date such as 2026-08-21, not today"));
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void nonsense_isRefusedInOneSentence(Map<String, Object> traits, String sentence) {
    assertThatThrownBy(() -> TraitChanges.of(traits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void traitsThatMakeNoSenseTogether_areRefusedInOneSentence() {
    assertThatThrownBy(() -> TraitChanges.of(Map.of("contextLength", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the traits contextLength make no sense: a model's limits are positive numbers"
                + " of tokens");
    assertThatThrownBy(() -> TraitChanges.of(Map.of("price", Map.of("input", 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the traits price.input make no sense: price needs all of input, output, cache_read and cache_write in"
                + " US dollars for a million tokens, and as_of, the date of these prices; input and"
                + " as_of are enough for a model of embeddings");
    assertThatThrownBy(() -> TraitChanges.of(Map.of("capabilities", Arrays.asList("vision", null))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
