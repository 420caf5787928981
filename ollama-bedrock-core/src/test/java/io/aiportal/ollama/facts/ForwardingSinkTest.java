package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardingSinkTest {

  private static final Citation CITATION =
      new Citation(Citation.Unit.PAGES, 0, 1, 2, "quoted", null);
  private static final byte[] DATA = {1};
  private static final ChatContent.ToolUse CALL = new ChatContent.ToolUse("t", "f", Map.of());
  private static final AnswerEnd END =
      new AnswerEnd(StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, true);

  private static void answer(AnswerSink sink) {
    sink.start();
    sink.reasoning("hm");
    sink.reasoningSignature("signed");
    sink.redactedReasoning(DATA);
    sink.text("Hi");
    sink.citation(CITATION);
    sink.blockEnd();
    sink.toolUseStart(0, "t", "f");
    sink.toolUseInput(0, "{}");
    sink.toolUse(0, CALL);
    sink.end(END);
  }

  /** Notes all that it is told. */
  private static AnswerSink noting(List<Object> notes) {
    return (AnswerSink)
        Proxy.newProxyInstance(
            AnswerSink.class.getClassLoader(),
            new Class<?>[] {AnswerSink.class},
            (proxy, method, arguments) -> {
              notes.add(method.getName());
              notes.addAll(arguments == null ? List.of() : Arrays.asList(arguments));
              return null;
            });
  }

  @Test
  void answer_goesOnWhole() {
    List<Object> expected = new ArrayList<>();
    answer(noting(expected));
    List<Object> heard = new ArrayList<>();
    answer(new ForwardingSink(noting(heard)) {});
    assertThat(heard).isEqualTo(expected).hasSize(24);
  }

  /** What taps an answer takes nothing from it. */
  @Test
  void answerThatIsTapped_goesOnWhole() {
    List<Object> heard = new ArrayList<>();
    ReasoningTap tap = new ReasoningTap((id, reasoning) -> id, (calls, reasoning) -> {});
    answer(tap.before(noting(heard)));
    assertThat(heard).contains("start", "Hi", "toolUse").endsWith("end", END);
  }
}
