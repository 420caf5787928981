package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue resource is data that people edit; this is what must be true of it. */
class KnownModelsTest {

  /** How the service model of Bedrock's control plane describes a foundation model's id. */
  private static final Pattern MODEL_ID =
      Pattern.compile(
          "[a-z0-9-]{1,63}[.]{1}[a-z0-9-]{1,63}([a-z0-9-]{1,63}[.]){0,2}[a-z0-9-]{1,63}"
              + "([:][a-z0-9-]{1,63}){0,2}(/[a-z0-9]{12}|)");

  /** A profile's id is a geography, a dot and the model's id, in 64 characters at most. */
  private static final int LONGEST_ID = 64 - "us-gov.".length();

  private static final KnownModels KNOWN = KnownModels.builtIn();

  @Test
  void catalogue_hasTheModelsOfManyProviders() {
    assertThat(KNOWN.all()).hasSizeGreaterThan(90);
    assertThat(KNOWN.all())
        .extracting(Description::provider)
        .contains("Anthropic", "Amazon", "Meta", "Mistral AI", "OpenAI", "Qwen", "DeepSeek");
  }

  @Test
  void model_hasAnIdThatBedrockAccepts() {
    assertThat(KNOWN.all()).allSatisfy(KnownModelsTest::checkId);
  }

  private static void checkId(Description model) {
    assertThat(model.id()).matches(MODEL_ID).hasSizeLessThanOrEqualTo(LONGEST_ID);
    assertThat(BedrockId.looksLike(model.id())).isTrue();
  }

  @Test
  void model_isDescribed() {
    assertThat(KNOWN.all()).allSatisfy(KnownModelsTest::checkDescription);
  }

  private static void checkDescription(Description model) {
    assertThat(model.displayName()).isNotBlank();
    assertThat(model.provider()).isNotBlank();
    assertThat(model.family()).matches("[a-z-]+");
    assertThat(model.names()).isNotEmpty();
    assertThat(model.hidden()).isFalse();
  }

  @Test
  void names_areOllamaNamesAndNotOfItsCloud() {
    assertThat(KNOWN.all()).allSatisfy(KnownModelsTest::checkNames);
  }

  private static void checkNames(Description model) {
    for (String name : model.names()) {
      ModelName parsed = ModelName.parse(name);
      assertThat(parsed.value()).isEqualTo(name);
      assertThat(parsed.cloud()).isFalse();
      assertThat(BedrockId.looksLike(name)).isFalse();
    }
  }

  @Test
  void names_meanOneModel() {
    Map<String, String> owners = new HashMap<>();
    for (Description model : KNOWN.all()) {
      for (String name : model.names()) {
        String key = new ModelName(name, false).key();
        assertThat(owners.put(key, model.id())).as("another model called %s", name).isNull();
      }
    }
  }

  @Test
  void numbers_areSane() {
    assertThat(KNOWN.all()).allSatisfy(KnownModelsTest::checkNumbers);
  }

  private static void checkNumbers(Description model) {
    ModelTraits traits = model.traits();
    assertThat(traits.limits().contextLength()).isBetween(256, 4_000_000);
    assertThat(traits.limits().maxOutputTokens()).isBetween(1024, 262_144);
    assertThat(traits.limits().defaultMaxTokens())
        .isBetween(1024, Math.min(8192, traits.limits().maxOutputTokens()));
    assertThat(traits.sampling().maxStopSequences()).isBetween(0, 2500);
  }

  @Test
  void traits_agreeWithEachOther() {
    assertThat(KNOWN.all()).allSatisfy(KnownModelsTest::checkTraits);
  }

  private static void checkTraits(Description model) {
    ModelTraits traits = model.traits();
    boolean embeds = traits.can(Capability.EMBEDDING);
    assertThat(traits.embedding().shape() != EmbeddingTraits.Shape.NONE).isEqualTo(embeds);
    assertThat(traits.embedding().length() > 0).isEqualTo(embeds);
    assertThat(traits.can(Capability.COMPLETION)).isNotEqualTo(embeds);
    if (embeds) {
      assertThat(traits.capabilities()).containsExactly(Capability.EMBEDDING);
      assertThat(traits.conversation().streaming()).isFalse();
    }
    if (traits.tools().streaming()) {
      assertThat(traits.conversation().streaming()).isTrue();
    }
    if (traits.thinking().shape() != ThinkingTraits.Shape.NONE) {
      assertThat(traits.can(Capability.THINKING)).isTrue();
    }
    if (traits.sampling().settings() == SamplingTraits.Settings.NONE) {
      assertThat(traits.sampling().topK()).isEqualTo(SamplingTraits.TopK.NONE);
    }
    if (traits.conversation().structuredOutput() == ConversationTraits.StructuredOutput.TOOL) {
      assertThat(traits.can(Capability.TOOLS)).isTrue();
      assertThat(traits.tools().choice()).isNotEqualTo(ToolTraits.Choice.AUTO);
    }
  }

  @Test
  void profiles_areOfKnownGeographies() {
    assertThat(KNOWN.all()).allSatisfy(KnownModelsTest::checkProfiles);
  }

  private static void checkProfiles(Description model) {
    assertThat(model.profiles()).allMatch(KNOWN::isGeography);
    assertThat(model.notFrom()).allMatch(region -> !KNOWN.geographiesOf(region).isEmpty());
    List<String> onDemand = model.onDemand();
    if (onDemand != null) {
      assertThat(onDemand).allMatch(region -> !KNOWN.geographiesOf(region).isEmpty());
      assertThat(model.profiles()).isNotEmpty();
    }
  }

  @Test
  void geographies_areOrderedFromNarrowToWide() {
    assertThat(KNOWN.geographiesOf("ap-northeast-1")).containsExactly("jp", "apac");
    assertThat(KNOWN.geographiesOf("ca-central-1")).containsExactly("ca", "us", "amer");
    assertThat(KNOWN.geographiesOf("eu-west-2")).containsExactly("eu");
    assertThat(KNOWN.geographiesOf("us-gov-west-1")).containsExactly("us-gov");
    assertThat(KNOWN.geographiesOf("mars-north-1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-9-v1:0, claude, NONE",
    "amazon.nova-9-ultra-v1:0, nova, EITHER",
    "amazon.titan-text-huge-v1, titan, BOTH",
    "meta.llama9-1b-instruct-v1:0, llama, BOTH",
    "mistral.mistral-huge-2912-v1:0, mistral, BOTH",
    "bench.n200.d20.s16, '', EITHER"
  })
  void unknownId_isTakenForItsFamily(String id, String family, SamplingTraits.Settings sampling) {
    Description description = KNOWN.describe(id);
    assertThat(description.family()).isEqualTo(family);
    assertThat(description.traits().sampling().settings()).isEqualTo(sampling);
    assertThat(description.traits().thinking().shape()).isEqualTo(ThinkingTraits.Shape.NONE);
  }

  @Test
  void contextVariant_isTheSameModel() {
    assertThat(KNOWN.find("amazon.nova-pro-v1:0:300k"))
        .isEqualTo(KNOWN.find("amazon.nova-pro-v1:0"))
        .isPresent();
  }

  @Test
  void with_changesTraitsByName() {
    ModelTraits traits = KNOWN.describe("simulator.any").traits();
    ModelTraits changed =
        KnownModels.with(
            traits,
            Map.of(
                "defaultMaxTokens",
                1000,
                "capabilities",
                List.of("completion", "vision"),
                "tools",
                Map.of("choice", "named")));
    assertThat(changed.limits().defaultMaxTokens()).isEqualTo(1000);
    assertThat(changed.capabilities())
        .containsExactlyInAnyOrder(Capability.COMPLETION, Capability.VISION);
    assertThat(changed.tools().choice()).isEqualTo(ToolTraits.Choice.NAMED);
    assertThat(changed.limits().contextLength()).isEqualTo(traits.limits().contextLength());
  }

  @Test
  void with_unknownTraitOrValue_isRefused() {
    ModelTraits traits = KNOWN.describe("simulator.any").traits();
    assertThatThrownBy(() -> KnownModels.with(traits, Map.of("colour", "blue")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown trait of a model: \"colour\"");
    assertThatThrownBy(() -> KnownModels.with(traits, Map.of("thinking", "hard")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thinking");
    assertThatThrownBy(() -> KnownModels.with(traits, Map.of("contextLength", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contextLength");
  }
}
