package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallDefaults;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ModelRights;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names mean before the control plane was asked. */
class ModelCatalogueTest {

  private static final ModelCatalogue VIRGINIA = ModelCatalogue.builtIn("us-east-1");

  /** What a model is not denied of which nobody knows anything. */
  private static final Set<Capability> UNRESTRICTED =
      Set.of(Capability.COMPLETION, Capability.TOOLS, Capability.VISION, Capability.THINKING);

  private static final String ACCOUNT = "arn:aws:bedrock:us-east-1:123456789012:";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-sonnet-4.5",
        "claude-sonnet-4.5:latest",
        "claude-sonnet:4.5",
        "claude-sonnet-4-5",
        "claude-4.5-sonnet",
        "claude-sonnet-4-5-20250929",
        "claude-sonnet-4-5-latest",
        "Claude-Sonnet-4.5",
        " claude-sonnet-4.5 ",
        "claude-sonnet-4.5:local",
        "registry.ollama.ai/library/claude-sonnet-4.5:latest",
      })
  void spellings_meanTheSameModel(String typed) {
    assertThat(VIRGINIA.resolve(typed).found())
        .hasValueSatisfying(
            model -> {
              assertThat(model.name()).isEqualTo("claude-sonnet-4.5:latest");
              assertThat(model.modelId()).isEqualTo("us.anthropic.claude-sonnet-4-5-20250929-v1:0");
              assertThat(model.baseModelId())
                  .isEqualTo("anthropic.claude-sonnet-4-5-20250929-v1:0");
              assertThat(model.displayName()).isEqualTo("Claude Sonnet 4.5");
              assertThat(model.provider()).isEqualTo("Anthropic");
              assertThat(model.family()).isEqualTo("claude");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-5, us.anthropic.claude-opus-5",
    "claude-fable-5, us.anthropic.claude-fable-5",
    "claude-haiku-4.5, us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "claude-3.7-sonnet, us.anthropic.claude-3-7-sonnet-20250219-v1:0",
    "claude-3-5-sonnet-20240620, anthropic.claude-3-5-sonnet-20240620-v1:0",
    "claude-3-haiku, anthropic.claude-3-haiku-20240307-v1:0",
    "nova-pro, amazon.nova-pro-v1:0",
    "nova-2-lite, us.amazon.nova-2-lite-v1:0",
    "llama3.3:70b, us.meta.llama3-3-70b-instruct-v1:0",
    "llama3.3, us.meta.llama3-3-70b-instruct-v1:0",
    "llama4:maverick, us.meta.llama4-maverick-17b-instruct-v1:0",
    "mistral-large, mistral.mistral-large-3-675b-instruct",
    "pixtral-large, us.mistral.pixtral-large-2502-v1:0",
    "gpt-oss:120b, openai.gpt-oss-120b-1:0",
    "gpt-oss, openai.gpt-oss-20b-1:0",
    "qwen3-coder:480b, qwen.qwen3-coder-480b-a35b-v1:0",
    "deepseek-r1, us.deepseek.r1-v1:0",
    "deepseek-v3.2, deepseek.v3.2",
    "gemma3:27b, google.gemma-3-27b-it",
    "command-r-plus, cohere.command-r-plus-v1:0",
    "titan-embed-text-v2, amazon.titan-embed-text-v2:0",
    "cohere-embed-english-v3, cohere.embed-english-v3",
    "cohere-embed-v4, cohere.embed-v4:0",
  })
  void name_meansWhatTheRegionCanCall(String typed, String modelId) {
    assertThat(VIRGINIA.resolve(typed).found()).map(Model::modelId).hasValue(modelId);
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-2, claude-sonnet-4.5, eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "eu-west-2, claude-sonnet-4.6, anthropic.claude-sonnet-4-6",
    "eu-west-2, claude-3.7-sonnet, anthropic.claude-3-7-sonnet-20250219-v1:0",
    "eu-west-2, nova-lite, amazon.nova-lite-v1:0",
    "eu-west-2, deepseek-r1, deepseek.r1-v1:0",
    "eu-central-1, nova-lite, eu.amazon.nova-lite-v1:0",
    "ap-northeast-1, claude-haiku-4.5, jp.anthropic.claude-haiku-4-5-20251001-v1:0",
    "ap-northeast-1, nova-pro, apac.amazon.nova-pro-v1:0",
    "ap-southeast-2, claude-sonnet-4.5, au.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "ca-central-1, nova-lite, ca.amazon.nova-lite-v1:0",
    "us-gov-west-1, claude-sonnet-4.5, us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
  })
  void name_staysInTheGeographyOfTheRegion(String region, String typed, String modelId) {
    assertThat(ModelCatalogue.builtIn(region).resolve(typed).found())
        .map(Model::modelId)
        .hasValue(modelId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "nope", "llama3.2", "gpt-4", "me/claude-sonnet-4.5"})
  void unknownName_meansNothing(String typed) {
    assertThat(VIRGINIA.resolve(typed).found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-oss:cloud", "gpt-oss:120b-cloud"})
  void nameOfOllamaCloud_meansNothing(String typed) {
    assertThat(VIRGINIA.resolve(typed).found()).isEmpty();
  }

  @Test
  void impossibleName_isRefused() {
    assertThatThrownBy(() -> VIRGINIA.resolve("a b").orThrow()).hasMessage("invalid model name");
  }

  @ParameterizedTest
  @CsvSource({
    "bench.n200.d20.s16, bench.n200.d20.s16, bench.n200.d20.s16:latest",
    "simulator.stall:latest, simulator.stall, simulator.stall:latest",
    "amazon.nova-9-ultra-v1:0, amazon.nova-9-ultra-v1:0, amazon.nova-9-ultra-v1:0",
    "eu.newco.shiny-v2:1, eu.newco.shiny-v2:1, eu.newco.shiny-v2:1",
  })
  void unknownId_isCalledWithCautiousTraits(String typed, String modelId, String name) {
    assertThat(VIRGINIA.resolve(typed).found())
        .hasValueSatisfying(
            model -> {
              assertThat(model.modelId()).isEqualTo(modelId);
              assertThat(model.name()).isEqualTo(name);
              ModelTraits traits = model.traits();
              assertThat(traits.capabilities()).containsExactlyInAnyOrderElementsOf(UNRESTRICTED);
              assertThat(traits.media().documents()).isTrue();
              assertThat(traits.conversation().streaming()).isTrue();
              assertThat(traits.sampling().settings()).isEqualTo(SamplingTraits.Settings.EITHER);
              assertThat(traits.thinking().shape()).isEqualTo(ThinkingTraits.Shape.NONE);
              assertThat(traits.limits().defaultMaxTokens()).isBetween(4096, 8192);
            });
  }

  @Test
  void unknownId_ofUnknownProvider_isNamedByItsProvider() {
    Model model = VIRGINIA.resolve("eu.newco.shiny-v2:1").orThrow();
    assertThat(model.provider()).isEqualTo("newco");
    assertThat(model.family()).isEqualTo("newco");
    assertThat(model.baseModelId()).isEqualTo("newco.shiny-v2:1");
  }

  @ParameterizedTest
  @CsvSource({
    "us.amazon.nova-lite-v1:0, amazon.nova-lite-v1:0",
    "apac.anthropic.claude-3-5-sonnet-20240620-v1:0, anthropic.claude-3-5-sonnet-20240620-v1:0",
    "global.anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5-20250929-v1:0",
    "mx.anthropic.claude-opus-5, anthropic.claude-opus-5",
  })
  void idOfAProfile_isTakenAtItsWord(String id, String foundation) {
    Model model = ModelCatalogue.builtIn("eu-west-2").resolve(id).orThrow();
    assertThat(model.modelId()).isEqualTo(id);
    assertThat(model.baseModelId()).isEqualTo(foundation);
    assertThat(model.traits()).isEqualTo(BuiltInCatalogue.builtIn().describe(foundation).traits());
  }

  @ParameterizedTest
  @CsvSource({
    "AMAZON.Nova-Lite-v1:0, amazon.nova-lite-v1:0",
    "US.Amazon.nova-lite-v1:0, us.amazon.nova-lite-v1:0",
    "Amazon.Nova-Pro-v1:0:300K, amazon.nova-pro-v1:0:300k",
    "US.Amazon.Nova-Pro-v1:0:300K, us.amazon.nova-pro-v1:0:300k",
  })
  void knownId_getsTheCaseThatBedrockKnows(String typed, String modelId) {
    assertThat(VIRGINIA.resolve(typed).found()).map(Model::modelId).hasValue(modelId);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-4-5-20250929-v1:0, us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "meta.llama3-3-70b-instruct-v1:0, meta.llama3-3-70b-instruct-v1:0",
    "amazon.nova-pro-v1:0:300k, amazon.nova-pro-v1:0:300k",
  })
  void bareId_isCalledAsItIsUnlessItIsSureToFail(String id, String modelId) {
    assertThat(VIRGINIA.resolve(id).found()).map(Model::modelId).hasValue(modelId);
  }

  @ParameterizedTest
  @CsvSource({
    "inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0, claude, BUDGET",
    "custom-model/amazon.nova-lite-v1:0:300k/abcdefghijkl, nova, NONE",
    "application-inference-profile/mi1dadi0g15f, bedrock, NONE",
    "provisioned-model/abcdefghijkl, bedrock, NONE",
  })
  void arn_isTakenAtItsWord(String resource, String family, ThinkingTraits.Shape thinking) {
    Model model = VIRGINIA.resolve(ACCOUNT + resource).orThrow();
    assertThat(model.modelId()).isEqualTo(ACCOUNT + resource);
    assertThat(model.name()).isEqualTo(ACCOUNT + resource);
    assertThat(model.family()).isEqualTo(family);
    assertThat(model.traits().thinking().shape()).isEqualTo(thinking);
  }

  @Test
  void modelBehindAGlobalProfileOnly_isRefusedUntilThatIsAllowed() {
    ModelCatalogue london = ModelCatalogue.builtIn("eu-west-2");
    assertThatThrownBy(() -> london.resolve("nova-2-lite").orThrow())
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(403))
        .hasMessage(
            "model 'nova-2-lite' can be called from eu-west-2 only through"
                + " global.amazon.nova-2-lite-v1:0, which may send data to any region;"
                + " allow global inference profiles, or ask for that id");
    assertThat(london.list()).extracting(Model::name).doesNotContain("nova-2-lite:latest");

    ModelCatalogue allowed = london.withResidency(Residency.ANY);
    assertThat(allowed.resolve("nova-2-lite").found())
        .map(Model::modelId)
        .hasValue("global.amazon.nova-2-lite-v1:0");
    assertThat(allowed.list()).extracting(Model::name).contains("nova-2-lite:latest");
  }

  @Test
  void model_isListedByItsOwnName_howeverItWasAskedFor() {
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2")
            .withOverrides(
                List.of(
                    ModelOverride.alias("house", "nova-lite"),
                    ModelOverride.alias("castle", "eu.amazon.nova-lite-v1:0")))
            .withPresets(
                List.of(
                    new Preset("pirate:latest", "nova-lite", CallDefaults.NONE, Instant.EPOCH)));
    for (String name :
        List.of(
            "nova-lite",
            "NOVA-LITE:latest",
            "house",
            "castle",
            "amazon.nova-lite-v1:0",
            "eu.amazon.nova-lite-v1:0")) {
      assertListed(catalogue, name, "nova-lite:latest");
    }
    assertListed(catalogue, "claude-5.5-sonnet", "claude-sonnet-5.5:latest");
    assertListed(catalogue, "claude", "claude-sonnet-5.5:latest");
    assertListed(catalogue, "pirate", "pirate:latest");
    assertListed(catalogue, "newco.shiny-v2:1", "newco.shiny-v2:1");
    assertListed(catalogue, "claude-instant", "claude-instant:latest");
  }

  /** Labels of metrics are made of these: callers must not be able to make up new ones. */
  @Test
  void ownName_isNeverWhatAClientMadeUp() {
    String profile = "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/abc123";
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2")
            .withOverrides(
                List.of(
                    ModelOverride.alias("house", "nova-lite"),
                    ModelOverride.alias("team", profile),
                    ModelOverride.alias("taken", profile)))
            .withPresets(
                List.of(
                    new Preset("pirate:latest", "nova-lite", CallDefaults.NONE, Instant.EPOCH),
                    new Preset("taken:latest", profile, CallDefaults.NONE, Instant.EPOCH)));
    assertOwnName(catalogue, "pirate", "nova-lite:latest");
    assertOwnName(catalogue, "house", "nova-lite:latest");
    assertOwnName(catalogue, "eu.amazon.nova-lite-v1:0", "nova-lite:latest");
    assertOwnName(catalogue, "team", "team:latest");
    assertOwnName(catalogue, "taken", null);
    assertOwnName(catalogue, profile, null);
    assertOwnName(catalogue, "newco.shiny-v2:1", null);
  }

  @Test
  void ownName_isKnownBeforeAnyList_andWhereNoneMayBeRead() {
    String id = "amazon.titan-embed-text-v2:0";
    assertThat(VIRGINIA.list()).extracting(Model::modelId).doesNotContain(id);
    assertOwnName(VIRGINIA, id, "titan-embed-text-v2:latest");
    assertListed(VIRGINIA, id, "titan-embed-text-v2:latest");
  }

  private static void assertOwnName(ModelCatalogue catalogue, String asked, @Nullable String name) {
    assertThat(catalogue.ownName(catalogue.resolve(asked).orThrow())).isEqualTo(name);
  }

  private static void assertListed(ModelCatalogue catalogue, String asked, String name) {
    assertThat(catalogue.listed(catalogue.resolve(asked).orThrow()).name()).isEqualTo(name);
  }

  @Test
  void globalProfile_isTheLastChoiceEvenWhereAllowed() {
    assertThat(VIRGINIA.withResidency(Residency.ANY).resolve("claude-opus-5").found())
        .map(Model::modelId)
        .hasValue("us.anthropic.claude-opus-5");
  }

  @Test
  void list_isSortedAndEachNameResolvesToItself() {
    List<Model> models = VIRGINIA.list();
    assertThat(models).hasSizeGreaterThan(30).extracting(Model::name).isSorted();
    for (Model model : models) {
      assertThat(VIRGINIA.resolve(model.name()).found()).hasValue(model);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai21.jamba-1-5-mini-v1:0",
        "amazon.nova-2-multimodal-embeddings-v1:0",
        "amazon.titan-text-express-v1",
        "anthropic.claude-v2",
        "cohere.command-r-v1:0",
        "cohere.embed-v4:0",
        "google.gemma-3-27b-it",
        "meta.llama3-2-1b-instruct-v1:0",
        "mistral.mistral-7b-instruct-v0:2",
        "nvidia.nemotron-nano-12b-v2",
        "openai.gpt-oss-120b-1:0",
        "qwen.qwen3-32b-v1:0",
        "us.anthropic.claude-sonnet-4-6",
        "us.anthropic.claude-sonnet-5",
        "us.mistral.pixtral-large-2502-v1:0",
        "zai.glm-4.7-flash",
      })
  void idsSeenOnTheWire_areKnown(String id) {
    Model model = VIRGINIA.resolve(id).orThrow();
    assertThat(model.modelId()).isEqualTo(id);
    assertThat(model.displayName()).isNotEqualTo(id);
  }

  @Test
  void alias_meansItsTargetAndIsListed() {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(
                ModelOverride.alias("gpt-4", "claude-sonnet-4.5"),
                ModelOverride.alias("house", "GPT-4:latest"),
                ModelOverride.alias("team/chat", ACCOUNT + "application-inference-profile/abc")));

    Model gpt4 = catalogue.resolve("gpt-4").orThrow();
    assertThat(gpt4.name()).isEqualTo("gpt-4:latest");
    assertThat(gpt4.modelId()).isEqualTo("us.anthropic.claude-sonnet-4-5-20250929-v1:0");
    assertThat(catalogue.resolve("house").found()).map(Model::modelId).hasValue(gpt4.modelId());
    assertThat(catalogue.resolve("team/chat").found())
        .map(Model::modelId)
        .hasValue(ACCOUNT + "application-inference-profile/abc");
    assertThat(catalogue.list())
        .extracting(Model::name)
        .contains("gpt-4:latest", "house:latest", "team/chat:latest", "claude-sonnet-4.5:latest");
  }

  @Test
  void alias_goesBeforeTheCatalogue() {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(
                ModelOverride.alias(
                    "claude-sonnet-4.5", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0")));
    assertThat(catalogue.resolve("claude-sonnet:4.5").found())
        .map(Model::modelId)
        .hasValue("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
    assertThat(catalogue.list())
        .filteredOn(model -> model.name().equals("claude-sonnet-4.5:latest"))
        .extracting(Model::modelId)
        .containsExactly("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
  }

  @Test
  void alias_thatCannotBeCalled_isNotListed() {
    ModelCatalogue london =
        ModelCatalogue.builtIn("eu-west-2")
            .withOverrides(
                List.of(
                    ModelOverride.alias("fast", "nova-2-lite"),
                    ModelOverride.alias("lost", "no-such-model")));
    assertThat(london.list()).extracting(Model::name).doesNotContain("fast:latest", "lost");
    assertThat(london.resolve("lost").found()).isEmpty();
    assertThatThrownBy(() -> london.resolve("fast").orThrow())
        .hasMessageContaining("only through global.");
  }

  @Test
  void traits_changeForEveryNameOfTheModel() {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(
                new ModelOverride("nova-pro", null, Map.of("defaultMaxTokens", 2000)),
                new ModelOverride("brief", "nova-pro", Map.of("defaultMaxTokens", 100))));
    for (String name :
        List.of("nova-pro", "amazon.nova-pro-v1:0", "eu.amazon.nova-pro-v1:0", "NOVA-PRO:latest")) {
      ModelTraits traits = catalogue.resolve(name).orThrow().traits();
      assertThat(traits.limits().defaultMaxTokens()).as(name).isEqualTo(2000);
    }
    assertThat(catalogue.resolve("brief").orThrow().traits().limits().defaultMaxTokens())
        .isEqualTo(100);
    assertThat(catalogue.resolve("nova-lite").orThrow().traits().limits().defaultMaxTokens())
        .isEqualTo(8192);
  }

  @Test
  void traits_changeForAnIdThatNobodyKnows() {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(new ModelOverride("newco.shiny-v2:1", null, Map.of("contextLength", 1000000))));
    assertThat(catalogue.resolve("eu.newco.shiny-v2:1").orThrow().traits().limits().contextLength())
        .isEqualTo(1000000);
  }

  @Test
  void nonsense_isRefusedInOneSentence() {
    assertThatThrownBy(
            () ->
                VIRGINIA.withOverrides(
                    List.of(ModelOverride.alias("a", "b"), ModelOverride.alias("b", "a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model \"a:latest\" stands for itself in the end");
    assertThatThrownBy(
            () ->
                VIRGINIA.withOverrides(
                    List.of(ModelOverride.alias("a", "b"), ModelOverride.alias("A:latest", "c"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two models are called \"A:latest\"");
    assertThatThrownBy(() -> VIRGINIA.withOverrides(List.of(ModelOverride.alias("a b", "c"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no model can be called \"a b\"");
    assertThatThrownBy(
            () ->
                VIRGINIA.withOverrides(
                    List.of(new ModelOverride("nova-pro", null, Map.of("colour", "blue")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model \"nova-pro\": unknown trait of a model: \"colour\"");
  }

  @Test
  void list_beforeAnythingWasListed_hasOnlyWhatTheCatalogueKnowsToBeThere() {
    ModelCatalogue london = ModelCatalogue.builtIn("eu-west-2");
    assertThat(london.list())
        .extracting(Model::name)
        .contains("claude-sonnet-4.5:latest", "claude-sonnet-4.6:latest", "nova-pro:latest")
        .doesNotContain(
            "deepseek-r1:latest", "jamba-1.5-mini:latest", "llama3.3:70b", "nova-2-lite:latest");
    assertThat(london.resolve("jamba-1.5-mini").found())
        .map(Model::modelId)
        .hasValue("ai21.jamba-1-5-mini-v1:0");
    assertThat(ModelCatalogue.builtIn("mars-north-1").list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nova-pro | on demand in us-east-1",
        "claude-opus-5 | inference profile of us, as the model is not on demand in us-east-1",
        "claude-3-haiku | its own id, although nobody told that it can be called from us-east-1",
        "us.amazon.nova-pro-v1:0 | taken at its word: the id of an inference profile",
        "amazon.nova-pro-v1:0 | taken at its word: a model's own id",
        "anthropic.claude-opus-5 | inference profile of us, as the model is not on demand in us-east-1",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0 | taken at its word: an ARN",
      })
  void resolution_saysWhy(String name, String reason) {
    ModelResolution resolution = VIRGINIA.resolve(name);
    assertThat(resolution.reasons()).containsExactly(reason);
    assertThat(resolution)
        .isEqualTo(new ModelResolution.Found(resolution.orThrow(), List.of(reason)));
    assertThat(resolution.found()).hasValue(resolution.orThrow());
  }

  @Test
  void resolution_ofAnUnknownId_saysWhoseTraitsItHas() {
    assertThat(VIRGINIA.resolve("amazon.nova-9-ultra-v1:0").reasons())
        .containsExactly(
            "taken at its word: a model's own id",
            "not in the built-in catalogue: the traits of the family nova");
    assertThat(VIRGINIA.resolve("bench.n200").reasons())
        .containsExactly(
            "taken at its word: a model's own id",
            "not in the built-in catalogue: the traits of no family");
  }

  @Test
  void resolution_ofAnAlias_saysWhatItStandsFor() {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(
                ModelOverride.alias("house", "gpt-4:latest"),
                ModelOverride.alias("gpt-4", "nova-pro")));
    assertThat(catalogue.resolve("house").reasons())
        .containsExactly("alias of gpt-4", "alias of nova-pro", "on demand in us-east-1");
  }

  @Test
  void resolution_ofNothing_isNotFoundUnderTheNameThatWasTyped() {
    for (String name : List.of("", " ", "nope", "library/nope:latest", "gpt-oss:cloud")) {
      assertNotFound(VIRGINIA.resolve(name), name);
    }
    assertNotFound(
        VIRGINIA
            .withOverrides(List.of(ModelOverride.alias("lost", "no-such-model")))
            .resolve("lost"),
        "lost");
  }

  private static void assertNotFound(ModelResolution resolution, String name) {
    assertThat(resolution).isEqualTo(new ModelResolution.NotFound(name, null));
    assertThat(resolution.found()).isEmpty();
    assertThat(resolution.reasons()).isEmpty();
    assertThatThrownBy(resolution::orThrow)
        .isInstanceOfSatisfying(
            CallException.class,
            e -> {
              assertThat(e.status()).isEqualTo(404);
              assertThat(e.kind()).isEqualTo(CallException.Kind.NOT_FOUND);
            })
        .hasMessage("model '" + name + "' not found");
  }

  @ParameterizedTest
  @CsvSource({
    "a b, invalid model name",
    "x:cloud:local, 'use either :local or :cloud, not both: \"x:cloud:local\"'",
  })
  void resolution_ofAnImpossibleName_isABadRequest(String name, String reason) {
    ModelResolution resolution = VIRGINIA.resolve(name);
    assertThat(resolution).isEqualTo(new ModelResolution.InvalidName(name, reason));
    assertThatThrownBy(resolution::orThrow)
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(400))
        .hasMessage(reason);
  }

  @Test
  void reasons_cannotBeChanged() {
    assertThatThrownBy(() -> VIRGINIA.resolve("nova-pro").reasons().add("because"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void alias_hidesTheModelOfItsName() {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(List.of(ModelOverride.alias("Claude-Sonnet:4.5", "nova-pro")));
    assertThat(catalogue.resolve("claude-sonnet-4.5").orThrow().name())
        .isEqualTo("Claude-Sonnet:4.5");
    assertThat(catalogue.resolve("claude-4.5-sonnet").found())
        .hasValueSatisfying(
            model -> {
              assertThat(model.name()).isEqualTo("claude-4.5-sonnet:latest");
              assertThat(model.provider()).isEqualTo("Anthropic");
            });
    assertThat(catalogue.list())
        .extracting(Model::name)
        .contains("Claude-Sonnet:4.5", "claude-4.5-sonnet:latest")
        .doesNotContain("claude-sonnet-4.5:latest");
  }

  @Test
  void alias_hasItsOwnTraitsBesideThoseOfItsModel() {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(
                new ModelOverride("nova-pro", null, Map.of("contextLength", 2000)),
                new ModelOverride("brief", "nova-pro", Map.of("defaultMaxTokens", 100)),
                new ModelOverride(
                    "brief", null, Map.of("maxOutputTokens", 200, "defaultMaxTokens", 50))));
    assertThat(catalogue.resolve("brief").orThrow().traits().limits())
        .isEqualTo(new TokenLimits(2000, 200, 100));
    assertThat(catalogue.resolve("nova-pro").orThrow().traits().limits())
        .isEqualTo(new TokenLimits(2000, 10000, 8192));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nova-pro",
        "Nova-Pro:latest",
        "amazon.nova-pro-v1:0",
        "eu.amazon.nova-pro-v1:0",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0",
      })
  void traits_changeForTheModelWhateverNameTheyWereSaidOf(String said) {
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(new ModelOverride(said, null, Map.of("limits", Map.of("contextLength", 77)))));
    for (String name :
        List.of("nova-pro", "us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0:300k")) {
      assertThat(catalogue.resolve(name).orThrow().traits().limits().contextLength())
          .as(name)
          .isEqualTo(77);
    }
    assertThat(catalogue.resolve("nova-lite").orThrow().traits().limits().contextLength())
        .isEqualTo(300000);
  }

  @Test
  void traits_changeForAnArnOfWhichNothingIsKnown() {
    String arn = ACCOUNT + "provisioned-model/abcdefghijkl";
    ModelCatalogue catalogue =
        VIRGINIA.withOverrides(
            List.of(
                new ModelOverride(arn, null, Map.of("contextLength", 77)),
                new ModelOverride(arn, null, Map.of("maxOutputTokens", 33))));
    assertThat(catalogue.resolve(arn).orThrow().traits().limits())
        .isEqualTo(new TokenLimits(77, 33, 33));
    assertThat(catalogue.list()).extracting(Model::name).doesNotContain(arn);
  }

  @Test
  void contextVariant_isCalledByItsOwnIdWithItsModelsTraits() {
    Model model = VIRGINIA.resolve("amazon.nova-pro-v1:0:300k").orThrow();
    assertThat(model.modelId()).isEqualTo("amazon.nova-pro-v1:0:300k");
    assertThat(model.baseModelId()).isEqualTo("amazon.nova-pro-v1:0");
    assertThat(model.displayName()).isEqualTo("Nova Pro");
  }

  @Test
  void idWithoutProviderAndVersion_isAName() {
    ModelCatalogue catalogue = ModelCatalogue.builtIn("us-east-1");
    assertThat(catalogue.resolve("claude-3-5-haiku-20241022").orThrow().displayName())
        .isEqualTo("Claude 3.5 Haiku");
  }

  @Test
  void arnWhoseModelHasNoProvider_isOfNoFamily() {
    Model model = VIRGINIA.resolve(ACCOUNT + "custom-model/mine/abcdefghijkl").orThrow();
    assertThat(model.baseModelId()).isEqualTo("mine");
    assertThat(model.provider()).isEqualTo("mine");
  }

  @Test
  void limits_arePositive() {
    assertThat(new TokenLimits(1, 1, 1)).isEqualTo(new TokenLimits(1, 1, 7));
    for (List<Integer> limits :
        List.of(
            List.of(0, 1, 1, 1), List.of(1, 0, 1, 1), List.of(1, 1, 0, 1), List.of(1, 1, 1, 0))) {
      assertThatThrownBy(
              () ->
                  new TokenLimits(
                      limits.get(0), false, limits.get(1), limits.get(2), limits.get(3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a model's limits are positive numbers of tokens");
    }
  }

  private static ModelRights only(String... open) {
    return names -> names.stream().anyMatch(List.of(open)::contains);
  }

  private static boolean isOpen(ModelCatalogue catalogue, String name, String... open) {
    return catalogue.openTo(only(open)).resolve(name).found().isPresent();
  }

  @Test
  void modelThatIsNotOpen_isNotThere() {
    ModelCatalogue some = VIRGINIA.openTo(only("nova-lite"));
    assertThat(some.list()).extracting(Model::name).containsExactly("nova-lite:latest");
    assertThat(some.resolve("nova-lite").found()).isPresent();
    assertThat(some.resolve("amazon.nova-lite-v1:0").found()).isPresent();
    assertThat(some.resolve("nova-pro")).isEqualTo(new ModelResolution.NotFound("nova-pro", null));
    assertThat(some.resolve("amazon.nova-pro-v1:0").found()).isEmpty();
    assertThat(VIRGINIA.openTo(ModelRights.ALL)).isSameAs(VIRGINIA);
    assertThat(VIRGINIA.openTo(only()).list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-sonnet-4.5",
        "claude-sonnet-4.5:latest",
        "anthropic.claude-sonnet-4-5-20250929-v1:0",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
      })
  void model_isOpenByEachOfItsNames(String open) {
    for (String name :
        List.of("claude-sonnet:4.5", "us.anthropic.claude-sonnet-4-5-20250929-v1:0")) {
      assertThat(isOpen(VIRGINIA, name, open)).as(name).isTrue();
    }
    assertThat(isOpen(VIRGINIA, "claude-opus-4.1", open)).isFalse();
  }

  private static ModelRights within(String residency) {
    return new ModelRights() {
      @Override
      public boolean mayUse(List<String> names) {
        return !names.contains("nova-pro");
      }

      @Override
      public String residency() {
        return residency;
      }
    };
  }

  @Test
  void residency_ofTheCaller_isKept() {
    String sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    assertThat(VIRGINIA.openTo(within("us")).resolve(sonnet).found()).isPresent();
    assertThat(VIRGINIA.openTo(within("region")).resolve(sonnet))
        .isInstanceOf(ModelResolution.NotAllowed.class);
    assertThat(VIRGINIA.withResidency(Residency.REGION).openTo(only("nova-lite")).resolve(sonnet))
        .isEqualTo(new ModelResolution.NotFound(sonnet, null));
    assertThat(VIRGINIA.openTo(within("region")).resolve("nova-lite").found()).isPresent();
    assertThat(VIRGINIA.openTo(within("region")).resolve("nova-pro").found()).isEmpty();
    assertThat(VIRGINIA.openTo(within("eu")).list()).isEmpty();
    assertThat(VIRGINIA.openTo(within("eu")).resolve("nova-lite").found()).isEmpty();
  }

  @Test
  void nameOfTheOperator_opensItsModel_andOneOfAClientDoesNot() {
    ModelCatalogue catalogue =
        VIRGINIA
            .withOverrides(List.of(ModelOverride.alias("house", "nova-lite")))
            .withPresets(
                List.of(new Preset("pirate", "nova-pro", CallDefaults.NONE, Instant.EPOCH)));
    assertThat(isOpen(catalogue, "house", "house:latest")).isTrue();
    assertThat(isOpen(catalogue, "house", "nova-lite")).isTrue();
    assertThat(isOpen(catalogue, "pirate", "pirate", "pirate:latest")).isFalse();
    assertThat(isOpen(catalogue, "pirate", "nova-pro")).isTrue();
    assertThat(catalogue.openTo(only("nova-pro")).list())
        .extracting(Model::name)
        .containsExactly("nova-pro:latest", "pirate");
  }

  @Test
  void idThatNobodyKnows_isOpenByItself() {
    assertThat(isOpen(VIRGINIA, "newco.shiny-v2:1", "newco.shiny-v2:1")).isTrue();
    assertThat(isOpen(VIRGINIA, "newco.shiny-v2:1", "nova-lite")).isFalse();
  }

  @Test
  void preset_isItsModelUnderAnotherName() {
    ModelCatalogue catalogue =
        VIRGINIA.withPresets(
            List.of(
                new Preset("helper", "nova-pro", CallDefaults.NONE, Instant.EPOCH),
                new Preset("lost", "no-such-model", CallDefaults.NONE, Instant.EPOCH)));
    ModelResolution helper = catalogue.resolve("helper");
    assertThat(helper.orThrow().modelId()).isEqualTo("amazon.nova-pro-v1:0");
    assertThat(helper.reasons()).startsWith("preset of nova-pro");
    assertThat(catalogue.list()).extracting(Model::name).contains("helper");
    assertThat(catalogue.list()).extracting(Model::name).doesNotContain("lost");
    assertThat(catalogue.resolve("lost")).isInstanceOf(ModelResolution.NotFound.class);
  }

  @ParameterizedTest
  @CsvSource({
    "titan-embed-v2,",
    "Titan-Embed-Text-v2:latest,",
    "amazon.titan-embed-text-v2:0,",
    "us.cohere.embed-v4:0,",
    "cohere.embed-next-v5:0,",
    "mine, titan-embed-text-v2",
    "mine, arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
  })
  void priceOfEmbeddings_isThatOfThePromptAlone(String name, @Nullable String id) {
    Map<String, Object> price = Map.of("price", Map.of("input", 0.02, "as_of", "2026-11-27"));
    ModelResolution resolution =
        VIRGINIA.withOverrides(List.of(new ModelOverride(name, id, price))).resolve(name);
    assertThat(resolution)
        .isInstanceOfSatisfying(
            ModelResolution.Found.class,
            found -> {
              assertThat(found.model().traits().price()).isNotNull();
              assertThat(found.model().traits().price().input()).isEqualByComparingTo("0.02");
              assertThat(found.model().traits().price().output()).isZero();
            });
    assertThatThrownBy(
            () -> VIRGINIA.withOverrides(List.of(new ModelOverride("nova-lite", null, price))))
        .hasMessageContaining("price needs all of input, output");
  }

  @Test
  void modelsThatNobodyToldOf_areUnconfirmed_untilModelsWereListed() {
    assertThat(VIRGINIA.list())
        .extracting(Model::name)
        .doesNotContain("titan-embed-text-v2:latest");
    assertThat(VIRGINIA.unconfirmed())
        .extracting(Model::name)
        .contains("titan-embed-text-v2:latest")
        .doesNotContain("nova-lite:latest", "titan-text-express:latest");
    assertThat(VIRGINIA.openTo(only("nova-lite")).unconfirmed()).isEmpty();
  }
}
