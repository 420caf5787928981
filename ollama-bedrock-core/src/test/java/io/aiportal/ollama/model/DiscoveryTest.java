package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names mean once the control plane has listed what a region has. */
class DiscoveryTest {

  private static final ControlPlane LONDON =
      ControlPlane.of(
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

  private static final ControlPlane VIRGINIA =
      ControlPlane.of(
          "us-east-1",
          """
          amazon.nova-2-lite-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | INFERENCE_PROFILE | us global
          amazon.nova-pro-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | ON_DEMAND INFERENCE_PROFILE | us
          anthropic.claude-opus-5 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | us global
          deepseek.r1-v1:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | us
          meta.llama3-3-70b-instruct-v1:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | us
          """);

  private static final ControlPlane TOKYO =
      ControlPlane.of(
          "ap-northeast-1",
          """
          amazon.nova-lite-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | ON_DEMAND INFERENCE_PROFILE | apac
          amazon.nova-pro-v1:0 | TEXT IMAGE VIDEO>TEXT | stream | INFERENCE_PROFILE | apac
          anthropic.claude-haiku-4-5-20251001-v1:0 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | apac jp global
          anthropic.claude-opus-5 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | global
          anthropic.claude-sonnet-4-20250514-v1:0 | TEXT IMAGE>TEXT | stream | INFERENCE_PROFILE | apac global
          """);

  private static ModelCatalogue region(String region) {
    ControlPlane lists =
        switch (region) {
          case "eu-west-2" -> LONDON;
          case "us-east-1" -> VIRGINIA;
          case "ap-northeast-1" -> TOKYO;
          default -> throw new IllegalArgumentException(region);
        };
    return lists.addTo(ModelCatalogue.builtIn(region));
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
    Model model = region(region).resolve(typed).orElseThrow();
    assertThat(model.modelId()).isEqualTo(modelId);
    assertThat(modelId).endsWith(model.baseModelId());
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-2, amazon.nova-lite-v1:0, amazon.nova-lite-v1:0",
    "eu-west-2, anthropic.claude-opus-4-7, eu.anthropic.claude-opus-4-7",
    "us-east-1, deepseek.r1-v1:0, us.deepseek.r1-v1:0",
    "us-east-1, anthropic.claude-3-opus-20240229-v1:0, anthropic.claude-3-opus-20240229-v1:0",
    "us-east-1, global.anthropic.claude-opus-5, global.anthropic.claude-opus-5",
    "ap-northeast-1, bench.n200, bench.n200",
  })
  void id_goesThroughAProfileWhereItMust(String region, String id, String modelId) {
    assertThat(region(region).resolve(id)).map(Model::modelId).hasValue(modelId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-opus-5", "anthropic.claude-opus-5"})
  void modelBehindAGlobalProfileOnly_isRefusedUntilThatIsAllowed(String name) {
    ModelCatalogue tokyo = region("ap-northeast-1");
    assertThatThrownBy(() -> tokyo.resolve(name))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(403))
        .hasMessageStartingWith("model '" + name + "' can be called from ap-northeast-1 only")
        .hasMessageContaining("global.anthropic.claude-opus-5");
    assertThat(tokyo.withGlobalProfiles(true).resolve(name))
        .map(Model::modelId)
        .hasValue("global.anthropic.claude-opus-5");
  }

  @Test
  void modelThatIsNotListed_isNotFoundAndToldWhy() {
    assertThatThrownBy(() -> region("eu-west-2").resolve("llama3.3:70b"))
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
    assertThat(region("eu-west-2").withGlobalProfiles(true).list())
        .extracting(Model::modelId)
        .contains("global.amazon.nova-2-lite-v1:0", "global.anthropic.claude-fable-5")
        .doesNotContain("global.anthropic.claude-opus-4-7");
  }

  @Test
  void unknownModel_canWhatTheListSays() {
    Model seer = region("eu-west-2").resolve("newco.seer-v1:0").orElseThrow();
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
        ControlPlane.of("us-east-1", "newco.embed-v1 | TEXT>EMBEDDING | whole | ON_DEMAND |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.resolve("newco.embed-v1").orElseThrow().traits().capabilities())
        .containsExactly(Capability.EMBEDDING);
  }

  @Test
  void unknownModelBehindAProfile_isCalledThroughIt() {
    ModelCatalogue catalogue =
        ControlPlane.of(
                "eu-west-1", "newco.seer-v2:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | eu\n")
            .addTo(ModelCatalogue.builtIn("eu-west-1"));
    assertThat(catalogue.resolve("newco.seer-v2:0"))
        .map(Model::modelId)
        .hasValue("eu.newco.seer-v2:0");
  }

  @Test
  void modelListedByAProfileAlone_isThere() {
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("us-east-1").withListed(List.of(), VIRGINIA.profiles());
    assertThat(catalogue.resolve("deepseek-r1"))
        .map(Model::modelId)
        .hasValue("us.deepseek.r1-v1:0");
    assertThat(catalogue.list()).hasSize(5);
  }

  @Test
  void modelWithoutInferenceTypes_isTakenForOnDemand() {
    ModelCatalogue catalogue =
        ControlPlane.of("us-east-1", "amazon.nova-micro-v1:0 | TEXT>TEXT | stream | |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.resolve("nova-micro"))
        .map(Model::modelId)
        .hasValue("amazon.nova-micro-v1:0");
  }

  @Test
  void modelWithoutModalities_isTakenForText() {
    ModelCatalogue catalogue =
        ControlPlane.of("us-east-1", "newco.seer-v3:0 | > | stream | ON_DEMAND |\n")
            .addTo(ModelCatalogue.builtIn("us-east-1"));
    assertThat(catalogue.list()).extracting(Model::name).containsExactly("newco.seer-v3:0");
    assertThat(catalogue.resolve("newco.seer-v3:0").orElseThrow().traits().capabilities())
        .containsExactlyInAnyOrder(Capability.COMPLETION, Capability.TOOLS);
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
        ControlPlane.application(
            "eu-west-2", "mi1dadi0g15f", "Team A - Chat", "anthropic.claude-sonnet-4-6"));
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2").withListed(LONDON.models(), profiles);
    String arn =
        "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/mi1dadi0g15f";

    assertThat(catalogue.list()).extracting(Model::name).contains("team-a-chat:latest");
    for (String name : List.of("team-a-chat", "mi1dadi0g15f", arn)) {
      Model model = catalogue.resolve(name).orElseThrow();
      assertThat(model.modelId()).as(name).isEqualTo(arn);
      assertThat(model.baseModelId()).isEqualTo("anthropic.claude-sonnet-4-6");
      assertThat(model.displayName()).isEqualTo("Team A - Chat");
      assertThat(model.traits().thinking().shape()).isEqualTo(ThinkingTraits.Shape.ADAPTIVE);
    }
    assertThat(catalogue.resolve("claude-sonnet-4.6"))
        .map(Model::modelId)
        .hasValue("anthropic.claude-sonnet-4-6");
  }

  @Test
  void applicationProfile_doesNotTakeTheNameOfAModel() {
    List<InferenceProfile> profiles = new ArrayList<>(LONDON.profiles());
    profiles.add(
        ControlPlane.application("eu-west-2", "abcdefghijkl", "Nova Pro", "amazon.nova-lite-v1:0"));
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2").withListed(LONDON.models(), profiles);
    assertThat(catalogue.resolve("nova-pro")).map(Model::modelId).hasValue("amazon.nova-pro-v1:0");
    assertThat(catalogue.resolve("abcdefghijkl"))
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
    assertThat(catalogue.resolve("house"))
        .map(Model::modelId)
        .hasValue("eu.anthropic.claude-opus-4-7");
  }
}
