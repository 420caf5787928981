package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResidencyTest {

  @ParameterizedTest
  @CsvSource({
    "eu, eu, true",
    "eu, us, false",
    "eu, geography, true",
    "eu, any, true",
    "eu, region, false",
    "region, eu, true",
    "region, geography, true",
    "geography, any, true",
    "geography, eu, false",
    "geography, region, false",
    "any, any, true",
    "any, geography, false",
    "any, eu, false"
  })
  void isWithin_ifTheOtherIsKeptAsWell(String residency, String other, boolean within) {
    assertThat(new Residency(residency).isWithin(new Residency(other))).isEqualTo(within);
  }

  private static final String ARN = "arn:aws:bedrock:eu-west-2:123456789012:";

  /** A region that has every kind of model: its own, behind one profile, behind several. */
  private static final ModelLists TOKYO =
      ModelLists.of(
          "ap-northeast-1",
          """
          amazon.nova-lite-v1:0 | TEXT>TEXT | stream | ON_DEMAND INFERENCE_PROFILE | apac
          amazon.nova-pro-v1:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | apac
          anthropic.claude-haiku-4-5-20251001-v1:0 | TEXT>TEXT | stream | INFERENCE_PROFILE | apac jp global
          anthropic.claude-opus-5 | TEXT>TEXT | stream | INFERENCE_PROFILE | global
          newco.seer.v2 | TEXT>TEXT | stream | ON_DEMAND |
          """);

  private static ModelCatalogue tokyo(String residency) {
    return TOKYO
        .addTo(ModelCatalogue.builtIn("ap-northeast-1"))
        .withResidency(Residency.parse(residency));
  }

  private static ModelCatalogue london(String residency) {
    return ModelCatalogue.builtIn("eu-west-2").withResidency(Residency.parse(residency));
  }

  private static void assertRefused(ModelCatalogue catalogue, String name, String sentence) {
    ModelResolution resolution = catalogue.resolve(name);
    assertThat(resolution).isEqualTo(new ModelResolution.NotAllowed(name, sentence));
    assertThatThrownBy(resolution::orThrow)
        .isInstanceOfSatisfying(
            CallException.class,
            e -> {
              assertThat(e.status()).isEqualTo(403);
              assertThat(e.kind()).isEqualTo(CallException.Kind.ACCESS_DENIED);
            })
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"region", "geography", "any", "eu", "us", "apac", "jp", "au", "ca"})
  void word_isRead(String word) {
    assertThat(Residency.parse(word)).isEqualTo(new Residency(word)).hasToString(word);
    assertThat(Residency.parse(" " + word.toUpperCase(Locale.ROOT) + " "))
        .isEqualTo(new Residency(word));
  }

  @Test
  void words_haveNames() {
    assertThat(Residency.parse("region")).isEqualTo(Residency.REGION);
    assertThat(Residency.parse("geography")).isEqualTo(Residency.GEOGRAPHY);
    assertThat(Residency.parse("any")).isEqualTo(Residency.ANY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "global", "europe", "eu-west-2"})
  void otherWord_isRefusedWithAllThatThereAre(String word) {
    assertThatThrownBy(() -> Residency.parse(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a residency is region, geography, any or one of the geographies us-gov, jp, au, in,"
                + " ca, sa, us, eu, apac, amer, not '%s'",
            word);
  }

  @ParameterizedTest
  @CsvSource({
    "any, us-east-1, eu-west-1, true",
    "any, us-east-1, nowhere-1, true",
    "region, us-east-1, us-east-1, true",
    "region, us-east-1, us-west-2, false",
    "geography, us-east-1, us-east-1, true",
    "geography, us-east-1, us-west-2, true",
    "geography, us-east-1, eu-west-1, false",
    "geography, eu-west-1, us-east-1, false",
    "geography, us-east-1, nowhere-1, false",
    "eu, eu-west-1, eu-central-1, true",
    "eu, eu-west-1, us-east-1, false",
    "eu, us-east-1, eu-west-1, false",
    "eu, us-east-1, us-west-2, false",
  })
  void regionThatStandsIn_isOneThatCallsMayGoTo(
      String residency, String region, String other, boolean reaches) {
    assertThat(Residency.parse(residency).reaches(region, other)).isEqualTo(reaches);
  }

  @ParameterizedTest
  @CsvSource({
    "geography, nova-lite, amazon.nova-lite-v1:0",
    "geography, nova-pro, apac.amazon.nova-pro-v1:0",
    "geography, claude-haiku-4.5, jp.anthropic.claude-haiku-4-5-20251001-v1:0",
    "any, claude-haiku-4.5, jp.anthropic.claude-haiku-4-5-20251001-v1:0",
    "any, claude-opus-5, global.anthropic.claude-opus-5",
    "apac, nova-lite, amazon.nova-lite-v1:0",
    "apac, nova-pro, apac.amazon.nova-pro-v1:0",
    "apac, claude-haiku-4.5, apac.anthropic.claude-haiku-4-5-20251001-v1:0",
    "jp, claude-haiku-4.5, jp.anthropic.claude-haiku-4-5-20251001-v1:0",
    "jp, nova-lite, amazon.nova-lite-v1:0",
    "region, nova-lite, amazon.nova-lite-v1:0",
    "region, amazon.nova-lite-v1:0, amazon.nova-lite-v1:0",
    "apac, amazon.nova-pro-v1:0, apac.amazon.nova-pro-v1:0",
  })
  void name_goesNoFurtherThanAllowed(String residency, String name, String modelId) {
    assertThat(tokyo(residency).resolve(name).found()).map(Model::modelId).hasValue(modelId);
  }

  @ParameterizedTest
  @CsvSource({
    "region, nova-pro, apac.amazon.nova-pro-v1:0",
    "region, claude-haiku-4.5, jp.anthropic.claude-haiku-4-5-20251001-v1:0",
    "jp, nova-pro, apac.amazon.nova-pro-v1:0",
    "jp, amazon.nova-pro-v1:0, apac.amazon.nova-pro-v1:0",
  })
  void nameThatWouldGoFurther_isRefused(String residency, String name, String profile) {
    assertRefused(
        tokyo(residency),
        name,
        "model '%s' can be called from ap-northeast-1 only through %s; the residency %s does not"
                .formatted(name, profile, residency)
            + " allow that");
    assertThat(tokyo(residency).list()).extracting(Model::modelId).doesNotContain(profile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"region", "jp", "apac"})
  void nameOfAGlobalProfileAlone_isRefusedWithoutAnInvitation(String residency) {
    assertRefused(
        tokyo(residency),
        "claude-opus-5",
        "model 'claude-opus-5' can be called from ap-northeast-1 only through"
            + " global.anthropic.claude-opus-5, which may send data to any region; the residency "
            + residency
            + " does not allow that");
  }

  @Test
  void nameBeforeAnythingWasListed_goesNoFurtherThanAllowed() {
    assertThat(london("region").resolve("nova-lite").found()).isPresent();
    assertRefused(
        london("region"),
        "claude-sonnet-4.5",
        "model 'claude-sonnet-4.5' can be called from eu-west-2 only through"
            + " eu.anthropic.claude-sonnet-4-5-20250929-v1:0; the residency region does not allow"
            + " that");
    assertThat(london("eu").resolve("claude-sonnet-4.5").found())
        .map(Model::modelId)
        .hasValue("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
  }

  @ParameterizedTest
  @CsvSource({
    "geography, us.amazon.nova-lite-v1:0",
    "geography, global.anthropic.claude-opus-5",
    "any, us.amazon.nova-lite-v1:0",
    "any, global.anthropic.claude-opus-5",
    "geography, mx.anthropic.claude-opus-5",
    "geography, nobody.knows.this",
    "eu, eu.amazon.nova-lite-v1:0",
    "eu, EU.amazon.nova-lite-v1:0",
    "eu, amazon.nova-lite-v1:0",
    "eu, amazon.nova-lite-v1:0:300k",
    "eu, newco.seer-v2:0",
    "eu, deepseek.v3.2",
    "region, newco.seer-v2:0",
  })
  void id_isTakenAtItsWordWhereThatIsAllowed(String residency, String id) {
    assertThat(london(residency).resolve(id).found()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "eu, us.amazon.nova-lite-v1:0, sends data to the geography us",
    "eu, US.amazon.nova-lite-v1:0, sends data to the geography us",
    "region, eu.amazon.nova-lite-v1:0, sends data to the geography eu",
    "eu, mx.anthropic.claude-opus-5, sends data to the geography mx",
    "eu, global.anthropic.claude-opus-5, may send data to any region",
    "region, global.newco.seer-v2:0, may send data to any region",
    "eu, nobody.knows.this, does not tell where it sends data",
    "region, nobody.knows.this, does not tell where it sends data",
  })
  void idThatGoesFurther_isRefused(String residency, String id, String why) {
    assertRefused(
        london(residency),
        id,
        "model '%s' %s, which the residency %s does not allow".formatted(id, why, residency));
  }

  @Test
  void idWithMoreDots_isKnownOnceItIsListed() {
    assertThat(tokyo("jp").resolve("newco.seer.v2").found()).isPresent();
    assertThat(
            ModelCatalogue.builtIn("ap-northeast-1")
                .withResidency(new Residency("jp"))
                .withOverrides(
                    List.of(
                        new ModelOverride("newco.seer.v2", null, Map.of("contextLength", 1000))))
                .resolve("newco.seer.v2"))
        .isInstanceOf(ModelResolution.NotAllowed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "eu, inference-profile/eu.amazon.nova-lite-v1:0",
    "region, provisioned-model/abcdefghijkl",
    "region, custom-model/amazon.nova-lite-v1:0:300k/abcdefghijkl",
    "eu, imported-model/abcdefghijkl",
    "geography, application-inference-profile/abcdefghijkl",
    "any, prompt-router/abc",
  })
  void arn_isTakenAtItsWordWhereThatIsAllowed(String residency, String resource) {
    assertThat(london(residency).resolve(ARN + resource).found())
        .map(Model::modelId)
        .hasValue(ARN + resource);
  }

  @ParameterizedTest
  @CsvSource({
    "region, inference-profile/eu.amazon.nova-lite-v1:0, sends data to the geography eu",
    "eu, inference-profile/us.amazon.nova-lite-v1:0, sends data to the geography us",
    "eu, inference-profile/global.newco.seer-v2:0, may send data to any region",
    "eu, inference-profile/nameless, does not tell where it sends data",
    "eu, application-inference-profile/abcdefghijkl, does not tell where it sends data",
    "eu, prompt-router/abc, does not tell where it sends data",
    "eu, default-prompt-router/abc, does not tell where it sends data",
    "eu, prompt/abc, does not tell where it sends data",
  })
  void arnThatGoesFurther_isRefused(String residency, String resource, String why) {
    assertThat(london(residency).resolve(ARN + resource))
        .isInstanceOfSatisfying(
            ModelResolution.NotAllowed.class,
            refusal -> assertThat(refusal.reason()).contains("' " + why + ", which"));
  }

  @Test
  void arnOfAnotherRegion_isJudgedByThatRegion() {
    String frankfurt = "arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl";
    assertThat(london("eu").resolve(frankfurt).found()).isPresent();
    assertRefused(
        london("region"),
        frankfurt,
        "model '%s' sends data to eu-central-1, which the residency region does not allow"
            .formatted(frankfurt));
    String nowhere = "arn:aws:bedrock:::foundation-model/amazon.nova-lite-v1:0";
    assertThat(london("eu").resolve(nowhere)).isInstanceOf(ModelResolution.NotAllowed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "region, eu-west-2, true",
    "region, eu-west-2 eu-central-1, false",
    "eu, eu-west-2 eu-central-1, true",
    "eu, eu-west-2 us-east-1, false",
    "eu, '', false",
    "geography, us-east-1, true",
    "any, '', true",
  })
  void applicationProfile_isJudgedByTheRegionsBehindIt(
      String residency, String regions, boolean allowed) {
    List<String> arns = new ArrayList<>();
    for (String region : regions.split(" ", -1)) {
      arns.add("arn:aws:bedrock:" + region + "::foundation-model/amazon.nova-lite-v1:0");
    }
    ModelCatalogue catalogue =
        london(residency).withListed(List.of(), List.of(profile("abcdefghijkl", arns)));
    assertThat(catalogue.resolve("team-a").found().isPresent()).isEqualTo(allowed);
    assertThat(catalogue.resolve(ARN + "application-inference-profile/abcdefghijkl").found())
        .isEqualTo(catalogue.resolve("team-a").found());
    assertThat(catalogue.list().stream().anyMatch(model -> model.name().equals("team-a:latest")))
        .isEqualTo(allowed);
  }

  @Test
  void applicationProfileThatIsRefused_isNamedByItsId() {
    InferenceProfile american =
        profile("abcdefghijkl", List.of("arn:aws:bedrock:us-east-1::foundation-model/a.b"));
    assertRefused(
        london("eu").withListed(List.of(), List.of(american)),
        "team-a",
        "model 'team-a' can be called from eu-west-2 only through abcdefghijkl; the residency eu"
            + " does not allow that");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "arn:aws:bedrock", ""})
  void applicationProfileThatTellsNoRegion_isRefused(String arn) {
    List<String> arns = arn.isEmpty() ? List.of() : List.of(arn);
    ModelCatalogue catalogue =
        london("eu").withListed(List.of(), List.of(profile("abcdefghijkl", arns)));
    assertThat(catalogue.resolve("team-a")).isInstanceOf(ModelResolution.NotAllowed.class);
    assertThat(
            catalogue.withResidency(Residency.GEOGRAPHY).resolve("team-a").orThrow().baseModelId())
        .isEqualTo(ARN + "application-inference-profile/abcdefghijkl");
  }

  private static InferenceProfile profile(String id, List<String> arns) {
    return new InferenceProfile(
        id, ARN + "application-inference-profile/" + id, "Team A", true, arns);
  }

  @Test
  void aliasOfWhatIsNotAllowed_isRefusedAndNotListed() {
    ModelCatalogue catalogue =
        london("eu")
            .withOverrides(List.of(ModelOverride.alias("house", "us.amazon.nova-lite-v1:0")));
    assertThatThrownBy(() -> catalogue.resolve("house").orThrow())
        .hasMessageContaining("the residency eu does not allow");
    assertThat(catalogue.list()).extracting(Model::name).doesNotContain("house:latest");
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, eu",
    "eu-west-2, us",
    "eu-west-2, jp",
    "us-gov-west-1, us",
    "mars-north-1, eu",
  })
  void geographyWithoutTheRegion_isRefused(String region, String residency) {
    ModelCatalogue catalogue = ModelCatalogue.builtIn(region);
    assertThatThrownBy(() -> catalogue.withResidency(Residency.parse(residency)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the region %s is not in the geography %s", region, residency);
  }

  @ParameterizedTest
  @CsvSource({
    "ca-central-1, us",
    "ca-central-1, ca",
    "il-central-1, eu",
    "eu-new-9, eu",
    "mars-north-1, region",
    "mars-north-1, geography",
    "mars-north-1, any",
  })
  void residencyThatFits_isTaken(String region, String residency) {
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn(region).withResidency(Residency.parse(residency));
    assertThat(catalogue.resolve("newco.seer-v2:0").found()).isPresent();
  }

  @Test
  void residency_outlivesNewListsAndOverrides() {
    ModelCatalogue catalogue =
        TOKYO
            .addTo(
                ModelCatalogue.builtIn("ap-northeast-1")
                    .withResidency(new Residency("apac"))
                    .withOverrides(List.of(ModelOverride.alias("house", "claude-haiku-4.5"))))
            .withListedProfiles(TOKYO.profiles());
    assertThat(catalogue.resolve("house").found())
        .map(Model::modelId)
        .hasValue("apac.anthropic.claude-haiku-4-5-20251001-v1:0");
    assertThat(
            catalogue
                .withResidency(new Residency("jp"))
                .resolve("house")
                .found()
                .map(Model::modelId))
        .hasValue("jp.anthropic.claude-haiku-4-5-20251001-v1:0");
  }

  @Test
  void destination_hasARegion() {
    assertThatThrownBy(() -> new Destination.Regions(Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a destination has a region");
  }
}
