package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.Turn;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingPlanTest {

  private static final String EMULATED =
      "the gateway stops the answer itself: the model does not take all stop sequences; where it"
          + " does, the token counts are estimates";

  @ParameterizedTest
  @CsvSource({
    "0,0,false",
    "1,1,false",
    "0.5,0.5,false",
    "1.0001,1,true",
    "2,1,true",
    "-0.1,0,true"
  })
  void temperatureAndTopP_areKeptWithinTheirRange(double wanted, double taken, boolean told) {
    Plan temperature = plan("claude-3-haiku", sampling(new Sampling(wanted, null, null)));
    assertThat(config(temperature).temperature()).isEqualTo(taken);
    assertThat(temperature.warnings())
        .isEqualTo(
            told ? List.of("temperature is taken to be the nearest value from 0 to 1") : List.of());
    Plan topP = plan("claude-3-haiku", sampling(new Sampling(null, wanted, null)));
    assertThat(config(topP).topP()).isEqualTo(taken);
    assertThat(topP.warnings())
        .isEqualTo(
            told ? List.of("top-p is taken to be the nearest value from 0 to 1") : List.of());
  }

  @Test
  void topP_besideTemperature_isToldToHaveNoEffectWhereOnlyOneIsTaken() {
    Plan plan = plan(SONNET, sampling(new Sampling(0.5, 0.9, null)));

    assertThat(config(plan).topP()).isNull();
    assertThat(plan.warnings())
        .containsExactly("top-p has no effect: the model takes only temperature");
    Plan alone = plan(SONNET, sampling(new Sampling(null, 0.9, null)));
    assertThat(config(alone).topP()).isEqualTo(0.9);
    assertThat(alone.warnings()).isEmpty();
    Plan temperature = plan(SONNET, sampling(new Sampling(0.5, null, null)));
    assertThat(temperature.warnings()).isEmpty();
    Plan both = plan("claude-3-haiku", sampling(new Sampling(0.5, 0.9, null)));
    assertThat(config(both).topP()).isEqualTo(0.9);
  }

  @Test
  void settings_thatTheModelRefuses_areToldToHaveNoEffect() {
    Plan none = plan("claude-sonnet-5", sampling(new Sampling(0.5, null, 3)));
    assertThat(config(none).temperature()).isNull();
    assertThat(none.request().additionalModelRequestFields()).isEmpty();
    assertThat(none.warnings())
        .containsExactly(
            "temperature, top-p and top-k have no effect: the model takes none of them");

    Plan thinking =
        plan(SONNET, sampling(new Sampling(0.5, null, null)).reasoning(new Reasoning.On()));
    assertThat(config(thinking).temperature()).isNull();
    assertThat(thinking.warnings())
        .containsExactly("temperature, top-p and top-k have no effect while the model thinks");
    assertThat(plan("claude-sonnet-5", Turn.user("Hi")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0,false", "500,500,false", "501,500,true"})
  void topK_ofClaude(int wanted, int taken, boolean told) {
    Plan plan = plan(SONNET, sampling(new Sampling(null, null, wanted)));

    assertThat(plan.request().additionalModelRequestFields()).isEqualTo(Map.of("top_k", taken));
    assertThat(plan.warnings()).hasSize(told ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({"128,128,false", "129,128,true"})
  void topK_ofNova(int wanted, int taken, boolean told) {
    Plan plan = plan("nova-pro", sampling(new Sampling(null, null, wanted)));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(Map.of("inferenceConfig", Map.of("topK", taken)));
    assertThat(plan.warnings())
        .isEqualTo(
            told
                ? List.of("top-k is taken to be the largest value that the model takes")
                : List.of());
  }

  @Test
  void topK_ofWhoTakesNone() {
    assertThat(plan("llama3.3", sampling(new Sampling(null, null, 5))).warnings())
        .containsExactly("top-k has no effect: the model does not take it");
    Plan negative = plan(SONNET, sampling(new Sampling(null, null, -1)));
    assertThat(negative.request().additionalModelRequestFields()).isEmpty();
    assertThat(negative.warnings()).isEmpty();
  }

  @Test
  void stopSequences_thatTheModelDoesNotTake_areEmulated() {
    List<String> five = IntStream.range(0, 5).mapToObj(i -> "s" + i).toList();

    Plan blank = plan(SONNET, stops(List.of("\n", "\u00a0", "END", "END")));
    assertThat(config(blank).stopSequences()).containsExactly("END");
    assertThat(blank.answer().stopSequences()).containsExactly("\n", "\u00a0");
    assertThat(blank.warnings()).containsExactly(EMULATED);
    Plan tooMany = plan("nova-pro", stops(five));
    assertThat(config(tooMany).stopSequences()).isEqualTo(five.subList(0, 4));
    assertThat(tooMany.answer().stopSequences()).containsExactly("s4");
    assertThat(tooMany.warnings()).containsExactly(EMULATED);
    Plan enough = plan("nova-pro", stops(five.subList(0, 4)));
    assertThat(enough.answer().stopSequences()).isEmpty();
    assertThat(enough.warnings()).isEmpty();
  }

  @Test
  void stopSequence_ofNothing_hasNoEffect() {
    for (String model : List.of(SONNET, "gpt-oss")) {
      Plan plan = plan(model, stops(List.of("")));

      assertThat(config(plan).stopSequences()).isEmpty();
      assertThat(plan.answer().stopSequences()).isEmpty();
      assertThat(plan.warnings()).containsExactly("an empty stop sequence has no effect");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-oss",
        "qwen3",
        "deepseek-v3.1",
        "deepseek-r1",
        "glm-5",
        "kimi-k2.5",
        "minimax-m2",
        "nemotron-nano",
        "mistral-large-3",
        "magistral",
        "gemma3:12b",
        "llama3.3",
        "some.model-v1"
      })
  void stopSequences_ofFamiliesThatRefuseOrIgnoreThem_areAllEmulated(String model) {
    Plan plan = plan(model, stops(List.of("END", "\n")));

    assertThat(config(plan).stopSequences()).isEmpty();
    assertThat(plan.request().additionalModelResponseFieldPaths()).isEmpty();
    assertThat(plan.answer().stopSequences()).containsExactly("END", "\n");
    assertThat(plan.warnings()).containsExactly(EMULATED);
  }

  @Test
  void stopSequences_stayWhereSamplingIsRuledOut() {
    assertThat(config(plan("claude-sonnet-5", stops(List.of("END")))).stopSequences())
        .containsExactly("END");
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-sonnet-4.5", "nova-pro", "qwen3:235b", "llama3.3:70b"})
  void stopSequences_haveNoEffectOnAFormat(String model) {
    Plan plan = plan(model, stops(List.of("}", "\n")).outputFormat(new OutputFormat.Json()));

    assertThat(config(plan).stopSequences()).isEmpty();
    assertThat(plan.answer().stopSequences()).isEmpty();
    assertThat(plan.warnings())
        .contains("stop sequences have no effect on an answer that is JSON by its format");
  }

  private static InferenceConfiguration config(Plan plan) {
    return plan.request().inferenceConfig();
  }

  private static ChatCall.Builder sampling(Sampling sampling) {
    return Plans.call(Turn.user("Hi")).sampling(sampling);
  }

  private static ChatCall.Builder stops(List<String> stops) {
    return Plans.call(Turn.user("Hi")).stopSequences(stops);
  }
}
