package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.chat.CallDefaults;
import io.aiportal.ollama.chat.CallException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names mean once the control plane has listed what a region has. */
class DiscoveredModelsTest {

  private static final ModelLists LONDON =
      ModelLists.of(
          "eu-west-2",
          """
          amazon.nova-2-lite-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | INFERENCE_PROFILE | global
          amazon.nova-lite-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | ON_DEMAND |
          amazon.nova-pro-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | ON_DEMAND |
          amazon.titan-embed-image-v1 | TEXT IMAGE>EMBEDDING | whole | ON_DEMAND |
          amazon.titan-embed-text-v2:0 | TEXT>EMBEDDING | whole | ON_DEMAND |
          anthropic.claude-3-haiku-20240307-v1:0 | TEXT IMAGE>TEXT | stream | ON_DEMAND |
          anthropic.claude-3-sonnet-20240229-v1:0:28k | TEXT IMAGE>TEXT | stream | PROVISIONED |
          anthropic.claude-fable-5 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | global
          anthropic.claude-opus-4-7 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | eu global
          anthropic.claude-sonnet-4-5-20250929-v1:0 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | eu global
          anthropic.claude-sonnet-4-6 | TEXT IMAGE>TEXT | stream | ON_DEMAND INFERENCE_PROFILE | eu global
          cohere.embed-english-v3 | TEXT>EMBEDDING | whole | ON_DEMAND |
          cohere.embed-v4:0 | TEXT IMAGE>EMBEDDING | whole | INFERENCE_PROFILE | eu global
          cohere.rerank-v3-5:0 | TEXT>TEXT | whole | ON_DEMAND |
          deepseek.v3-v1:0 | TEXT>TEXT | stream | ON_DEMAND |
          mistral.mistral-large-2402-v1:0 | TEXT>TEXT | stream | ON_DEMAND |
          newco.seer-v1:0 | TEXT IMAGE>TEXT | whole | ON_DEMAND |
          newco.speaker-v1:0 | SPEECH>SPEECH TEXT | stream | ON_DEMAND |
          openai.gpt-oss-20b-1:0 | TEXT>TEXT | stream | ON_DEMAND |
          stability.stable-image-core-v1:1 | TEXT>IMAGE | whole | ON_DEMAND |
          twelvelabs.pegasus-1-2-v1:0 | TEXT VIDEO>TEXT | stream | INFERENCE_PROFILE | eu global
          """);

  private static final ModelLists VIRGINIA =
      ModelLists.of(
          "us-east-1",
          """
          amazon.nova-2-lite-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | INFERENCE_PROFILE | us global
          amazon.nova-pro-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | ON_DEMAND INFERENCE_PROFILE | us
          anthropic.claude-opus-5 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | us global
          deepseek.r1-v1:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | us
          meta.llama3-3-70b-instruct-v1:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | us
          """);

  private static final ModelLists TOKYO =
      ModelLists.of(
          "ap-northeast-1",
          """
          amazon.nova-lite-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | ON_DEMAND INFERENCE_PROFILE | apac
          amazon.nova-pro-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | INFERENCE_PROFILE | apac
          anthropic.claude-haiku-4-5-20251001-v1:0 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | apac jp global
          anthropic.claude-opus-5 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | global
          anthropic.claude-sonnet-4-20250514-v1:0 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | apac global
          """);

  private static ModelCatalogue region(String region) {
    ModelLists lists =
        switch (region) {
          case "eu-west-2" -> LONDON;
          case "us-east-1" -> VIRGINIA;
          case "ap-northeast-1" -> TOKYO;
          default -> throw new IllegalArgumentException(region);
        };
    return lists.addTo(ModelCatalogue.builtIn(region));
  }

  private static void assertModelId(ModelCatalogue catalogue, String name, String modelId) {
    assertThat(catalogue.resolve(name).found()).map(Model::modelId).hasValue(modelId);
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-2, nova-lite, amazon.nova-lite-v1:0",
    "eu-west-2, claude-3-haiku, anthropic.claude-3-haiku-20240307-v1:0",
    "eu-west-2, claude-sonnet-4.5, eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "eu-west-2, claude-sonnet-4.6, anthropic.claude-sonnet-4-6",
    "eu-west-2, claude-opus-4.7, eu.anthropic.claude-opus-4-7",
    "eu-west-2, cohere-embed-v4, eu.cohere.embed-v4:0",
    "eu-west-2, gpt-oss:20b, openai.gpt-oss-20b-1:0",
    "us-east-1, nova-pro, amazon.nova-pro-v1:0",
    "us-east-1, nova-2-lite, us.amazon.nova-2-lite-v1:0",
    "us-east-1, claude-opus-5, us.anthropic.claude-opus-5",
    "us-east-1, deepseek-r1, us.deepseek.r1-v1:0",
    "us-east-1, llama3.3:70b, us.meta.llama3-3-70b-instruct-v1:0",
    "ap-northeast-1, nova-lite, amazon.nova-lite-v1:0",
    "ap-northeast-1, nova-pro, apac.amazon.nova-pro-v1:0",
    "ap-northeast-1, claude-haiku-4.5, jp.anthropic.claude-haiku-4-5-20251001-v1:0",
    "ap-northeast-1, claude-sonnet-4, apac.anthropic.claude-sonnet-4-20250514-v1:0",
  })
  void name_goesTheNarrowestWayThatIsListed(String region, String typed, String modelId) {
    Model model = region(region).resolve(typed).orThrow();
    assertThat(model.modelId()).isEqualTo(modelId);
    assertThat(modelId).endsWith(model.baseModelId());
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-2, amazon.nova-lite-v1:0, amazon.nova-lite-v1:0",
    "eu-west-2, anthropic.claude-opus-4-7, eu.anthropic.claude-opus-4-7",
    "us-east-1, deepseek.r1-v1:0, us.deepseek.r1-v1:0",
    "us-east-1, meta.llama3-8b-instruct-v1:0, meta.llama3-8b-instruct-v1:0",
    "us-east-1, global.anthropic.claude-opus-5, global.anthropic.claude-opus-5",
    "ap-northeast-1, bench.n200, bench.n200",
  })
  void id_goesThroughAProfileWhereItMust(String region, String id, String modelId) {
    assertThat(region(region).resolve(id).found()).map(Model::modelId).hasValue(modelId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-opus-5", "anthropic.claude-opus-5"})
  void modelBehindAGlobalProfileOnly_isRefusedUntilThatIsAllowed(String name) {
    ModelCatalogue tokyo = region("ap-northeast-1");
    assertThatThrownBy(() -> tokyo.resolve(name).orThrow())
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(403))
        .hasMessageStartingWith("model '" + name + "' can be called from ap-northeast-1 only")
        .hasMessageContaining("global.anthropic.claude-opus-5");
    assertThat(tokyo.withResidency(Residency.ANY).resolve(name).found())
        .map(Model::modelId)
        .hasValue("global.anthropic.claude-opus-5");
  }

  @Test
  void modelThatIsNotListed_isNotFoundAndToldWhy() {
    assertThatThrownBy(() -> region("eu-west-2").resolve("llama3.3:70b").orThrow())
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(404))
        .hasMessage(
            "model 'llama3.3:70b' not found: Amazon Bedrock does not list"
                + " Llama 3.3 70B Instruct in eu-west-2");
  }

  @Test
  void list_hasWhatTheRegionCanTalkTo() {
    assertThat(region("eu-west-2").list())
        .extracting(Model::name)
        .containsExactly(
            "claude-3-haiku:latest",
            "claude-opus-4.7:latest",
            "claude-sonnet-4.5:latest",
            "claude-sonnet-4.6:latest",
            "cohere-embed-english-v3:latest",
            "cohere-embed-v4:latest",
            "deepseek-v3.1:latest",
            "gpt-oss:20b",
            "mistral-large:2402",
            "newco.seer-v1:0",
            "nova-lite:latest",
            "nova-pro:latest",
            "titan-embed-image:latest",
            "titan-embed-text-v2:latest");
  }

  @Test
  void list_hasModelsOfGlobalProfilesWhereTheyAreAllowed() {
    assertThat(region("eu-west-2").withResidency(Residency.ANY).list())
        .extracting(Model::modelId)
        .contains("global.amazon.nova-2-lite-v1:0", "global.anthropic.claude-fable-5")
        .doesNotContain("global.anthropic.claude-opus-4-7");
  }

  @Test
  void unknownModel_canWhatTheListSays() {
    Model seer = region("eu-west-2").resolve("newco.seer-v1:0").orThrow();
    assertThat(seer.displayName()).isEqualTo("The newco.seer-v1:0");
    assertThat(seer.provider()).isEqualTo("Provider newco");
    assertThat(seer.family()).isEqualTo("newco");
    assertThat(seer.traits().can(Capability.VISION)).isTrue();
    assertThat(seer.traits().conversation().streaming()).isFalse();
    assertThat(seer.traits().tools().streaming()).isFalse();
  }

  @Test
  void unknownEmbeddingModel_isNotTakenForAChatModel() {
    ModelCatalogue catalogue =
        ModelLists.of("us-east-1", "newco.embed-v1 | TEXT>EMBEDDING | whole | ON_DEMAND |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.resolve("newco.embed-v1").orThrow().traits().capabilities())
        .containsExactly(Capability.EMBEDDING);
  }

  @Test
  void unknownModelBehindAProfile_isCalledThroughIt() {
    ModelCatalogue catalogue =
        ModelLists.of(
                "eu-west-1", "newco.seer-v2:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | eu\n")
            .addTo(ModelCatalogue.builtIn("eu-west-1"));
    assertThat(catalogue.resolve("newco.seer-v2:0").found())
        .map(Model::modelId)
        .hasValue("eu.newco.seer-v2:0");
  }

  @Test
  void profilesAlone_leaveModelsToTheBuiltInCatalogue() {
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("us-east-1").withListed(List.of(), VIRGINIA.profiles());
    assertModelId(catalogue, "deepseek-r1", "us.deepseek.r1-v1:0");
    assertModelId(catalogue, "nova-pro", "amazon.nova-pro-v1:0");
    assertModelId(catalogue, "nova-premier", "amazon.nova-premier-v1:0");
    assertModelId(catalogue, "claude-3-haiku", "anthropic.claude-3-haiku-20240307-v1:0");
    assertThat(catalogue.list())
        .extracting(Model::name)
        .containsExactly(
            "claude-opus-5:latest",
            "cohere-embed-v4:latest",
            "deepseek-r1:latest",
            "llama3.3:70b",
            "nova-2-lite:latest",
            "nova-lite:latest",
            "nova-micro:latest",
            "nova-pro:latest");
  }

  @Test
  void modelsAlone_leaveProfilesToTheBuiltInCatalogue() {
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("us-east-1").withListedModels(VIRGINIA.models());
    assertModelId(catalogue, "deepseek-r1", "us.deepseek.r1-v1:0");
    assertModelId(catalogue, "nova-pro", "amazon.nova-pro-v1:0");
    assertThatThrownBy(() -> catalogue.resolve("claude-3-haiku").orThrow())
        .hasMessage(
            "model 'claude-3-haiku' not found: Claude 3 Haiku has reached its end of life;"
                + " use 'claude-haiku-4.5' instead");
    assertThat(catalogue.list()).hasSize(5);
  }

  @Test
  void unknownModelBehindAProfileThatWasNotListed_isTriedByItsOwnId() {
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-1")
            .withListedModels(
                ModelLists.of(
                        "eu-west-1",
                        "newco.seer-v2:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | eu")
                    .models());
    assertModelId(catalogue, "newco.seer-v2:0", "newco.seer-v2:0");
    assertThat(catalogue.list()).isEmpty();
  }

  @Test
  void lists_areReplacedOneByOne() {
    ModelCatalogue both = region("us-east-1");
    ModelCatalogue fewer = both.withListedModels(VIRGINIA.models().subList(3, 4));
    assertThat(fewer.list())
        .extracting(Model::modelId)
        .contains("us.deepseek.r1-v1:0")
        .doesNotContain("amazon.nova-pro-v1:0");
    assertModelId(both.withListedProfiles(List.of()), "nova-pro", "amazon.nova-pro-v1:0");
    assertThat(both.withListedProfiles(List.of()).resolve("deepseek-r1").found()).isEmpty();
    assertThat(both.withListedModels(List.of()).list()).isEqualTo(both.list());
  }

  @Test
  void modelWithoutInferenceTypes_isTakenForOnDemand() {
    ModelCatalogue catalogue =
        ModelLists.of("us-east-1", "amazon.nova-micro-v1:0 | TEXT>TEXT | stream | |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.resolve("nova-micro").found())
        .map(Model::modelId)
        .hasValue("amazon.nova-micro-v1:0");
  }

  @Test
  void modelWithoutModalities_isTakenForText() {
    ModelCatalogue catalogue =
        ModelLists.of("us-east-1", "newco.seer-v3:0 | > | stream | ON_DEMAND |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.list()).extracting(Model::name).containsExactly("newco.seer-v3:0");
    assertThat(catalogue.resolve("newco.seer-v3:0").orThrow().traits().capabilities())
        .containsExactlyInAnyOrder(
            Capability.COMPLETION, Capability.TOOLS, Capability.VISION, Capability.THINKING);
  }

  @ParameterizedTest
  @CsvSource({"TEXT, false", "TEXT IMAGE, true"})
  void unknownModel_seesAsItsListTells(String inputs, boolean sees) {
    ModelCatalogue catalogue =
        ModelLists.of(
                "us-east-1", "newco.seer-v3:0 | %s>TEXT | stream | ON_DEMAND |\n".formatted(inputs))
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.resolve("newco.seer-v3:0").orThrow().traits().can(Capability.VISION))
        .isEqualTo(sees);
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-3-opus", "anthropic.claude-3-opus-20240229-v1:0"})
  void modelThatHasEnded_isHiddenAndItsSuccessorIsNamed(String name) {
    ModelCatalogue virginia = region("us-east-1");
    assertThatThrownBy(() -> virginia.resolve(name).orThrow())
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(404))
        .hasMessage(
            "model '%s' not found: Claude 3 Opus has reached its end of life;"
                + " use 'claude-opus-4.5' instead",
            name);
    assertThat(virginia.list()).extracting(Model::name).doesNotContain("claude-3-opus:latest");
  }

  @Test
  void ofModelThatIsNotOpen_nobodyIsTold_whyItCannotBeCalled() {
    String ended = "claude-3-opus";
    ModelCatalogue virginia =
        region("us-east-1")
            .withPresets(List.of(new Preset("helper", ended, CallDefaults.NONE, Instant.EPOCH)));
    ModelCatalogue open = virginia.openTo(names -> names.contains(ended));
    ModelResolution told =
        new ModelResolution.NotFound(
            ended, "Claude 3 Opus has reached its end of life; use 'claude-opus-4.5' instead");
    assertThat(open.resolve(ended)).isEqualTo(told);
    assertThat(open.resolve("helper")).isEqualTo(told);
    ModelCatalogue hidden = virginia.openTo(names -> names.contains("helper"));
    assertThat(hidden.resolve(ended)).isEqualTo(new ModelResolution.NotFound(ended, null));
    assertThat(hidden.resolve("helper")).isEqualTo(new ModelResolution.NotFound("helper", null));
    assertThat(hidden.resolve("")).isEqualTo(new ModelResolution.NotFound("", null));
    assertThat(hidden.resolve("a:b:c")).isInstanceOf(ModelResolution.InvalidName.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application-inference-profile/of0another0team",
        "provisioned-model/abcdefghijkl",
        "custom-model-deployment/abcdefghijkl",
        "imported-model/abcdefghijkl",
      })
  void arnThatNamesNoModel_isItsModelOnceSomebodyTold(String resource) {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:" + resource;
    ModelCatalogue before = region("us-east-1");
    assertThat(before.resolve(arn).orThrow().isOpaque()).isTrue();
    assertThat(before.resolve(arn).orThrow().traits().can(Capability.VISION)).isTrue();

    Model model =
        before
            .withModelBehind(
                arn, List.of("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5"))
            .withListedModels(VIRGINIA.models())
            .resolve(arn)
            .orThrow();
    assertThat(model.modelId()).isEqualTo(arn);
    assertThat(model.baseModelId()).isEqualTo("anthropic.claude-opus-5");
    assertThat(model.traits().thinking().shape()).isEqualTo(ThinkingTraits.Shape.ADAPTIVE);
    assertThat(model.isOpaque()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "llama3, llama",
    "mllama, llama",
    "mixtral, mistral",
    "qwen2_5_vl, qwen",
    "gpt-oss, gpt-oss"
  })
  void importedModel_hasTheTraitsOfItsArchitecture(String architecture, String family) {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghijkl";
    Model model =
        region("us-east-1")
            .withModelBehind(
                arn,
                List.of("arn:aws:bedrock:us-east-1:123456789012:foundation-model/" + architecture))
            .resolve(arn)
            .orThrow();
    assertThat(model.modelId()).isEqualTo(arn);
    assertThat(model.family()).isEqualTo(family);
  }

  @Test
  void endOfLife_isThatWhichIsListed() {
    FoundationModel listed = VIRGINIA.models().get(1);
    FoundationModel ending =
        new FoundationModel(
            listed.modelId(),
            listed.modelName(),
            listed.providerName(),
            listed.inputModalities(),
            listed.outputModalities(),
            listed.streaming(),
            listed.inferenceTypes(),
            "LEGACY",
            Instant.parse("2027-03-01T12:00:00Z"));
    Lifecycle lifecycle =
        ModelCatalogue.builtIn("us-east-1")
            .withListedModels(List.of(ending))
            .resolve("nova-pro")
            .orThrow()
            .traits()
            .lifecycle();
    assertThat(lifecycle)
        .isEqualTo(new Lifecycle(Lifecycle.Status.LEGACY, LocalDate.of(2027, 3, 1), ""));
  }

  @Test
  void modelThatIsListed_hasNotEnded() {
    Model haiku = region("eu-west-2").resolve("claude-3-haiku").orThrow();
    assertThat(haiku.traits().lifecycle().status()).isEqualTo(Lifecycle.Status.ACTIVE);
    assertThat(haiku.traits().lifecycle().successor())
        .isEqualTo("anthropic.claude-haiku-4-5-20251001-v1:0");
    assertThat(region("eu-west-2").list()).contains(haiku);
  }

  @Test
  void emptyLists_sayNothing() {
    ModelCatalogue builtIn = ModelCatalogue.builtIn("us-east-1");
    assertThat(builtIn.withListed(List.of(), List.of()).list()).isEqualTo(builtIn.list());
  }

  @Test
  void applicationProfile_isANameForItsModel() {
    List<InferenceProfile> profiles = new ArrayList<>(LONDON.profiles());
    profiles.add(
        ModelLists.application(
            "eu-west-2", "mi1dadi0g15f", "Team A - Chat", "anthropic.claude-sonnet-4-6"));
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2").withListed(LONDON.models(), profiles);
    String arn =
        "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/mi1dadi0g15f";

    assertThat(catalogue.list()).extracting(Model::name).contains("team-a-chat:latest");
    for (String name : List.of("team-a-chat", "mi1dadi0g15f", arn)) {
      Model model = catalogue.resolve(name).orThrow();
      assertThat(model.modelId()).as(name).isEqualTo(arn);
      assertThat(model.baseModelId()).isEqualTo("anthropic.claude-sonnet-4-6");
      assertThat(model.displayName()).isEqualTo("Team A - Chat");
      assertThat(model.traits().thinking().shape()).isEqualTo(ThinkingTraits.Shape.ADAPTIVE);
    }
    assertThat(catalogue.resolve("claude-sonnet-4.6").found())
        .map(Model::modelId)
        .hasValue("anthropic.claude-sonnet-4-6");
  }

  @Test
  void applicationProfile_doesNotTakeTheNameOfAModel() {
    List<InferenceProfile> profiles = new ArrayList<>(LONDON.profiles());
    profiles.add(
        ModelLists.application("eu-west-2", "abcdefghijkl", "Nova Pro", "amazon.nova-lite-v1:0"));
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2").withListed(LONDON.models(), profiles);
    assertThat(catalogue.resolve("nova-pro").found())
        .map(Model::modelId)
        .hasValue("amazon.nova-pro-v1:0");
    assertThat(catalogue.resolve("abcdefghijkl").found())
        .map(Model::baseModelId)
        .hasValue("amazon.nova-lite-v1:0");
    assertThat(catalogue.list())
        .extracting(Model::name)
        .contains("nova-pro:latest", "abcdefghijkl:latest");
  }

  @Test
  void overrides_outliveNewLists() {
    ModelCatalogue catalogue =
        LONDON.addTo(
            ModelCatalogue.builtIn("eu-west-2")
                .withOverrides(List.of(ModelOverride.alias("house", "claude-opus-4.7"))));
    assertThat(catalogue.resolve("house").found())
        .map(Model::modelId)
        .hasValue("eu.anthropic.claude-opus-4-7");
  }

  @Test
  void contextVariant_neverGoesThroughItsModelsProfile() {
    assertModelId(region("us-east-1"), "deepseek.r1-v1:0", "us.deepseek.r1-v1:0");
    assertModelId(region("us-east-1"), "deepseek.r1-v1:0:24k", "deepseek.r1-v1:0:24k");
    assertModelId(
        region("ap-northeast-1"), "anthropic.claude-opus-5:24k", "anthropic.claude-opus-5:24k");
    assertModelId(region("us-east-1"), "us.deepseek.r1-v1:0:24k", "us.deepseek.r1-v1:0:24k");
  }

  @Test
  void idThatNoNameCanBe_isNotListed() {
    ModelCatalogue catalogue =
        ModelLists.of(
                "us-east-1",
                """
                newco.9-v1:0 | TEXT>TEXT | stream | ON_DEMAND |
                newco.9-v1:0:24k | TEXT>TEXT | stream | ON_DEMAND |
                newco.seer:x-cloud | TEXT>TEXT | stream | ON_DEMAND |
                """)
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.list()).extracting(Model::name).containsExactly("newco.9-v1:0");
    assertModelId(catalogue, "newco.9-v1:0", "newco.9-v1:0");
  }

  @Test
  void modelThatIsProvisionedOnly_isNotListed() {
    ModelCatalogue catalogue =
        ModelLists.of("us-east-1", "newco.seer-v1:0 | TEXT>TEXT | stream | PROVISIONED |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.list()).isEmpty();
    assertThat(catalogue.resolve("newco.seer-v1:0").found()).isEmpty();
  }

  @Test
  void modelWithoutInferenceTypesButWithAProfile_goesThroughIt() {
    ModelCatalogue catalogue =
        ModelLists.of("us-east-1", "amazon.nova-micro-v1:0 | TEXT>TEXT | stream | | us\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertModelId(catalogue, "nova-micro", "us.amazon.nova-micro-v1:0");
  }

  @Test
  void profileOfAnUnknownGeography_isTakenAfterTheKnownOnes() {
    ModelCatalogue catalogue =
        ModelLists.of(
                "us-east-1",
                """
                newco.seer-v1:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | global mx amer
                newco.seer-v2:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | global mx
                """)
            .addTo(ModelCatalogue.builtIn("us-east-1").withResidency(Residency.ANY));
    assertModelId(catalogue, "newco.seer-v1:0", "amer.newco.seer-v1:0");
    assertModelId(catalogue, "newco.seer-v2:0", "mx.newco.seer-v2:0");
  }

  @Test
  void listedModel_canNoMoreThanTheListAndTheCatalogueSay() {
    ModelCatalogue catalogue =
        ModelLists.of(
                "us-east-1",
                """
                amazon.nova-micro-v1:0 | TEXT IMAGE>TEXT | whole | ON_DEMAND |
                amazon.titan-embed-text-v2:0 | TEXT IMAGE>EMBEDDING | whole | ON_DEMAND |
                meta.llama3-3-70b-instruct-v1:0 | TEXT>TEXT | stream | ON_DEMAND |
                stability.seer-v1:0 | TEXT>TEXT | stream | ON_DEMAND |
                newco.painter-v1:0 | TEXT>IMAGE | stream | ON_DEMAND |
                newco.listener-v1:0 | SPEECH>TEXT | stream | ON_DEMAND |
                """)
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    ModelTraits micro = catalogue.resolve("nova-micro").orThrow().traits();
    assertThat(micro.can(Capability.VISION)).isTrue();
    assertThat(micro.conversation().streaming()).isFalse();
    assertThat(micro.tools().streaming()).isFalse();
    ModelTraits llama = catalogue.resolve("llama3.3:70b").orThrow().traits();
    assertThat(llama.can(Capability.VISION)).isFalse();
    assertThat(llama.conversation().streaming()).isTrue();
    assertThat(llama.tools().streaming()).isFalse();
    assertThat(catalogue.resolve("titan-embed-text-v2").orThrow().traits().capabilities())
        .containsExactly(Capability.EMBEDDING);
    assertThat(catalogue.list())
        .extracting(Model::name)
        .containsExactly("llama3.3:70b", "nova-micro:latest", "titan-embed-text-v2:latest");
    assertThat(catalogue.resolve("nova-micro").orThrow().displayName()).isEqualTo("Nova Micro");
    assertThat(catalogue.resolve("nova-micro").orThrow().provider()).isEqualTo("Amazon");
  }

  @Test
  void embeddingModelThatTheCatalogueTakesForAnother_keepsItsCapabilities() {
    ModelCatalogue catalogue =
        ModelLists.of("us-east-1", "amazon.nova-micro-v1:0 | TEXT>VIDEO | stream | ON_DEMAND |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.resolve("nova-micro").orThrow().traits().capabilities())
        .containsExactlyInAnyOrder(Capability.COMPLETION, Capability.TOOLS);
  }

  @Test
  void applicationProfile_saysWhatItStandsFor() {
    InferenceProfile profile =
        ModelLists.application("eu-west-2", "mi1dadi0g15f", "\u79d8\u66f8", "amazon.nova-pro-v1:0");
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2").withListed(LONDON.models(), List.of(profile));
    ModelResolution resolution = catalogue.resolve("mi1dadi0g15f");
    assertThat(resolution.orThrow().name()).isEqualTo("nova-pro-mi1dadi0g15f:latest");
    assertThat(resolution.orThrow().displayName()).isEqualTo("\u79d8\u66f8");
    assertThat(resolution.reasons())
        .containsExactly("application inference profile '\u79d8\u66f8' of amazon.nova-pro-v1:0");
  }

  @ParameterizedTest
  @CsvSource({
    "'  Team A -- Chat! ', team-a-chat:latest",
    "-.x.y_z.-, x.y_z:latest",
    "UPPER, upper:latest",
  })
  void applicationProfile_isNamedInTheFormOfAModelsName(String name, String shown) {
    InferenceProfile profile =
        ModelLists.application("eu-west-2", "mi1dadi0g15f", name, "amazon.nova-pro-v1:0");
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2").withListed(LONDON.models(), List.of(profile));
    assertThat(catalogue.list()).extracting(Model::name).contains(shown);
  }

  @Test
  void applicationProfile_hasTheTraitsThatTheOperatorGaveItsModelOrItself() {
    InferenceProfile profile =
        ModelLists.application("eu-west-2", "mi1dadi0g15f", "Team A", "amazon.nova-pro-v1:0");
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2")
            .withListed(LONDON.models(), List.of(profile))
            .withOverrides(
                List.of(
                    new ModelOverride("team-a", null, Map.of("contextLength", 10)),
                    new ModelOverride(
                        "nova-pro", null, Map.of("contextLength", 20, "maxOutputTokens", 30))));
    assertThat(catalogue.resolve("team-a").orThrow().traits().limits())
        .isEqualTo(new TokenLimits(10, 30, 30));
    assertThat(catalogue.resolve("nova-pro").orThrow().traits().limits())
        .isEqualTo(new TokenLimits(20, 30, 30));
  }

  @Test
  void profileThatIsNoPrefixOfAModel_isLeftOut() {
    InferenceProfile odd =
        new InferenceProfile(
            "nodot",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/nodot",
            "odd",
            false,
            List.of("arn:aws:bedrock:us-east-1::foundation-model/deepseek.r1-v1:0"));
    InferenceProfile empty =
        new InferenceProfile(
            "us.deepseek.r1-v1:0",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.deepseek.r1-v1:0",
            "empty",
            false,
            List.of());
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("us-east-1").withListed(VIRGINIA.models(), List.of(odd, empty));
    assertThat(catalogue.resolve("deepseek-r1").found()).isEmpty();
  }

  @Test
  void bareIdWithoutAnyList_isTriedEvenWhereOnlyAGlobalProfileIsKnown() {
    assertModelId(
        ModelCatalogue.builtIn("eu-west-2"), "amazon.nova-2-lite-v1:0", "amazon.nova-2-lite-v1:0");
  }

  /** Lists as Bedrock might give them: any models, called in any way, in any region. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whateverIsListed_canBeAskedFor(long seed) {
    Random random = new Random(seed);
    String region = pick(random, List.of("eu-west-2", "us-east-1", "ap-northeast-1", "mx-north-1"));
    List<FoundationModel> models = new ArrayList<>();
    List<InferenceProfile> profiles = new ArrayList<>();
    for (String id : someIds(random)) {
      ModelLists one = ModelLists.of(region, id + someColumns(random));
      models.addAll(one.models());
      profiles.addAll(one.profiles());
      if (random.nextInt(5) == 0) {
        profiles.add(ModelLists.application(region, "id" + models.size(), someName(random), id));
      }
    }
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn(region)
            .withResidency(
                pick(random, List.of(Residency.GEOGRAPHY, Residency.ANY, Residency.REGION)))
            .withOverrides(
                List.of(
                    ModelOverride.alias("house", "deepseek.r1-v1:0"),
                    ModelOverride.alias("nova-pro", "claude-opus-5")));
    assertEachListedNameMeansItself(catalogue);
    assertEachListedNameMeansItself(catalogue.withListed(models, profiles));
    assertEachListedNameMeansItself(catalogue.withListedModels(models));
    assertEachListedNameMeansItself(catalogue.withListedProfiles(profiles));
  }

  private static void assertEachListedNameMeansItself(ModelCatalogue catalogue) {
    assertThat(catalogue.list()).extracting(Model::name).doesNotHaveDuplicates();
    for (Model model : catalogue.list()) {
      assertThat(catalogue.resolve(model.name()).found()).as(model.name()).hasValue(model);
    }
  }

  private static List<String> someIds(Random random) {
    List<String> ids = new ArrayList<>();
    for (CatalogueEntry entry : BuiltInCatalogue.builtIn().models()) {
      if (random.nextInt(3) > 0) {
        ids.add(entry.id());
      }
    }
    for (int i = 0; i < 200; i++) {
      String tail = pick(random, List.of("", "-v1:0", "-v1:0:24k", ":x-cloud", ":latest", ".2"));
      ids.add(pick(random, List.of("newco.seer", "newco.9", "a.b.c", "x.nova-pro")) + i + tail);
    }
    return ids;
  }

  private static String someColumns(Random random) {
    return " | TEXT>%s | stream | %s | %s"
        .formatted(
            pick(random, List.of("TEXT", "EMBEDDING", "IMAGE", "")),
            pick(random, List.of("ON_DEMAND", "INFERENCE_PROFILE", "PROVISIONED", "")),
            pick(random, List.of("", "eu", "us global", "apac jp global", "global", "mx")));
  }

  private static String someName(Random random) {
    return pick(random, List.of("Team A", "nova-pro", "\u79d8", "house", "x:cloud", "a-latest"));
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
