package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.Turn;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingPlanTest {

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
  void stopSequences_thatHaveNoEffect_areTold() {
    List<String> five = IntStream.range(0, 5).mapToObj(i -> "s" + i).toList();

    Plan blank = plan(SONNET, stops(List.of("\n", "\u00a0", "END", "END")));
    assertThat(config(blank).stopSequences()).containsExactly("END");
    assertThat(blank.warnings())
        .containsExactly("a stop sequence of nothing but white space has no effect");
    Plan tooMany = plan("nova-pro", stops(five));
    assertThat(config(tooMany).stopSequences()).isEqualTo(five.subList(0, 4));
    assertThat(tooMany.warnings())
        .containsExactly("some stop sequences have no effect: the model takes no more of them");
    Plan enough = plan("nova-pro", stops(five.subList(0, 4)));
    assertThat(enough.warnings()).isEmpty();
  }

  @Test
  void stopSequences_stayWhereSamplingIsRuledOut() {
    assertThat(config(plan("claude-sonnet-5", stops(List.of("END")))).stopSequences())
        .containsExactly("END");
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
