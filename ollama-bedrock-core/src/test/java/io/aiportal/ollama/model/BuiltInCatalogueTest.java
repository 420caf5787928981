package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue resource is data that people edit; this is what must be true of it. */
class BuiltInCatalogueTest {

  /** How the service model of Bedrock's control plane describes a foundation model's id. */
  private static final Pattern MODEL_ID =
      Pattern.compile(
          "[a-z0-9-]{1,63}[.]{1}[a-z0-9-]{1,63}([a-z0-9-]{1,63}[.]){0,2}[a-z0-9-]{1,63}"
              + "([:][a-z0-9-]{1,63}){0,2}(/[a-z0-9]{12}|)");

  /** A profile's id is a geography, a dot and the model's id, in 64 characters at most. */
  private static final int LONGEST_ID = 64 - "us-gov.".length();

  private static final BuiltInCatalogue KNOWN = BuiltInCatalogue.builtIn();

  @Test
  void catalogue_hasTheModelsOfManyProviders() {
    assertThat(KNOWN.models()).hasSizeGreaterThan(90);
    assertThat(KNOWN.models())
        .extracting(CatalogueEntry::provider)
        .contains("Anthropic", "Amazon", "Meta", "Mistral AI", "OpenAI", "Qwen", "DeepSeek");
  }

  @Test
  void model_hasAnIdThatBedrockAccepts() {
    assertThat(KNOWN.models()).allSatisfy(BuiltInCatalogueTest::checkId);
  }

  private static void checkId(CatalogueEntry model) {
    assertThat(model.id()).matches(MODEL_ID).hasSizeLessThanOrEqualTo(LONGEST_ID);
    assertThat(BedrockId.looksLike(model.id())).isTrue();
  }

  @Test
  void model_isDescribed() {
    assertThat(KNOWN.models()).allSatisfy(BuiltInCatalogueTest::checkDescription);
  }

  private static void checkDescription(CatalogueEntry model) {
    assertThat(model.displayName()).isNotBlank();
    assertThat(model.provider()).isNotBlank();
    assertThat(model.family()).matches("[a-z-]+");
    assertThat(model.names()).isNotEmpty();
  }

  @Test
  void names_areOllamaNamesAndNotOfItsCloud() {
    assertThat(KNOWN.models()).allSatisfy(BuiltInCatalogueTest::checkNames);
  }

  private static void checkNames(CatalogueEntry model) {
    for (String name : model.names()) {
      ModelName parsed = ModelName.parse(name);
      assertThat(parsed.value()).isEqualTo(name);
      assertThat(parsed.cloud()).isFalse();
      assertThat(BedrockId.looksLike(name)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude",
        "claude-sonnet",
        "claude-opus",
        "claude-haiku",
        "claude-fable",
        "nova",
        "nova-2",
        "mistral",
        "mistral-large",
        "qwen",
        "qwen3",
        "deepseek",
        "gpt-oss",
        "glm",
        "kimi",
        "minimax",
        "nemotron",
        "grok"
      })
  void family_isAModelThatIsNeitherGoneNorGoing(String name) {
    ModelResolution resolution = ModelCatalogue.builtIn("us-east-1").resolve(name);
    assertThat(resolution.orThrow().traits().lifecycle().status())
        .isEqualTo(Lifecycle.Status.ACTIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "claude, anthropic.claude-sonnet-5-5",
    "Claude-Sonnet:latest, anthropic.claude-sonnet-5-5",
    "claude-opus, anthropic.claude-opus-5-5",
    "nova, amazon.nova-pro-v1:0",
    "deepseek, deepseek.v3.2",
    "gemma, google.gemma-3-4b-it",
  })
  void family_isACurrentModel_inEveryPlace(String name, String id) {
    for (String region : List.of("us-east-1", "eu-west-2", "eu-central-1")) {
      assertThat(ModelCatalogue.builtIn(region).resolve(name).orThrow().baseModelId())
          .isEqualTo(id);
    }
  }

  @Test
  void names_meanOneModel() {
    Map<String, String> owners = new HashMap<>();
    for (CatalogueEntry model : KNOWN.models()) {
      for (String name : model.names()) {
        String key = new ModelName(name, false).key();
        assertThat(owners.put(key, model.id())).as("another model called %s", name).isNull();
      }
    }
  }

  @Test
  void numbers_areSane() {
    assertThat(KNOWN.models()).allSatisfy(BuiltInCatalogueTest::checkNumbers);
  }

  private static void checkNumbers(CatalogueEntry model) {
    ModelTraits traits = model.traits();
    assertThat(traits.limits().contextLength()).isBetween(256, 10_000_000);
    assertThat(traits.limits().maxOutputTokens()).isBetween(1024, 500_000);
    assertThat(traits.limits().defaultMaxTokens())
        .isBetween(1024, Math.min(8192, traits.limits().maxOutputTokens()));
    assertThat(traits.sampling().maxStopSequences()).isBetween(0, 2500);
  }

  /** Claude from 3.7 on takes five tokens of the quota for each that it writes. */
  @Test
  void burndown_isThatOfTheFamily() {
    assertThat(KNOWN.models())
        .allSatisfy(
            model -> {
              boolean dear = model.id().matches("anthropic[.]claude-(?!3-(?!7)|v2|instant).*");
              assertThat(model.traits().limits().outputBurndown())
                  .as(model.id())
                  .isEqualTo(dear ? 5 : 1);
            });
  }

  @Test
  void traits_agreeWithEachOther() {
    assertThat(KNOWN.models()).allSatisfy(BuiltInCatalogueTest::checkTraits);
  }

  private static void checkTraits(CatalogueEntry model) {
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
    ThinkingTraits thinking = traits.thinking();
    boolean steered = thinking.shape() != ThinkingTraits.Shape.NONE;
    assertThat(thinking.levels().isEmpty()).isNotEqualTo(steered);
    if (steered) {
      assertThat(traits.can(Capability.THINKING)).isTrue();
    }
    if (thinking.unasked() && thinking.off() == ThinkingTraits.Off.OMIT) {
      throw new AssertionError("a model that thinks unasked is not told otherwise by silence");
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
  void lifecycle_namesASuccessorThatIsThere() {
    assertThat(KNOWN.models()).allSatisfy(BuiltInCatalogueTest::checkLifecycle);
  }

  private static void checkLifecycle(CatalogueEntry model) {
    Lifecycle lifecycle = model.traits().lifecycle();
    if (lifecycle.status() == Lifecycle.Status.ENDED) {
      assertThat(lifecycle.successor()).isNotEmpty();
    }
    if (!lifecycle.successor().isEmpty()) {
      assertThat(lifecycle.status()).isNotEqualTo(Lifecycle.Status.ACTIVE);
      assertThat(KNOWN.find(lifecycle.successor()))
          .hasValueSatisfying(next -> assertThat(next.isEnded()).isFalse());
    }
  }

  @Test
  void price_isThatOfTheFacts() {
    assertThat(KNOWN.describe("anthropic.claude-haiku-4-5-20251001-v1:0").traits().price())
        .isEqualTo(price("1", "5", "0.1", "1.25"));
    assertThat(KNOWN.describe("amazon.nova-pro-v1:0").traits().price())
        .isEqualTo(price("0.8", "3.2", "0.2", "0.8"));
    assertThat(KNOWN.describe("qwen.qwen3-32b-v1:0").traits().price())
        .isEqualTo(price("0.15", "0.6", "0.15", "0.15"));
    assertThat(KNOWN.describe("anthropic.claude-sonnet-9").traits().price()).isNull();
  }

  @Test
  void embeddings_haveAPrice_soThatCallersWithABudgetMayAskForThem() {
    List<CatalogueEntry> embedding =
        KNOWN.models().stream()
            .filter(model -> model.traits().can(Capability.EMBEDDING))
            .filter(model -> !model.isEnded())
            .toList();
    assertThat(embedding).hasSizeGreaterThanOrEqualTo(7);
    assertThat(embedding)
        .allSatisfy(
            model -> {
              assertThat(model.traits().price()).isNotNull();
              assertThat(model.traits().price().input()).isPositive();
              assertThat(model.traits().price().output()).isZero();
            });
  }

  private static Price price(String input, String output, String cacheRead, String cacheWrite) {
    return new Price(
        new BigDecimal(input),
        new BigDecimal(output),
        new BigDecimal(cacheRead),
        new BigDecimal(cacheWrite),
        LocalDate.of(2026, 11, 25));
  }

  @Test
  void profiles_areOfKnownGeographies() {
    assertThat(KNOWN.models()).allSatisfy(BuiltInCatalogueTest::checkProfiles);
  }

  private static void checkProfiles(CatalogueEntry model) {
    assertThat(model.profiles()).allMatch(KNOWN.geographies()::isGeography);
    assertThat(model.notFrom()).allMatch(region -> !KNOWN.geographies().around(region).isEmpty());
    List<String> onDemand = model.onDemand();
    if (onDemand != null) {
      assertThat(onDemand).allMatch(region -> !KNOWN.geographies().around(region).isEmpty());
      assertThat(model.profiles()).isNotEmpty();
    }
  }

  @Test
  void modelOfWhichNobodySaysWhere_hasNoListOfRegions() {
    assertThat(KNOWN.describe("anthropic.claude-3-haiku-20240307-v1:0"))
        .satisfies(
            silent -> {
              assertThat(silent.onDemand()).isNull();
              assertThat(silent.isOnDemandNowhere()).isFalse();
            });
    assertThat(KNOWN.describe("anthropic.claude-opus-5").isOnDemandNowhere()).isTrue();
    assertThat(KNOWN.describe("amazon.nova-pro-v1:0").isOnDemandNowhere()).isFalse();
  }

  @Test
  void geographies_areOrderedFromNarrowToWide() {
    assertThat(KNOWN.geographies().around("ap-northeast-1")).containsExactly("jp", "apac");
    assertThat(KNOWN.geographies().around("ca-central-1")).containsExactly("ca", "us", "amer");
    assertThat(KNOWN.geographies().around("eu-west-2")).containsExactly("eu");
    assertThat(KNOWN.geographies().around("us-gov-west-1")).containsExactly("us-gov");
    assertThat(KNOWN.geographies().around("mars-north-1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-9-v1:0, claude, NONE, ADAPTIVE",
    "amazon.nova-9-ultra-v1:0, nova, EITHER, NONE",
    "amazon.titan-text-huge-v1, titan, BOTH, NONE",
    "meta.llama9-1b-instruct-v1:0, llama, BOTH, NONE",
    "mistral.mistral-huge-2912-v1:0, mistral, BOTH, NONE",
    "openai.gpt-7-sol, gpt, NONE, REASONING",
    "bench.n200.d20.s16, '', EITHER, NONE"
  })
  void unknownId_isTakenForItsFamily(
      String id, String family, SamplingTraits.Settings sampling, ThinkingTraits.Shape thinking) {
    CatalogueEntry description = KNOWN.describe(id);
    assertThat(description.family()).isEqualTo(family);
    assertThat(description.traits().sampling().settings()).isEqualTo(sampling);
    assertThat(description.traits().thinking().shape()).isEqualTo(thinking);
    assertThat(description.traits().capabilities())
        .containsExactlyInAnyOrder(
            Capability.COMPLETION, Capability.TOOLS, Capability.VISION, Capability.THINKING);
    assertThat(description.traits().media().documents()).isTrue();
    assertThat(description.traits().limits().maxOutputTokens()).isEqualTo(TokenLimits.ANY);
    assertThat(description.traits().limits().longestContext()).isEqualTo(TokenLimits.ANY);
    assertThat(description.traits().limits().contextLength()).isLessThan(TokenLimits.ANY);
  }

  @Test
  void family_isTheOneWithTheLongestPrefix() {
    assertThat(KNOWN.describe("amazon.nova-sonic-v9:0").hidden()).isTrue();
    assertThat(KNOWN.describe("AMAZON.TITAN-EMBED-HUGE").traits().capabilities())
        .containsExactly(Capability.EMBEDDING);
    assertThat(KNOWN.describe("bench.n200")).isSameAs(KNOWN.unknown());
    assertThat(KNOWN.describe("bench.n200").isFamily()).isTrue();
    assertThat(KNOWN.describe("amazon.nova-pro-v1:0").isFamily()).isFalse();
  }

  @Test
  void catalogue_saysWhenItWasRevised() {
    assertThat(ModelCatalogue.builtInRevision())
        .isEqualTo(KNOWN.revised())
        .isAfter("2026-01-01T00:00:00Z");
  }

  @Test
  void modelThatIsThereTwice_isRefused() {
    CatalogueEntry model = KNOWN.describe("amazon.nova-pro-v1:0");
    Geographies geographies = new Geographies(Map.of());
    assertThatThrownBy(
            () -> new BuiltInCatalogue(KNOWN.revised(), geographies, List.of(model, model)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the catalogue has amazon.nova-pro-v1:0 twice");
  }

  @Test
  void contextVariant_isTheSameModel() {
    assertThat(KNOWN.find("amazon.nova-pro-v1:0:300k"))
        .isEqualTo(KNOWN.find("amazon.nova-pro-v1:0"))
        .isPresent();
    assertThat(KNOWN.find("AMAZON.NOVA-PRO-V1:0")).isPresent();
    assertThat(KNOWN.find("amazon.nova-pro-v1")).isEmpty();
    assertThat(KNOWN.find(":300k")).isEmpty();
  }
}
