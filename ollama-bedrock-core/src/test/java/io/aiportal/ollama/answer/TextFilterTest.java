package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.chat.CallMarkup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What every filter owes the next: the ends of blocks, and that of the answer. */
class TextFilterTest {

  private static final ToolShape TOOLS =
      new ToolShape(
          Map.of(),
          Map.of(),
          Map.of("f", new OfferedTool(Map.of())),
          Set.of(CallMarkup.TOOL_CALL_TAG),
          false);

  private final List<String> told = new ArrayList<>();
  private final AnswerOutput output = new AnswerOutput(new AnswerLog(), true);
  private final TextFilter last =
      new TextFilter() {
        @Override
        public void accept(String text) {
          told.add(text);
        }

        @Override
        public void blockEnd() {
          told.add("block end");
        }

        @Override
        public void end(boolean partial) {
          told.add(partial ? "partial end" : "end");
        }
      };

  @Test
  void ends_passOn() {
    List<UnaryOperator<TextFilter>> filters =
        List.of(
            next -> new StopCut(List.of("STOP"), next),
            next -> new InlineThinking("think", output, next),
            next -> new FormatCheck(new AnswerFormat(null, false, false), next),
            this::calls);
    for (UnaryOperator<TextFilter> kind : filters) {
      for (boolean partial : new boolean[] {false, true}) {
        told.clear();
        TextFilter filter = kind.apply(last);
        filter.accept("[1]");
        filter.blockEnd();
        filter.end(partial);
        assertThat(told).containsExactly("[1]", "block end", partial ? "partial end" : "end");
      }
    }
  }

  @Test
  void call_endsTheBlockBeforeIt_andLeavesNoWholeAnswer() {
    TextFilter filter = calls(last);
    filter.accept("a<tool_call>f</tool_call>\n");
    filter.end(false);
    assertThat(told).containsExactly("a", "block end", "partial end");
  }

  @Test
  void heldBack_passesWhenTheAnswerEnds() {
    TextFilter filter = calls(last);
    filter.accept("a<tool_call>f");
    filter.end(false);
    assertThat(told).containsExactly("a", "<tool_call>f", "end");
  }

  @Test
  void wrappedValue_passesTheEndsOn() {
    TextFilter filter = new WrappedValue(last);
    filter.accept("{\"value\":1}");
    filter.blockEnd();
    filter.end(true);
    assertThat(told).endsWith("block end", "partial end");
  }

  private TextFilter calls(TextFilter next) {
    AnswerShape shape = AnswerShape.PLAIN.withTools(TOOLS).withJson(JsonText.NONE);
    return new CallText(TOOLS, false, new ToolCallAssembler(shape, output, next, () -> "id"), next);
  }
}
