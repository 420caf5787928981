package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingToolCallsTest {

  @Test
  void results_byNameAndWithoutAnything_goToTheFirstThatWaits() {
    PendingToolCalls pending = new PendingToolCalls(true);
    pending.add(use("a", "x"), "1");
    pending.add(use(null, "y"), "2");
    pending.add(use(null, "x"), "3");

    assertThat(answer(pending, null, "x", "first x")).isTrue();
    assertThat(answer(pending, null, null, "first that waits")).isTrue();
    assertThat(answer(pending, "unknown", null, "without id")).isTrue();
    assertThat(answer(pending, null, null, "too many")).isFalse();
    assertThat(answer(pending, "unknown", null, "too many")).isFalse();
    assertThat(answer(pending, null, "x", "too many")).isFalse();
    assertThat(answer(pending, null, "z", "unknown")).isFalse();
    assertThat(pending.results())
        .containsExactly(
            given("1", "first x"), given("2", "first that waits"), given("3", "without id"));
  }

  @Test
  void result_withIdAndName_goesById() {
    PendingToolCalls pending = new PendingToolCalls(true);
    pending.add(use("a", "x"), "1");
    pending.add(use("b", "x"), "2");

    answer(pending, "b", "x", "of b");
    answer(pending, "b", "x", "more of b");

    assertThat(pending.results())
        .containsExactly(
            new ContentBlock.ToolResult(
                "1", List.of(Plans.text("The result of this call was not given.")), true),
            new ContentBlock.ToolResult(
                "2", List.of(Plans.text("of b"), Plans.text("more of b")), null));
  }

  @Test
  void idThatIsUsedAgain_meansTheCallOfThatName() {
    PendingToolCalls pending = new PendingToolCalls(true);
    pending.add(use("a", "x"), "1");
    pending.add(use("a", "y"), "2");
    pending.add(use("a", "y"), "3");

    answer(pending, "a", "y", "first y");
    answer(pending, "a", "z", "first that waits");
    answer(pending, "a", null, "next that waits");
    answer(pending, "a", "y", "more");

    assertThat(pending.results())
        .containsExactly(
            new ContentBlock.ToolResult(
                "1", List.of(Plans.text("first that waits"), Plans.text("more")), null),
            given("2", "first y"),
            given("3", "next that waits"));
  }

  @Test
  void failure_isToldAsStatusOrInWords() {
    assertThat(failed(true, "boom"))
        .isEqualTo(new ContentBlock.ToolResult("1", List.of(Plans.text("boom")), true));
    assertThat(failed(false, "boom"))
        .isEqualTo(
            new ContentBlock.ToolResult(
                "1", List.of(Plans.text("(The tool failed.)"), Plans.text("boom")), null));
  }

  @Test
  void failure_withoutOutput_isStillToldOnce() {
    assertThat(failed(true))
        .isEqualTo(new ContentBlock.ToolResult("1", List.of(Plans.text("(no output)")), true));
    assertThat(failed(false))
        .isEqualTo(
            new ContentBlock.ToolResult("1", List.of(Plans.text("(The tool failed.)")), null));
  }

  private static ContentBlock failed(boolean status, String... output) {
    PendingToolCalls pending = new PendingToolCalls(status);
    pending.add(use("a", "x"), "1");
    pending.answer(new ToolResult("a", null, List.of(), true), List.of());
    // What is said later does not undo the failure.
    List<ContentBlock> content = new ArrayList<>();
    for (String text : output) {
      content.add(Plans.text(text));
    }
    pending.answer(new ToolResult("a", null, List.of(), false), content);
    return pending.results().get(0);
  }

  /** Results that are matched by id, by name, by nothing, by unknown ids, and all the same id. */
  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"id", "name", "nothing", "unknown", "unknownId", "sameId"})
  void results_takeTimeInProportionToTheirNumber(String kind) {
    Growth.assertLinear(
        500,
        size -> Plans.plan(Plans.SONNET, Turn.user("Go."), calls(kind, size), results(kind, size)));
  }

  private static Turn calls(String kind, int size) {
    List<io.aiportal.ollama.chat.ChatContent> calls = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      calls.add(
          switch (kind) {
            case "id", "unknown" -> use("id" + i, "t");
            case "name" -> use(null, "t" + i % 100);
            case "sameId" -> use("id", "t");
            default -> use(null, "t");
          });
    }
    return new Turn(Turn.Role.ASSISTANT, calls);
  }

  private static Turn results(String kind, int size) {
    List<io.aiportal.ollama.chat.ChatContent> results = new ArrayList<>();
    for (int i = size - 1; i >= 0; i--) {
      results.add(
          switch (kind) {
            case "id" -> Plans.result("id" + i, "out");
            case "name" -> new ToolResult(null, "t" + i % 100, List.of(new Text("out")), null);
            case "unknown" -> new ToolResult("no" + i, "no" + i, List.of(new Text("out")), null);
            case "unknownId" -> Plans.result("no" + i, "out");
            case "sameId" -> Plans.result("id", "out");
            default -> new ToolResult(null, null, List.of(new Text("out")), null);
          });
    }
    return new Turn(Turn.Role.USER, results);
  }

  private static ToolUse use(@Nullable String id, String name) {
    return new ToolUse(id, name, Map.of());
  }

  private static boolean answer(
      PendingToolCalls pending, @Nullable String id, @Nullable String name, String text) {
    ToolResult result = new ToolResult(id, name, List.of(), null);
    boolean wanted = pending.wants(result);
    if (wanted) {
      pending.answer(result, List.of(Plans.text(text)));
    }
    return wanted;
  }

  private static ContentBlock given(String toolUseId, String text) {
    return new ContentBlock.ToolResult(toolUseId, List.of(Plans.text(text)), null);
  }
}
