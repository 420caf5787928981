package io.aiportal.ollama.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Lesson;
import io.aiportal.ollama.repair.Refusals.Repair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  private static List<Lesson> lessons(String sentence) {
    return Refusals.known().repairs(sentence).stream().map(Repair::lesson).toList();
  }

  private static Lesson most(int tokens) {
    return new Lesson(
        "it gives " + tokens + " tokens at most",
        Map.of("limits", Map.of("maxOutputTokens", tokens)),
        Set.of());
  }

  @Test
  void sentenceThatNobodyKnows_teachesNothing() {
    assertThat(lessons("The moon is in the wrong phase.")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "The provided service tier is not supported for this model., it takes no service tier",
    "Latency performance configuration is not supported for x, it takes no latency",
    "latency performance configuration is not supported, it takes no latency"
  })
  void serviceThatIsRefused_teachesOneThing(String sentence, String lesson) {
    assertThat(lessons(sentence)).extracting(Lesson::says).containsExactly(lesson);
  }

  @Test
  void sentence_teachesTheLikeliestFirst() {
    assertThat(lessons("`temperature` and `top_p` cannot both be specified for this model."))
        .extracting(Lesson::says)
        .containsExactly(
            "it takes temperature or top-p, not both", "it takes no sampling settings");
  }

  @ParameterizedTest
  @CsvSource({
    "it exceeds the model limit of 4096., 4096, 4095",
    "max_tokens: 200000 > 64000 which is the maximum, 64000, 63999",
    "the maximum allowed number of output tokens is 8192, 8192, 8191",
    "maxTokens must be less than or equal to 5000, 5000, 4999",
    "it supports at most 16384 completion tokens, 16384, 16383",
    "it exceeds the model limit of 1, 1, 1",
  })
  void limitThatIsNamed_isTheLesson_orOneLess(String sentence, int limit, int below) {
    assertThat(lessons(sentence)).containsExactly(most(limit), most(below));
  }

  @Test
  void limitThatIsNotReached_isLessByOne() {
    assertThat(lessons("max_tokens must be lower than 128000")).containsExactly(most(127_999));
  }

  @ParameterizedTest
  @CsvSource({
    "This model doesn't support the citations field. Remove citations and try again.",
    "This model doesn't support the document.citations field.",
    "This model doesn't support the searchResult field for user messages. Remove it.",
    "This model doesn't support the citationsContent field for assistant messages. Remove it.",
    "Citations are not supported for this model"
  })
  void citationsThatAreRefused_areNotAskedForAgain(String sentence) {
    assertThat(lessons(sentence))
        .containsExactly(
            new Lesson(
                "it cites no documents", Map.of("media", Map.of("citations", false)), Set.of()));
  }

  @Test
  void citationsThatAreInTheWrongPlace_tellNothingOfTheModel() {
    assertThat(lessons("Citations are not supported in tool result documents.")).isEmpty();
  }

  @Test
  void contentThatIsRefused_tellsMoreOfTheCall() {
    List<Repair> images =
        Refusals.known().repairs("This model doesn't support the image content block");
    assertThat(images)
        .containsExactly(
            new Repair(
                new Lesson("it sees no images", Map.of(), Set.of(Capability.VISION)), false));
    List<Repair> system = Refusals.known().repairs("This model doesn't support system messages.");
    assertThat(system)
        .containsExactly(
            new Repair(
                new Lesson(
                    "it knows no system prompts",
                    Map.of("conversation", Map.of("system", false)),
                    Set.of()),
                true));
  }

  @Test
  void sentencesOfSeveralMeanings_teachAllOfThem() {
    assertThat(lessons("extraneous key [top_k]; \"thinking.type.enabled\" is not supported"))
        .extracting(Lesson::says)
        .containsExactly("it takes no top-k", "it thinks adaptively");
  }
}
