package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.content;
import static io.aiportal.ollama.plan.Plans.plan;
import static io.aiportal.ollama.plan.Plans.result;
import static io.aiportal.ollama.plan.Plans.text;
import static io.aiportal.ollama.plan.Plans.use;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.ChatContent.CachePoint;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.chat.Turn.Role;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachePlanTest {

  private static final CachePoint HINT = new CachePoint(null);
  private static final ContentBlock.CachePoint POINT = new ContentBlock.CachePoint(null);
  private static final String LEFT_OUT =
      "a hint for the prompt cache is left out where the model takes none";
  private static final String LAST_ONES =
      "only the last hints for the prompt cache count: the model takes no more";

  @Test
  void hints_stayWhereTheyAre() {
    Plan plan =
        plan(
            SONNET,
            Plans.call(
                    Turn.of(Role.SYSTEM, new Text("Be brief."), HINT),
                    Turn.of(Role.USER, new Text("a"), HINT, new Text("b")),
                    Turn.of(Role.ASSISTANT, new Text("c"), use("a", "t"), HINT),
                    Turn.of(Role.USER, result("a", "done"), new Text("d")))
                .tools(List.of(tool(Duration.ZERO))));

    assertThat(toolPoints(plan)).containsExactly(POINT);
    assertThat(plan.request().system()).containsExactly(text("Be brief."), POINT);
    assertThat(content(plan, 0)).containsExactly(text("a"), POINT, text("b"));
    assertThat(content(plan, 1)).hasSize(3).endsWith(POINT);
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void hint_betweenTextAndCalls_staysWithTheText() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("Go."),
            Turn.of(Role.ASSISTANT, use("a", "t"), new Text("c"), HINT),
            Turn.of(Role.USER, result("a", "done")));

    assertThat(content(plan, 1)).hasSize(3).startsWith(text("c"), POINT);
  }

  @Test
  void hints_thatAreTooMany_leaveTheLastOnes() {
    Plan plan =
        plan(
            SONNET,
            Plans.call(
                    Turn.of(Role.SYSTEM, new Text("s1"), HINT, new Text("s2"), HINT),
                    Turn.of(Role.USER, new Text("a"), HINT, new Text("b"), HINT),
                    Turn.of(Role.ASSISTANT, new Text("c"), HINT),
                    Turn.user("d"))
                .tools(List.of(tool(Duration.ZERO), Plans.tool("last"))));

    assertThat(toolPoints(plan)).containsOnlyNulls().hasSize(2);
    assertThat(plan.request().system()).containsExactly(text("s1"), text("s2"), POINT);
    assertThat(content(plan, 0)).containsExactly(text("a"), POINT, text("b"), POINT);
    assertThat(content(plan, 1)).containsExactly(text("c"), POINT);
    assertThat(plan.warnings()).containsExactly(LAST_ONES);
  }

  @Test
  void hints_asManyAsTheModelTakes_allStay() {
    Plan plan =
        plan(
            SONNET,
            Turn.of(
                Role.USER,
                new Text("a"),
                HINT,
                new Text("b"),
                HINT,
                new Text("c"),
                HINT,
                new Text("d"),
                HINT));

    assertThat(content(plan, 0)).hasSize(8);
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void hints_withNothingBetweenThem_areOne() {
    Plan plan = plan(SONNET, Turn.of(Role.USER, new Text("a"), HINT, HINT, new Text(" "), HINT));

    assertThat(content(plan, 0)).containsExactly(text("a"), POINT);
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void hint_atTheBeginning_goesBehindWhatWasBefore() {
    Plan plan =
        plan(
            SONNET,
            Turn.system("Be brief."),
            Turn.of(Role.USER, HINT, new Text("a")),
            Turn.of(Role.ASSISTANT, HINT, new Text("b")),
            Turn.user("c"));

    assertThat(plan.request().system()).containsExactly(text("Be brief."), POINT);
    assertThat(content(plan, 0)).containsExactly(text("a"), POINT);
    assertThat(content(plan, 1)).containsExactly(text("b"));
  }

  @Test
  void turn_ofNothingButAHint_saysNothing() {
    Plan plan =
        plan(
            SONNET,
            Turn.of(Role.USER, HINT),
            Turn.of(Role.ASSISTANT, HINT),
            Turn.user("a"),
            Turn.of(Role.ASSISTANT, HINT),
            Turn.of(Role.USER, HINT));

    assertThat(plan.request().messages()).hasSize(1);
    assertThat(content(plan, 0))
        .containsExactly(text("."), POINT, text("a"), POINT, text("."), POINT);
  }

  @Test
  void hint_beforeEverything_belongsToTheSystem() {
    Plan alone = plan(SONNET, Turn.of(Role.ASSISTANT, HINT), Turn.user("a"));
    assertThat(alone.request().system()).isEmpty();
    assertThat(content(alone, 0)).containsExactly(text("a"));
    assertThat(alone.warnings()).containsExactly(LEFT_OUT);

    Plan behind =
        plan(SONNET, Turn.system("Be brief."), Turn.of(Role.ASSISTANT, HINT), Turn.user("a"));
    assertThat(behind.request().system()).containsExactly(text("Be brief."), POINT);
  }

  @Test
  void hint_behindReasoning_isLeftOut() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("a"),
            Turn.of(Role.ASSISTANT, new ReasoningText("r", "s"), HINT, new Text("b")),
            Turn.user("c"));

    assertThat(content(plan, 1))
        .containsExactly(new ContentBlock.ReasoningText("r", "s"), text("b"));
    assertThat(plan.warnings()).containsExactly(LEFT_OUT);
  }

  @Test
  void hint_besideToolsOfNova_isLeftOut() {
    Plan plan =
        plan(
            "nova-pro",
            Plans.call(
                    Turn.of(Role.USER, new Text("a"), HINT),
                    Turn.of(Role.ASSISTANT, use("a", "t"), HINT),
                    Turn.of(Role.USER, result("a", "done"), HINT))
                .tools(List.of(tool(Duration.ZERO))));

    assertThat(toolPoints(plan)).containsOnlyNulls();
    assertThat(content(plan, 0)).containsExactly(text("a"), POINT);
    assertThat(content(plan, 1)).hasSize(1);
    assertThat(content(plan, 2)).hasSize(1);
    assertThat(plan.warnings()).containsExactly(LEFT_OUT);
  }

  @Test
  void hint_amongToolsOfNova_isLeftOutAndTold() {
    Plan plan = plan("nova-pro", Plans.call(Turn.user("a")).tools(List.of(tool(Duration.ZERO))));

    assertThat(toolPoints(plan)).containsOnlyNulls();
    assertThat(plan.warnings()).containsExactly(LEFT_OUT);
  }

  @Test
  void hint_behindAPrefill_leavesItsEndToBeCut() {
    Plan plan = plan(SONNET, Turn.user("a"), Turn.of(Role.ASSISTANT, new Text("b "), HINT));

    assertThat(content(plan, 1)).containsExactly(text("b"), POINT);
  }

  @Test
  void hints_forAModelWithoutACache_areTold() {
    Plan plan =
        plan(
            "gpt-oss",
            Plans.call(
                    Turn.of(Role.SYSTEM, new Text("Be brief."), HINT),
                    Turn.of(Role.USER, new Text("a"), HINT),
                    Turn.of(Role.ASSISTANT, new Text("b"), HINT),
                    Turn.of(Role.USER, HINT))
                .tools(List.of(tool(Duration.ofHours(1)))));

    assertThat(plan.request().toString()).doesNotContain("CachePoint[");
    assertThat(content(plan, 2)).containsExactly(text("."));
    assertThat(plan.warnings())
        .containsExactly("hints for the prompt cache have no effect with this model");
  }

  @Test
  void time_isSaidWhereTheModelKnowsTwo() {
    assertThat(timeToLive(SONNET, null)).isNull();
    assertThat(timeToLive(SONNET, Duration.ZERO)).isNull();
    assertThat(timeToLive(SONNET, Duration.ofMinutes(1))).isEqualTo("5m");
    assertThat(timeToLive(SONNET, Duration.ofMinutes(5))).isEqualTo("5m");
    assertThat(timeToLive(SONNET, Duration.ofSeconds(301))).isEqualTo("1h");
    assertThat(timeToLive(SONNET, Duration.ofHours(1))).isEqualTo("1h");
    assertThat(timeToLive("claude-sonnet-4", Duration.ofHours(1))).isNull();
  }

  @Test
  void time_thatIsShorterThanWanted_isTold() {
    String sentence = "this model keeps a prompt in its cache for five minutes only";

    assertThat(hinted("claude-sonnet-4", Duration.ofHours(1)).warnings()).containsExactly(sentence);
    assertThat(hinted("claude-sonnet-4", Duration.ofMinutes(5)).warnings()).isEmpty();
    assertThat(hinted(SONNET, Duration.ofHours(1)).warnings()).isEmpty();
  }

  private static @Nullable String timeToLive(String model, @Nullable Duration wanted) {
    return ((ContentBlock.CachePoint) content(hinted(model, wanted), 0).get(1)).ttl();
  }

  private static Plan hinted(String model, @Nullable Duration wanted) {
    return plan(model, Turn.of(Role.USER, new Text("a"), new CachePoint(wanted)));
  }

  private static ToolDefinition tool(Duration cachePoint) {
    return new ToolDefinition("t", null, null, null, cachePoint);
  }

  private static List<ContentBlock.@Nullable CachePoint> toolPoints(Plan plan) {
    return requireNonNull(plan.request().toolConfig()).tools().stream()
        .<ContentBlock.@Nullable CachePoint>map(ToolSpecification::cachePoint)
        .toList();
  }
}
