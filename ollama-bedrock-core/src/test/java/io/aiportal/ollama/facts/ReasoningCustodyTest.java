package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.attempt.AnswerTap;
import io.aiportal.ollama.attempt.Target;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.RedactedReasoning;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.chat.KeptReasoning;
import io.aiportal.ollama.chat.MemoryReasoningKeeper;
import io.aiportal.ollama.chat.ReasoningKeeper;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.chat.Turn.Role;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Reasoning comes back where it belongs, and nowhere else. */
class ReasoningCustodyTest {

  private static final Model CLAUDE = model("claude-sonnet-4.5");
  private static final CallContext ANN = CallContext.of("ann");
  private static final ToolDefinition TOOL = new ToolDefinition("add", null, null, null, null);
  private static final Turn QUESTION = Turn.user("What is 1 + 1?");
  private static final Map<String, Object> INPUT = Map.of("a", 1, "b", 1);
  private static final ReasoningText THOUGHT = new ReasoningText("I must add.", "signed");

  private final MemoryReasoningKeeper keeper =
      new MemoryReasoningKeeper(100, 1 << 20, Duration.ofHours(1), Clock.systemUTC());
  private final ReasoningCustody custody = new ReasoningCustody(keeper, null);

  private static Model model(String name) {
    return ModelCatalogue.builtIn("eu-west-2").resolve(name).orThrow();
  }

  private static ChatCall call(Turn... turns) {
    return ChatCall.builder("claude").turns(List.of(turns)).tools(List.of(TOOL)).build();
  }

  private static Turn calling(ChatContent... content) {
    return Turn.of(Role.ASSISTANT, content);
  }

  private static ToolUse use(String id) {
    return new ToolUse(id, "add", new LinkedHashMap<>(INPUT));
  }

  private static Turn result(String text) {
    return Turn.of(Role.USER, new ToolResult(null, null, List.of(new Text(text)), null));
  }

  private static Target place(Model model) {
    BedrockRuntime unused =
        (BedrockRuntime)
            Proxy.newProxyInstance(
                BedrockRuntime.class.getClassLoader(),
                new Class<?>[] {BedrockRuntime.class},
                (proxy, method, arguments) -> null);
    return new Target("here", model.baseModelId(), unused, asked -> null);
  }

  /** Lets the model answer with a thought and a call, and gives what the caller was told. */
  private List<ToolUse> answers(ChatCall asked, CallContext context, Model model, String id) {
    Told told = new Told();
    AnswerTap tap = custody.tap(asked, place(model), context);
    AnswerSink sink = tap.before(told);
    tap.onEvent(new ReasoningDelta(0, "I must "));
    tap.onEvent(new ReasoningDelta(0, "add."));
    tap.onEvent(new SignatureDelta(0, "sig"));
    tap.onEvent(new SignatureDelta(0, "ned"));
    tap.onEvent(new ContentBlockStop(0));
    tap.onEvent(new TextDelta(1, "I add."));
    sink.text("I add.");
    tap.onEvent(new ToolUseStart(2, id, "add"));
    sink.toolUseStart(0, id, "add");
    sink.toolUse(0, use(id));
    sink.end(end());
    return told.calls;
  }

  private static AnswerEnd end() {
    return new AnswerEnd(StopReason.TOOL_USE, null, Map.of(), TokenUsage.NONE, 0, true);
  }

  private List<ChatContent> recalled(ChatCall later, CallContext context, Model model) {
    return custody.recall(later, model, context).join().turns().get(1).content();
  }

  @Test
  void callerThatKeepsNothing_getsTheThoughtBack_beforeTextAndCall() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    ChatCall later = call(QUESTION, calling(new Text("I add."), use(null)), result("2"));
    assertThat(recalled(later, ANN, CLAUDE))
        .containsExactly(THOUGHT, new Text("I add."), use(null));
  }

  @Test
  void unsignedThinkingOfTheCaller_givesWayToWhatWasKept() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    ChatCall later =
        call(QUESTION, calling(new ReasoningText("I must add.", null), use(null)), result("2"));
    assertThat(recalled(later, ANN, CLAUDE)).containsExactly(THOUGHT, use(null));
  }

  @Test
  void conversationThatTheCallerWritesOtherwise_isTheSame() {
    answers(
        call(Turn.system("It is 9:00."), Turn.user("Hello "), Turn.assistant("Hi"), QUESTION),
        ANN,
        CLAUDE,
        "t1");
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("b", new BigDecimal("1.0"));
    input.put("a", 1L);
    ChatCall later =
        call(
            Turn.system("It is 9:01."),
            Turn.user(" Hello"),
            Turn.assistant("Hi"),
            QUESTION,
            calling(new Text("I add.")),
            calling(new ToolUse(null, "add", input)),
            result("2"));
    List<Turn> turns = custody.recall(later, CLAUDE, ANN).join().turns();
    assertThat(turns.get(4).content()).containsExactly(THOUGHT, new Text("I add."));
  }

  @Test
  void anotherConversation_doesNotGetIt() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    for (ChatCall other :
        List.of(
            call(Turn.user("What is 1 + 2?"), calling(use(null)), result("2")),
            call(Turn.user("Well?"), QUESTION, calling(use(null)), result("2")),
            call(QUESTION, calling(new ToolUse(null, "add", Map.of("a", 1))), result("2")),
            call(QUESTION, calling(new ToolUse(null, "sub", INPUT)), result("2")))) {
      assertThat(custody.recall(other, CLAUDE, ANN).join()).isSameAs(other);
    }
  }

  @Test
  void searchResults_tellConversationsApart() {
    answers(call(asking("One.")), ANN, CLAUDE, "t1");
    ChatCall same = call(asking("One."), calling(use(null)), result("2"));
    assertThat(recalled(same, ANN, CLAUDE)).containsExactly(THOUGHT, use(null));
    ChatCall other = call(asking("Two."), calling(use(null)), result("2"));
    assertThat(custody.recall(other, CLAUDE, ANN).join()).isSameAs(other);
  }

  private static Turn asking(String found) {
    return Turn.of(
        Turn.Role.USER,
        new Text("What is 1 + 1?"),
        new ChatContent.SearchResult("https://example.com", "Sums", List.of(found)));
  }

  @Test
  void anotherCaller_doesNotGetIt_byConversationOrById() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    ChatCall later = call(QUESTION, calling(use("t1")), result("2"));
    for (CallContext other : List.of(CallContext.of("bob"), CallContext.NONE, CallContext.of(""))) {
      assertThat(custody.recall(later, CLAUDE, other).join()).isSameAs(later);
    }
    assertThat(custody.recall(later, CLAUDE, ANN).join()).isNotEqualTo(later);
  }

  @Test
  void anotherModel_doesNotGetIt() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    ChatCall later = call(QUESTION, calling(use("t1")), result("2"));
    assertThat(custody.recall(later, model("claude-haiku-4.5"), ANN).join()).isSameAs(later);
    assertThat(custody.recall(later, model("nova-lite"), ANN).join()).isSameAs(later);
  }

  @Test
  void idOfACall_isAShortCut_whereTheConversationWasCut() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    ChatCall cut = call(Turn.user("…"), calling(use("t1")), result("2"));
    assertThat(recalled(cut, ANN, CLAUDE)).containsExactly(THOUGHT, use("t1"));
    ChatCall forged =
        call(
            Turn.user("…"), calling(new ToolUse("t1", "add", Map.of("a", 5, "b", 5))), result("2"));
    assertThat(custody.recall(forged, CLAUDE, ANN).join()).isSameAs(forged);
  }

  @Test
  void severalRounds_eachGetTheirOwn() {
    ChatCall first = call(QUESTION);
    answers(first, ANN, CLAUDE, "t1");
    ChatCall second = call(QUESTION, calling(use(null)), result("2"));
    AnswerTap tap = custody.tap(second, place(CLAUDE), ANN);
    AnswerSink sink = tap.before(new Told());
    tap.onResponse(
        new ConverseResponse(
            List.of(
                new ContentBlock.RedactedContent(new byte[] {1, 2}),
                new ContentBlock.Text("Again."),
                new ContentBlock.ReasoningText("", "other"),
                new ContentBlock.ToolUse("t2", "add", Map.copyOf(INPUT))),
            StopReason.TOOL_USE,
            TokenUsage.NONE,
            0));
    sink.toolUseStart(0, "t2", "add");
    sink.toolUse(0, use("t2"));
    sink.end(end());
    ChatCall third =
        call(
            QUESTION,
            calling(use(null)),
            result("2"),
            calling(new Text("Again."), use(null)),
            result("2"));
    List<Turn> turns = custody.recall(third, CLAUDE, ANN).join().turns();
    assertThat(turns.get(1).content()).containsExactly(THOUGHT, use(null));
    assertThat(turns.get(3).content().get(0)).isInstanceOf(RedactedReasoning.class);
    assertThat(turns.get(3).content().subList(1, 4))
        .containsExactly(new Text("Again."), new ReasoningText("", "other"), use(null));
  }

  @Test
  void callWhoseResultIsStillMissing_getsItsThought() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    assertThat(recalled(call(QUESTION, calling(use(null))), ANN, CLAUDE))
        .containsExactly(THOUGHT, use(null));
  }

  @Test
  void roundAfterAnotherResult_isAnother() {
    ChatCall second = call(QUESTION, calling(use(null)), result("2"));
    answers(second, ANN, CLAUDE, "t2");
    ChatCall same =
        call(QUESTION, calling(use(null)), result("2"), calling(use(null)), result("2"));
    assertThat(custody.recall(same, CLAUDE, ANN).join().turns().get(3).content())
        .containsExactly(THOUGHT, use(null));
    ChatCall other =
        call(QUESTION, calling(use(null)), result("3"), calling(use(null)), result("2"));
    assertThat(custody.recall(other, CLAUDE, ANN).join()).isSameAs(other);
  }

  @Test
  void keeperThatBreaksTheMachine_isHeardOf() {
    VirtualMachineError broken = new InternalError("broken");
    ReasoningKeeper keeper =
        new ReasoningKeeper() {
          @Override
          public CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
            throw broken;
          }

          @Override
          public void keep(Collection<String> keys, KeptReasoning reasoning) {
            throw broken;
          }
        };
    ReasoningKeeper later =
        new ReasoningKeeper() {
          @Override
          public CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
            return CompletableFuture.failedFuture(broken);
          }

          @Override
          public void keep(Collection<String> keys, KeptReasoning reasoning) {}
        };
    ChatCall call = call(QUESTION, calling(use("t1")), result("2"));
    ReasoningCustody breaking = new ReasoningCustody(keeper, null);
    assertThatThrownBy(() -> breaking.recall(call, CLAUDE, ANN)).isSameAs(broken);
    assertThatThrownBy(() -> breaking.forget(call, CLAUDE, ANN)).isSameAs(broken);
    assertThatThrownBy(() -> new ReasoningCustody(later, null).recall(call, CLAUDE, ANN).join())
        .hasCause(broken);
  }

  @Test
  void redactedThinking_isOneBlock_inHoweverManyPiecesItComes() {
    ReasoningRecorder recorder = new ReasoningRecorder();
    recorder.onEvent(new RedactedDelta(0, new byte[] {1}));
    recorder.onEvent(new RedactedDelta(0, new byte[] {2, 3}));
    recorder.onEvent(new ReasoningDelta(1, "unsigned"));
    recorder.onEvent(new ContentBlockStop(1));
    List<ChatContent> kept = recorder.reasoning().beforeText();
    assertThat(kept).hasSize(1);
    assertThat(((RedactedReasoning) kept.get(0)).data()).containsExactly(1, 2, 3);
  }

  @Test
  void answerWithoutCalls_andThoughtWithoutSignature_areNotKept() {
    AnswerTap talk = custody.tap(call(QUESTION), place(CLAUDE), ANN);
    AnswerSink sink = talk.before(new Told());
    talk.onEvent(new ReasoningDelta(0, "hm"));
    talk.onEvent(new SignatureDelta(0, "signed"));
    talk.onEvent(new ContentBlockStop(0));
    sink.text("Two.");
    sink.end(end());
    AnswerTap unsigned = custody.tap(call(QUESTION), place(CLAUDE), ANN);
    AnswerSink calls = unsigned.before(new Told());
    unsigned.onEvent(new ReasoningDelta(0, "hm"));
    unsigned.onEvent(new ContentBlockStop(0));
    calls.toolUseStart(0, "t", "add");
    calls.toolUse(0, use("t"));
    calls.end(end());
    assertThat(keeper.size()).isZero();
    assertThat(custody.tap(ChatCall.of("claude", List.of(QUESTION)), place(CLAUDE), ANN))
        .isSameAs(AnswerTap.NOOP);
  }

  @Test
  void whatIsForgotten_doesNotComeBack_andAnotherThoughtDoes() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    ChatCall later = call(QUESTION, calling(use("t1")), result("2"));
    custody.forget(later, CLAUDE, CallContext.of("bob"));
    assertThat(custody.recall(later, CLAUDE, ANN).join()).isNotEqualTo(later);
    custody.forget(later, CLAUDE, ANN);
    assertThat(custody.recall(later, CLAUDE, ANN).join()).isSameAs(later);
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    assertThat(custody.recall(later, CLAUDE, ANN).join()).isNotEqualTo(later);
  }

  @Test
  void reasoningThatTheCallerKeptItself_stays() {
    answers(call(QUESTION), ANN, CLAUDE, "t1");
    ReasoningText own = new ReasoningText("mine", "own signature");
    ChatCall later = call(QUESTION, calling(own, use("t1")), result("2"));
    assertThat(custody.recall(later, CLAUDE, ANN).join()).isSameAs(later);
  }

  @Test
  void keeperThatFails_costsAThoughtAndNoAnswer() {
    ReasoningKeeper failing =
        new ReasoningKeeper() {
          @Override
          public CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
            return CompletableFuture.failedFuture(new IllegalStateException());
          }

          @Override
          public void keep(Collection<String> keys, KeptReasoning reasoning) {
            throw new IllegalStateException();
          }
        };
    ReasoningKeeper throwing =
        new ReasoningKeeper() {
          @Override
          public CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
            throw new IllegalStateException();
          }

          @Override
          public void keep(Collection<String> keys, KeptReasoning reasoning) {}
        };
    ChatCall later = call(QUESTION, calling(use("t1")), result("2"));
    for (ReasoningKeeper bad : List.of(failing, throwing)) {
      ReasoningCustody other = new ReasoningCustody(bad, null);
      assertThat(other.recall(later, CLAUDE, ANN).join()).isSameAs(later);
      AnswerTap tap = other.tap(call(QUESTION), place(CLAUDE), ANN);
      AnswerSink sink = tap.before(new Told());
      tap.onEvent(new SignatureDelta(0, "signed"));
      sink.toolUseStart(0, "t1", "add");
      sink.toolUse(0, use("t1"));
      sink.end(end());
    }
  }

  @Test
  void capsule_travelsInTheId_betweenGateways() {
    SealedCallId shared = new SealedCallId(new byte[] {1, 2, 3});
    ReasoningCustody here = new ReasoningCustody(ReasoningKeeper.NOOP, shared);
    AnswerTap tap = here.tap(call(QUESTION), place(CLAUDE), ANN);
    Told told = new Told();
    AnswerSink sink = tap.before(told);
    tap.onEvent(new ReasoningDelta(0, "I must add."));
    tap.onEvent(new SignatureDelta(0, "signed"));
    tap.onEvent(new ContentBlockStop(0));
    sink.toolUseStart(0, "t1", "add");
    sink.toolUse(0, use("t1"));
    sink.toolUseStart(1, "t2", "add");
    sink.toolUse(1, use("t2"));
    sink.end(end());
    String id = String.valueOf(told.calls.get(0).id());
    assertThat(told.starts).containsExactly(id, "t2");
    assertThat(told.calls.get(1).id()).isEqualTo("t2");
    assertThat(id).hasSizeGreaterThan(64).matches("[A-Za-z0-9_-]+");
    ReasoningCustody there =
        new ReasoningCustody(ReasoningKeeper.NOOP, new SealedCallId(new byte[] {1, 2, 3}));
    Turn results =
        Turn.of(
            Role.USER,
            new ToolResult(id, null, List.of(new Text("2")), null),
            new ToolResult("t2", null, List.of(new Text("2")), null));
    ChatCall later = call(QUESTION, calling(use(id), use("t2")), results);
    List<Turn> turns = there.recall(later, CLAUDE, ANN).join().turns();
    assertThat(turns.get(1).content()).containsExactly(THOUGHT, use("t1"), use("t2"));
    assertThat(((ToolResult) turns.get(2).content().get(0)).id()).isEqualTo("t1");
    assertThat(there.recall(later, CLAUDE, CallContext.of("bob")).join()).isSameAs(later);
    assertThat(there.recall(later, model("claude-haiku-4.5"), ANN).join()).isSameAs(later);
  }

  /** What a caller is told. */
  private static final class Told extends NoSink {
    final List<String> starts = new ArrayList<>();
    final List<ToolUse> calls = new ArrayList<>();

    @Override
    public void toolUseStart(int index, String id, String name) {
      starts.add(id);
    }

    @Override
    public void toolUse(int index, ToolUse call) {
      calls.add(call);
    }
  }
}
