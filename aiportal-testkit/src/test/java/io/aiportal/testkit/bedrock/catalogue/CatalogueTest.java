package io.aiportal.testkit.bedrock.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  private static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  @Test
  void resolve_onDemandModel_isCallableByIdAndArn() {
    for (String id :
        List.of(
            "amazon.titan-embed-text-v2:0",
            "arn:aws:bedrock:eu-west-2::foundation-model/amazon.titan-embed-text-v2:0")) {
      assertThat(CATALOGUE.resolve(id, "eu-west-2"))
          .isInstanceOfSatisfying(
              Resolution.Callable.class,
              found -> assertThat(found.model().id()).isEqualTo("amazon.titan-embed-text-v2:0"));
    }
  }

  @Test
  void resolve_profileOnlyModel_isCallableThroughItsProfileOnly() {
    assertThat(CATALOGUE.resolve(SONNET, "eu-west-1")).isInstanceOf(Resolution.ProfileOnly.class);
    for (String id :
        List.of(
            "eu." + SONNET,
            "global." + SONNET,
            "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu." + SONNET)) {
      assertThat(CATALOGUE.resolve(id, "eu-west-1")).isInstanceOf(Resolution.Callable.class);
    }
  }

  @Test
  void resolve_profileOfAnotherGeography_isUnknown() {
    assertThat(CATALOGUE.resolve("us." + SONNET, "eu-west-1"))
        .isInstanceOf(Resolution.Unknown.class);
    assertThat(CATALOGUE.resolve("eu." + SONNET, "us-east-1"))
        .isInstanceOf(Resolution.Unknown.class);
  }

  @Test
  void resolve_modelAtTheEndOfItsLife_saysSo() {
    assertThat(CATALOGUE.resolve("anthropic.claude-3-opus-20240229-v1:0", "us-east-1"))
        .isInstanceOf(Resolution.EndOfLife.class);
  }

  @Test
  void resolve_simulatorModel_isCallableEverywhere() {
    assertThat(CATALOGUE.resolve("simulator.stall", "mars-north-1"))
        .isInstanceOf(Resolution.Callable.class);
  }

  @Test
  void profiles_haveTheModelInEveryRegionTheyMayUse() {
    SimulatedProfile eu = CATALOGUE.profile("eu." + SONNET, "eu-central-1").orElseThrow();
    assertThat(eu.modelArns())
        .contains(
            "arn:aws:bedrock:eu-central-1::foundation-model/" + SONNET,
            "arn:aws:bedrock:eu-north-1::foundation-model/" + SONNET);
    assertThat(CATALOGUE.profile("global." + SONNET, "eu-west-2").orElseThrow().modelArns())
        .containsExactly(
            "arn:aws:bedrock:eu-west-2::foundation-model/" + SONNET,
            "arn:aws:bedrock:::foundation-model/" + SONNET);
  }

  @Test
  void inferenceTypes_areThoseOfTheRegion() {
    assertThat(inferenceTypes("amazon.nova-lite-v1:0", "us-east-1"))
        .containsExactly("ON_DEMAND", "INFERENCE_PROFILE");
    assertThat(inferenceTypes("amazon.nova-lite-v1:0", "eu-west-1"))
        .containsExactly("INFERENCE_PROFILE");
    assertThat(inferenceTypes("openai.gpt-oss-20b-1:0", "eu-west-2")).containsExactly("ON_DEMAND");
  }

  @Test
  void withApplicationProfile_resolvesItsArnToTheModel() {
    Catalogue catalogue = CATALOGUE.withApplicationProfile("abc123def456", "eu." + SONNET);
    String arn =
        "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123def456";
    assertThat(catalogue.resolve(arn, "eu-west-1"))
        .isInstanceOfSatisfying(
            Resolution.Callable.class, found -> assertThat(found.model().id()).isEqualTo(SONNET));
    assertThat(catalogue.profile(arn, "eu-west-1").orElseThrow().type())
        .isEqualTo(SimulatedProfile.Type.APPLICATION);
  }

  @Test
  void with_replacesTheModelOfTheSameId() {
    SimulatedModel own = SimulatedModel.text("amazon.nova-lite-v1:0", "Own", List.of("eu-west-1"));
    Catalogue catalogue = CATALOGUE.with(own);
    assertThat(catalogue.models("eu-west-1")).contains(own);
    assertThat(catalogue.models("us-east-1"))
        .extracting(SimulatedModel::id)
        .doesNotContain("amazon.nova-lite-v1:0");
  }

  private static List<String> inferenceTypes(String modelId, String region) {
    return CATALOGUE.models(region).stream()
        .filter(model -> model.id().equals(modelId))
        .findFirst()
        .map(model -> CATALOGUE.inferenceTypes(model, region))
        .orElseThrow();
  }
}
