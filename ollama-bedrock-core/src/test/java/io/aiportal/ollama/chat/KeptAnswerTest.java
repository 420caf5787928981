package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptAnswerTest {

  private static final String X = "x".repeat(1_000);

  private static Citation citation(String text, String title, String source) {
    return new Citation(Citation.Unit.FOUND_PARTS, 0, 1, 2, text, title, source);
  }

  private static AnswerEnd end(Map<String, Object> fields) {
    return new AnswerEnd(StopReason.END_TURN, null, Map.copyOf(fields), TokenUsage.NONE, 0, true);
  }

  private static String told(AnswerEvent event) {
    List<String> calls = new ArrayList<>();
    AnswerSink sink =
        (AnswerSink)
            Proxy.newProxyInstance(
                KeptAnswerTest.class.getClassLoader(),
                new Class<?>[] {AnswerSink.class},
                (proxy, method, arguments) -> {
                  calls.add(
                      method.getName() + (arguments == null ? "" : Arrays.toString(arguments)));
                  return null;
                });
    event.tell(sink);
    return String.join(";", calls);
  }

  @Test
  void event_isToldAsItCame() {
    byte[] data = {1};
    Citation citation = citation("a", "b", "c");
    assertThat(told(new AnswerEvent.Text("a"))).isEqualTo("text[a]");
    assertThat(told(new AnswerEvent.Cited(citation))).isEqualTo("citation[" + citation + "]");
    assertThat(told(new AnswerEvent.ReasoningText("a"))).isEqualTo("reasoning[a]");
    assertThat(told(new AnswerEvent.ReasoningSignature("a"))).isEqualTo("reasoningSignature[a]");
    assertThat(told(new AnswerEvent.RedactedReasoning(data)))
        .isEqualTo("redactedReasoning[" + data + "]");
    assertThat(told(new AnswerEvent.BlockEnd())).isEqualTo("blockEnd");
  }

  @Test
  void event_takesTheMemoryOfItsTexts() {
    assertThat(new AnswerEvent.BlockEnd().bytes()).isEqualTo(48);
    assertThat(new AnswerEvent.Text(X).bytes()).isEqualTo(2_048);
    assertThat(new AnswerEvent.ReasoningText(X).bytes()).isEqualTo(2_048);
    assertThat(new AnswerEvent.ReasoningSignature(X).bytes()).isEqualTo(2_048);
    assertThat(new AnswerEvent.RedactedReasoning(new byte[1_000]).bytes()).isEqualTo(1_048);
    assertThat(new AnswerEvent.Cited(citation(X, X, X)).bytes()).isEqualTo(6_096);
    assertThat(new AnswerEvent.Cited(new Citation(Citation.Unit.PAGES, 0, 1, 2, X, null)).bytes())
        .isEqualTo(2_096);
  }

  @Test
  void answer_takesTheMemoryOfItsEvents_warningsAndFields() {
    AnswerEvent event = new AnswerEvent.BlockEnd();
    assertThat(new KeptAnswer(List.of(event, event), end(Map.of()), List.of()).bytes())
        .isEqualTo(496);
    assertThat(new KeptAnswer(List.of(), end(Map.of()), List.of(X, X)).bytes()).isEqualTo(4_400);
    assertThat(new KeptAnswer(List.of(), end(Map.of("a", X)), List.of()).bytes())
        .isEqualTo(400 + 2 * 1_004);
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, true",
    "false, 0.1, false",
    "false, , false",
    "true, 0.1, true",
    "true, , true"
  })
  void reuse_coversWhatIsCold_orWhatItsCallerWants(
      boolean always, Double temperature, boolean covered) {
    assertThat(new AnswerReuse("a", always, false).covers(new Sampling(temperature, null, null)))
        .isEqualTo(covered);
  }

  @Test
  void cacheOfNothing_findsNothing() {
    AnswerCache.NOOP.keep("k", new KeptAnswer(List.of(), end(Map.of()), List.of()));
    assertThat(AnswerCache.NOOP.find("k")).isCompletedWithValue(null);
    assertThat(ModelRights.ALL.residency()).isNull();
  }
}
