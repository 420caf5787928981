package io.aiportal.testkit.bedrock.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {

  private static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final Set<String> LAPSED =
      Set.of(
          "anthropic.claude-3-haiku-20240307-v1:0",
          "ai21.jamba-1-5-large-v1:0",
          "cohere.command-r-v1:0");
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
  void resolve_legacyModelThatIsNotUsed_saysSo() {
    String haiku = "anthropic.claude-3-haiku-20240307-v1:0";

    assertThat(CATALOGUE.resolve(haiku, "us-east-1")).isInstanceOf(Resolution.Lapsed.class);
    assertThat(CATALOGUE.resolve("eu." + haiku, "eu-west-2")).isInstanceOf(Resolution.Lapsed.class);
    assertThat(CATALOGUE.resolve("eu." + haiku, "us-east-1"))
        .isInstanceOf(Resolution.Unknown.class);
    assertThat(CATALOGUE.models("us-east-1"))
        .filteredOn(model -> model.id().equals(haiku))
        .singleElement()
        .satisfies(model -> assertThat(model.lifecycle().status()).isEqualTo("LEGACY"));
  }

  /** Which profiles there are of each model is written beside the questions about it. */
  @ParameterizedTest
  @CsvSource({
    "eu-west-2,      eu",
    "eu-central-1,   eu",
    "us-east-1,      us",
    "ap-northeast-1, apac",
    "ap-northeast-1, jp",
    "us-east-1,      global",
    "eu-west-2,      global",
    "eu-central-1,   global",
    "ap-northeast-1, global",
    "ap-southeast-2, au",
    "ap-south-1,     in",
    "ca-central-1,   ca",
    "us-gov-west-1,  us-gov",
  })
  void profile_ofEveryModelInItsGeography_isThere(String region, String geography)
      throws IOException {
    int found = 0;
    for (Map.Entry<String, JsonNode> model : profiles().properties()) {
      for (JsonNode named : model.getValue()) {
        if (named.asText().equals(geography)) {
          found++;
          String id = geography + "." + model.getKey();
          assertThat(CATALOGUE.profile(id, region)).as(id).isPresent();
          assertThat(CATALOGUE.resolve(id, region)).isNotInstanceOf(Resolution.Unknown.class);
        }
      }
    }
    assertThat(found).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu-west-2", "eu-central-1", "us-east-1", "ap-northeast-1"})
  void model_withoutProfiles_isOnDemand(String region) throws IOException {
    assertThat(profiles().properties())
        .filteredOn(model -> model.getValue().isEmpty())
        .filteredOn(model -> !LAPSED.contains(model.getKey()))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            model ->
                assertThat(CATALOGUE.resolve(model.getKey(), region))
                    .as(model.getKey())
                    .isInstanceOf(Resolution.Callable.class));
  }

  @Test
  void regionOf_aModel_isThePreferredOneUnlessOnlyAnotherHasIt() {
    assertThat(CATALOGUE.regionOf("eu." + SONNET, "eu-west-2")).isEqualTo("eu-west-2");
    assertThat(CATALOGUE.regionOf("us." + SONNET, "eu-west-2")).isEqualTo("us-east-1");
    assertThat(CATALOGUE.regionOf("jp." + SONNET, "eu-west-2")).isEqualTo("ap-northeast-1");
    assertThat(CATALOGUE.regionOf("acme.unknown", "eu-west-2")).isEqualTo("eu-west-2");
  }

  @Test
  void inAccount_arnsAreOfThatAccount() {
    Catalogue other = CATALOGUE.inAccount("210987654321");
    String arn = "arn:aws:bedrock:eu-west-1:210987654321:inference-profile/eu." + SONNET;

    assertThat(other.profile("eu." + SONNET, "eu-west-1").orElseThrow().arn()).isEqualTo(arn);
    assertThat(other.resolve(arn, "eu-west-1")).isInstanceOf(Resolution.Callable.class);
    assertThat(CATALOGUE.resolve(arn, "eu-west-1")).isInstanceOf(Resolution.Unknown.class);
    assertThat(CATALOGUE.inAccount(Catalogue.ACCOUNT)).isSameAs(CATALOGUE);
  }

  private static JsonNode profiles() throws IOException {
    try (InputStream in = CatalogueTest.class.getResourceAsStream("../service/questions.json")) {
      return new JsonMapper().readTree(in).get("profiles");
    }
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
