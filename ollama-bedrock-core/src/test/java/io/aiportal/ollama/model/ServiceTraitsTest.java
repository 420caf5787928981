package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.chat.CallDefaults;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.plan.Planner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls are served, for one model or for all. */
class ServiceTraitsTest {

  private static final String ARN = "arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc:DRAFT";

  private static ModelCatalogue catalogue(ModelOverride... overrides) {
    return ModelCatalogue.builtIn("eu-west-2").withOverrides(List.of(overrides));
  }

  private static ModelOverride of(String name, String trait, String value) {
    return new ModelOverride(name, null, Map.of(trait, value));
  }

  private static ServiceOptions served(ModelCatalogue catalogue, String name) {
    Model model = catalogue.resolve(name).orThrow();
    return Planner.plan(ChatCall.of(name, List.of(Turn.user("Hi"))), model).request().service();
  }

  @Test
  void nothing_isAskedFor_unlessTheOperatorDoes() {
    assertThat(served(catalogue(), "nova-lite")).isEqualTo(ServiceOptions.NONE);
  }

  @Test
  void guardrail_watchesOverAModel_byWhateverName() {
    ModelCatalogue catalogue =
        catalogue(
                of("claude-sonnet-4.5", "guardrail", "gr1abc:2"),
                ModelOverride.alias("mine", "claude-sonnet-4.5"))
            .withPresets(List.of(new Preset("saved", "mine", CallDefaults.NONE, Instant.EPOCH)));
    ServiceOptions guarded =
        new ServiceOptions(new ServiceOptions.Guardrail("gr1abc", "2"), null, null);
    for (String name :
        List.of(
            "claude-sonnet-4.5",
            "mine",
            "saved",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "eu.anthropic.claude-sonnet-4-5-20250929-v1:0")) {
      assertThat(served(catalogue, name)).as(name).isEqualTo(guarded);
    }
    assertThat(served(catalogue, "nova-lite")).isEqualTo(ServiceOptions.NONE);
  }

  @Test
  void whatIsSaidOfAll_holdsForEveryModel_unknownOnesToo() {
    ModelCatalogue catalogue =
        catalogue(
            new ModelOverride(
                "*", null, Map.of("service", Map.of("guardrail", ARN, "serviceTier", "flex"))),
            of("nova-lite", "serviceTier", "priority"),
            of("nova-pro", "guardrail", "none"),
            new ModelOverride("fast", "nova-lite", Map.of("latency", "optimized")));
    ServiceOptions.Guardrail guardrail =
        new ServiceOptions.Guardrail(ARN.substring(0, ARN.lastIndexOf(':')), "DRAFT");
    assertThat(served(catalogue, "nova-micro"))
        .isEqualTo(new ServiceOptions(guardrail, "flex", null));
    assertThat(served(catalogue, "nova-lite"))
        .isEqualTo(new ServiceOptions(guardrail, "priority", null));
    assertThat(served(catalogue, "fast"))
        .isEqualTo(new ServiceOptions(guardrail, "priority", "optimized"));
    assertThat(served(catalogue, "nova-pro")).isEqualTo(new ServiceOptions(null, "flex", null));
    assertThat(served(catalogue, "new.model-v1:0"))
        .isEqualTo(new ServiceOptions(guardrail, "flex", null));
    assertThat(
            served(
                catalogue, "arn:aws:bedrock:eu-west-2:123456789012:provisioned-model/abcdefghijkl"))
        .isEqualTo(new ServiceOptions(guardrail, "flex", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gr1abc", "gr1abc:0", "gr1abc:latest", "GR:1", ":1", "none:1x"})
  void guardrailWithoutAVersion_isRefused(String guardrail) {
    assertThatThrownBy(() -> catalogue(of("nova-lite", "guardrail", guardrail)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a guardrail is its id or ARN, a colon, and its version or DRAFT");
  }

  @Test
  void tierThatNobodyHas_isRefused() {
    assertThatThrownBy(() -> catalogue(of("nova-lite", "serviceTier", "cheap")))
        .hasMessageContaining("one of unset, priority, default, flex, reserved");
  }
}
