package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.attempt.ManualScheduler;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.TimeLimits;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerCache;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerReuse;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Earlier answers in place of new ones. */
class KeptAnswersTest {

  private static final Model NOVA =
      ModelCatalogue.builtIn("eu-west-2").resolve("nova-lite").orThrow();
  private static final ChatCall ZERO =
      ChatCall.builder("nova-lite")
          .turns(List.of(Turn.user("Hi")))
          .sampling(new Sampling(0.0, null, null))
          .build();
  private static final ChatCall WARM =
      ZERO.toBuilder().sampling(new Sampling(0.7, null, null)).build();
  private static final CallContext SHARED =
      CallContext.NONE.withReuse(new AnswerReuse("a", false, false));
  private static final CallException FAILURE = new CallException(503, "no", null);
  private static final TokenUsage SO_FAR = new TokenUsage(3, 1, null, 0);
  private static final Citation CITATION =
      new Citation(Citation.Unit.PAGES, 0, 1, 2, "there", "Book");

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ManualScheduler time = new ManualScheduler();
  private final Attempts attempts =
      new Attempts(
          RetryPolicy.DEFAULT,
          new TimeLimits(LIMIT, LIMIT, LIMIT, LIMIT),
          time,
          time.clock(),
          () -> 1.0);
  private final Map<String, KeptAnswer> kept = new HashMap<>();
  private final KeptAnswers answers = new KeptAnswers(new MapCache(kept), attempts);
  private final List<Asked> questions = new ArrayList<>();
  private final List<@Nullable Duration> lefts = new ArrayList<>();

  private record MapCache(Map<String, KeptAnswer> kept) implements AnswerCache {

    @Override
    public CompletableFuture<@Nullable KeptAnswer> find(String key) {
      return CompletableFuture.completedFuture(kept.get(key));
    }

    @Override
    public void keep(String key, KeptAnswer answer) {
      kept.put(key, answer);
    }
  }

  private static AnswerEnd end(StopReason reason) {
    return new AnswerEnd(reason, null, Map.of(), new TokenUsage(3, 2, null, 0), 5, true);
  }

  /** A question that reached the model, answered by hand. */
  private static final class Asked implements AnswerFlow {

    final AnswerSink sink;
    final AnswerListener listener;
    final CallObservation observation;
    boolean cancelled;
    boolean paused;

    Asked(AnswerSink sink, AnswerListener listener, CallObservation observation) {
      this.sink = sink;
      this.listener = listener;
      this.observation = observation;
    }

    void answer(String... texts) {
      observation.onAttempt("here", NOVA.modelId(), NOVA.baseModelId(), List.of("w"));
      listener.onWarnings(List.of("w"));
      sink.start();
      List.of(texts).forEach(sink::text);
      end(StopReason.END_TURN);
    }

    void end(StopReason reason) {
      sink.blockEnd();
      sink.end(KeptAnswersTest.end(reason));
      observation.onComplete(KeptAnswersTest.end(reason));
      listener.onComplete(KeptAnswersTest.end(reason));
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public String bedrockRequestId() {
      return "r-1";
    }

    @Override
    public TokenUsage usageSoFar() {
      return SO_FAR;
    }

    @Override
    public void abort(CallException reason) {
      cancelled = true;
      listener.onError(reason);
    }
  }

  /** Whoever asked, and all that they are told. */
  private static final class Reader implements AnswerListener, CallObservation, AnswerSink {

    final StringBuilder told = new StringBuilder();
    @Nullable AnswerFlow flow;
    Consumer<String> onText = text -> {};

    private void tell(String event) {
      told.append(event).append(' ');
    }

    AnswerFlow flow() {
      AnswerFlow opened = flow;
      assertThat(opened).isNotNull();
      return opened;
    }

    @Override
    public void onOpen(AnswerFlow opened) {
      assertThat(flow).isNull();
      flow = opened;
    }

    @Override
    public void onWarnings(List<String> warnings) {
      tell("warnings" + warnings);
    }

    @Override
    public void onEndOfRead() {
      tell("read");
    }

    @Override
    public void onComplete(AnswerEnd end) {
      tell("complete");
    }

    @Override
    public void onError(CallException error) {
      tell("error:" + error.getMessage());
    }

    @Override
    public void onFailure(CallException failure) {
      tell("failure");
    }

    @Override
    public void onCancel() {
      tell("cancel");
    }

    @Override
    public void start() {
      tell("start");
    }

    @Override
    public void text(String text) {
      tell(text);
      onText.accept(text);
    }

    @Override
    public void citation(Citation citation) {
      tell("citation:" + citation.text());
    }

    @Override
    public void reasoning(String text) {
      tell("reasoning:" + text);
    }

    @Override
    public void reasoningSignature(String signature) {
      tell("signature:" + signature);
    }

    @Override
    public void redactedReasoning(byte[] data) {
      tell("redacted:" + data.length);
    }

    @Override
    public void toolUseStart(int index, String id, String name) {
      tell("tool:" + name);
    }

    @Override
    public void toolUseInput(int index, String json) {
      tell("input:" + json);
    }

    @Override
    public void toolUse(int index, ChatContent.ToolUse call) {
      tell("used:" + call.name());
    }

    @Override
    public void blockEnd() {
      tell("block");
    }

    @Override
    public void end(AnswerEnd end) {
      tell("end:" + end.usage().outputTokens());
    }
  }

  /** As the observers of all calls are. */
  private static CallObservation watched(Reader reader) {
    return new GuardedObserver((model, context) -> reader).onStart("nova-lite", CallContext.NONE);
  }

  private Reader ask(KeptAnswers of, ChatCall call, Mode mode, CallContext context) {
    Reader reader = new Reader();
    of.start(
        call,
        NOVA,
        mode,
        context,
        watched(reader),
        reader,
        reader,
        (left, sink, listener, observation) -> {
          Asked asked = new Asked(sink, listener, observation);
          lefts.add(left.timeLimit());
          questions.add(asked);
          listener.onOpen(asked);
        });
    return reader;
  }

  private Reader ask(ChatCall call, Mode mode) {
    return ask(answers, call, mode, SHARED);
  }

  @ParameterizedTest
  @EnumSource
  void sameQuestion_isAnsweredWithoutTheModel(Mode mode) {
    Reader first = ask(ZERO, mode);
    assertThat(first.flow().isKept()).isFalse();
    assertThat(first.flow().bedrockRequestId()).isEqualTo("r-1");
    assertThat(first.flow().usageSoFar()).isEqualTo(SO_FAR);
    Asked asked = questions.get(0);
    asked.observation.onAttempt("here", NOVA.modelId(), NOVA.baseModelId(), List.of());
    asked.listener.onWarnings(List.of("w"));
    asked.sink.start();
    asked.sink.reasoning("hm");
    asked.sink.reasoningSignature("s");
    asked.sink.redactedReasoning(new byte[3]);
    asked.sink.text("Hi");
    asked.sink.citation(CITATION);
    asked.listener.onEndOfRead();
    asked.end(StopReason.END_TURN);
    String answer =
        "start reasoning:hm signature:s redacted:3 Hi citation:there %sblock end:2 complete"
            + " complete ";
    assertThat(first.told).hasToString("warnings[w] " + answer.formatted("read "));
    Reader second = ask(ZERO, mode);
    assertThat(second.told).hasToString("warnings[w] " + answer.formatted(""));
    assertThat(second.flow().isKept()).isTrue();
    assertThat(second.flow().bedrockRequestId()).isNull();
    assertThat(second.flow().usageSoFar()).isEqualTo(TokenUsage.NONE);
    assertThat(questions).hasSize(1);
  }

  @Test
  void temperature_thatIsNotZero_asksAgain_unlessTheCallerWantsIt() {
    for (ChatCall call : List.of(WARM, ZERO.toBuilder().sampling(Sampling.DEFAULT).build())) {
      questions.clear();
      ask(call, Mode.STREAMED);
      ask(call, Mode.STREAMED);
      assertThat(questions).hasSize(2);
    }
    questions.clear();
    CallContext always = SHARED.withReuse(new AnswerReuse("a", true, false));
    ask(answers, WARM, Mode.STREAMED, always);
    questions.get(0).answer("Hi");
    assertThat(ask(answers, WARM, Mode.STREAMED, always).told).contains("Hi");
    assertThat(questions).hasSize(1);
  }

  @Test
  void callerWhoDoesNotWantIt_asksTheModel() {
    ask(answers, ZERO, Mode.STREAMED, CallContext.NONE);
    questions.get(0).answer("Hi");
    ask(answers, ZERO, Mode.STREAMED, CallContext.NONE);
    assertThat(questions).hasSize(2);
    assertThat(kept).isEmpty();
    KeptAnswers none = new KeptAnswers(AnswerCache.NOOP, attempts);
    Reader reader = ask(none, ZERO, Mode.WHOLE, SHARED);
    assertThat(reader.flow()).isSameAs(questions.get(2));
  }

  @Test
  void freshAnswer_takesThePlaceOfTheOneThatWasKept() {
    ask(ZERO, Mode.STREAMED);
    questions.get(0).answer("old");
    ask(answers, ZERO, Mode.WHOLE, SHARED.withReuse(new AnswerReuse("a", false, true)));
    questions.get(1).answer("new");
    assertThat(ask(ZERO, Mode.WHOLE).told).contains("new").doesNotContain("old");
  }

  @Test
  void otherScope_hasItsOwnAnswers() {
    ask(ZERO, Mode.STREAMED);
    questions.get(0).answer("a's");
    Reader other =
        ask(answers, ZERO, Mode.STREAMED, SHARED.withReuse(new AnswerReuse("b", false, false)));
    assertThat(questions).hasSize(2);
    assertThat(other.told).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void onlyAnAnswerThatEndedByItself_isKept(StopReason reason) {
    ask(ZERO, Mode.STREAMED);
    questions.get(0).sink.start();
    questions.get(0).end(reason);
    assertThat(kept)
        .hasSize(reason == StopReason.END_TURN || reason == StopReason.STOP_SEQUENCE ? 1 : 0);
  }

  @Test
  void whatBelongsToOneCallerAlone_orIsNotWhole_isNotKept() {
    List<Consumer<Asked>> unfit =
        List.of(
            asked -> {
              asked.sink.start();
              asked.sink.toolUseStart(0, "t", "clock");
              asked.sink.toolUseInput(0, "{}");
              asked.sink.toolUse(0, new ChatContent.ToolUse("t", "clock", Map.of()));
              asked.end(StopReason.END_TURN);
            },
            asked -> {
              asked.sink.start();
              AnswerEnd guessed =
                  new AnswerEnd(
                      StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, true, true);
              asked.listener.onComplete(guessed);
            },
            asked -> {
              asked.observation.onAttempt("here", "x", "another.model", List.of());
              asked.sink.start();
              asked.sink.text("I am another");
              asked.end(StopReason.END_TURN);
            },
            asked -> asked.listener.onError(FAILURE),
            asked -> {
              asked.sink.start();
              asked.sink.text("x".repeat(1 << 18));
              asked.sink.text("x".repeat(1 << 18));
              asked.end(StopReason.END_TURN);
            });
    for (Consumer<Asked> one : unfit) {
      questions.clear();
      ask(ZERO, Mode.STREAMED);
      one.accept(questions.get(0));
      assertThat(kept).isEmpty();
    }
  }

  @Test
  void attemptThatIsMadeAgain_beginsAnew() {
    ask(ZERO, Mode.STREAMED);
    Asked asked = questions.get(0);
    asked.sink.start();
    asked.sink.text("lost");
    asked.sink.toolUseStart(0, "t", "clock");
    asked.answer("Hi");
    assertThat(ask(ZERO, Mode.STREAMED).told)
        .hasToString("warnings[w] start Hi block end:2 complete complete ");
  }

  @Test
  void equalQuestions_thatWantWholeAnswers_areAskedOnce() {
    List<Reader> readers =
        List.of(ask(ZERO, Mode.WHOLE), ask(ZERO, Mode.WHOLE), ask(ZERO, Mode.WHOLE));
    assertThat(questions).hasSize(1);
    questions.get(0).answer("Hi");
    readers.forEach(reader -> assertThat(reader.told).contains("Hi", "complete"));
    assertThat(readers.get(1).flow().isKept()).isTrue();
    assertThat(questions).hasSize(1);
    assertThat(ask(ZERO, Mode.WHOLE).told).contains("Hi");
  }

  @Test
  void failureThatEverybodyWouldMeet_isEverybodys() {
    CallException throttled = new CallException(429, "slowly", null);
    Reader first = ask(ZERO, Mode.WHOLE);
    Reader second = ask(ZERO, Mode.WHOLE);
    questions.get(0).listener.onError(throttled);
    assertThat(first.told).hasToString("error:slowly ");
    assertThat(second.told).hasToString("failure error:slowly ");
    ask(ZERO, Mode.WHOLE);
    assertThat(questions).hasSize(2);
  }

  @Test
  void anotherFailure_isThatOfOne_andTheNextOneAsks() {
    ask(ZERO, Mode.WHOLE);
    Reader second = ask(ZERO, Mode.WHOLE);
    Reader third = ask(ZERO, Mode.WHOLE);
    questions.get(0).listener.onError(FAILURE);
    assertThat(questions).hasSize(2);
    assertThat(second.told).isEmpty();
    questions.get(1).answer("Hi");
    assertThat(second.told).contains("Hi", "complete");
    assertThat(third.told).contains("Hi", "complete");
    assertThat(questions).hasSize(2);
  }

  @Test
  void oneWhoWaits_waitsNoLongerThanACallMayTake() {
    ask(ZERO, Mode.WHOLE);
    Reader second = ask(answers, ZERO, Mode.WHOLE, SHARED.withTimeLimit(Duration.ofSeconds(5)));
    time.pass(Duration.ofMillis(4_999));
    assertThat(second.told).isEmpty();
    time.pass(Duration.ofMillis(1));
    assertThat(second.told)
        .hasToString("failure error:the answer took longer than a call may take ");
    questions.get(0).answer("Hi");
    assertThat(second.told).doesNotContain("Hi");
    time.pass(Duration.ofSeconds(60));
    assertThat(second.told).doesNotContain("complete");
  }

  @Test
  void oneWhoAsksAfterWaiting_hasTheTimeThatIsLeft() {
    Reader first = ask(ZERO, Mode.WHOLE);
    Reader second = ask(ZERO, Mode.WHOLE);
    time.pass(Duration.ofSeconds(7));
    first.flow().cancel();
    assertThat(lefts).containsExactly(LIMIT, Duration.ofSeconds(3));
    questions.get(1).answer("Hi");
    time.pass(Duration.ofSeconds(60));
    assertThat(second.told).contains("Hi", "complete").doesNotContain("error");
  }

  @Test
  void answersOfTheCache_areGivenInTheCallersOwnTurn() {
    List<Runnable> turns = new ArrayList<>();
    ask(ZERO, Mode.WHOLE);
    Reader second = ask(answers, ZERO, Mode.WHOLE, SHARED.on(turns::add));
    questions.get(0).answer("Hi");
    assertThat(second.told).isEmpty();
    turns.forEach(Runnable::run);
    assertThat(second.told).contains("Hi", "complete");
  }

  @Test
  void questionThatCannotBeAsked_endsTheCall_andLetsOthersAsk() {
    Reader reader = new Reader();
    answers.start(
        ZERO,
        NOVA,
        Mode.WHOLE,
        SHARED,
        watched(reader),
        reader,
        reader,
        (left, sink, listener, watching) -> {
          throw new IllegalStateException("secret");
        });
    assertThat(reader.told).hasToString("failure error:internal error; please try again ");
    ask(ZERO, Mode.WHOLE);
    assertThat(questions).hasSize(1);
  }

  @Test
  void callThatWillNotBeKept_isNotWaitedFor() {
    ask(ZERO, Mode.WHOLE);
    Reader second = ask(ZERO, Mode.WHOLE);
    Reader third = ask(ZERO, Mode.WHOLE);
    questions.get(0).sink.start();
    questions.get(0).sink.toolUseStart(0, "t", "clock");
    assertThat(questions).hasSize(3);
    questions.get(1).answer("Hi");
    assertThat(List.of(second.told.toString(), third.told.toString()))
        .filteredOn(told -> told.contains("Hi"))
        .hasSize(1);
  }

  @Test
  void oneWhoLeaves_leavesTheOthersTheirAnswer() {
    Reader first = ask(ZERO, Mode.WHOLE);
    Reader second = ask(ZERO, Mode.WHOLE);
    first.flow().cancel();
    assertThat(questions.get(0).cancelled).isTrue();
    assertThat(questions).hasSize(2);
    questions.get(1).answer("Hi");
    assertThat(second.told).contains("Hi", "complete");
    assertThat(first.told).isEmpty();
  }

  @Test
  void oneWhoWaits_mayLeave() {
    ask(ZERO, Mode.WHOLE);
    Reader second = ask(ZERO, Mode.WHOLE);
    Reader third = ask(ZERO, Mode.WHOLE);
    second.flow().cancel();
    second.flow().cancel();
    third.flow().abort(FAILURE);
    assertThat(second.told).hasToString("cancel ");
    assertThat(third.told).hasToString("failure error:no ");
    assertThat(questions.get(0).cancelled).isFalse();
    questions.get(0).answer("Hi");
    assertThat(second.told).hasToString("cancel ");
    assertThat(third.told).hasToString("failure error:no ");
  }

  @Test
  void answerThatIsNotKept_isAskedForByEachWhoWaited() {
    ask(ZERO, Mode.WHOLE);
    Reader second = ask(ZERO, Mode.WHOLE);
    questions.get(0).sink.start();
    questions.get(0).end(StopReason.MAX_TOKENS);
    assertThat(questions).hasSize(2);
    questions.get(1).answer("Hi");
    assertThat(second.told).contains("Hi", "complete");
  }

  @Test
  void oneThatIsAborted_letsOthersAsk() {
    Reader first = ask(ZERO, Mode.WHOLE);
    ask(ZERO, Mode.WHOLE);
    first.flow().abort(FAILURE);
    assertThat(questions.get(0).cancelled).isTrue();
    assertThat(first.told).hasToString("error:no ");
    assertThat(questions).hasSize(2);
  }

  @Test
  void streamedQuestions_doNotWaitForEachOther() {
    ask(ZERO, Mode.STREAMED);
    ask(ZERO, Mode.STREAMED);
    assertThat(questions).hasSize(2);
  }

  @Test
  void readerWhoPauses_getsTheRestWhenItResumes() {
    ask(ZERO, Mode.STREAMED);
    questions.get(0).answer("a", "b", "c");
    Reader slow = new Reader();
    slow.onText = text -> slow.flow().pause();
    answers.start(
        ZERO,
        NOVA,
        Mode.STREAMED,
        SHARED,
        watched(slow),
        slow,
        slow,
        (left, sink, listener, watching) -> questions.add(new Asked(sink, listener, watching)));
    assertThat(slow.told).hasToString("warnings[w] start a read ");
    slow.flow().resume();
    assertThat(slow.told).hasToString("warnings[w] start a read b read ");
    slow.onText = text -> slow.flow().cancel();
    slow.flow().resume();
    slow.flow().resume();
    slow.flow().abort(FAILURE);
    assertThat(slow.told).hasToString("warnings[w] start a read b read c cancel ");
    assertThat(questions).hasSize(1);
  }

  @Test
  void longAnswer_isNotGivenAtOnce() {
    ask(ZERO, Mode.STREAMED);
    questions.get(0).answer("x".repeat(9_000), "y".repeat(9_000), "z");
    Reader reader = ask(ZERO, Mode.STREAMED);
    String told = reader.told.toString().replaceAll("x+", "x").replaceAll("y+", "y");
    assertThat(told).isEqualTo("warnings[w] start x read y read z block end:2 complete complete ");
  }

  @Test
  void abortedReplay_endsWithTheReason_once() {
    ask(ZERO, Mode.STREAMED);
    questions.get(0).answer("a", "b");
    Reader reader = new Reader();
    reader.onText = text -> reader.flow().pause();
    answers.start(
        ZERO,
        NOVA,
        Mode.STREAMED,
        SHARED,
        watched(reader),
        reader,
        reader,
        (left, sink, listener, w) -> {});
    reader.flow().abort(FAILURE);
    reader.flow().abort(FAILURE);
    reader.flow().resume();
    reader.flow().cancel();
    assertThat(reader.told).hasToString("warnings[w] start a read failure error:no ");
  }

  @Test
  void sinkThatThrows_endsTheReplay() {
    ask(ZERO, Mode.STREAMED);
    questions.get(0).answer("a", "b");
    for (RuntimeException thrown : List.of(new IllegalStateException("secret"), FAILURE)) {
      Reader reader = new Reader();
      reader.onText =
          text -> {
            throw thrown;
          };
      answers.start(
          ZERO,
          NOVA,
          Mode.STREAMED,
          SHARED,
          reader,
          reader,
          reader,
          (left, sink, listener, w) -> {});
      String told = thrown.equals(FAILURE) ? "no" : "internal error; please try again";
      assertThat(reader.told).hasToString("warnings[w] start a failure error:" + told + " ");
    }
  }

  @Test
  void pauseAndResume_reachTheModelsAnswer() {
    Reader reader = ask(ZERO, Mode.STREAMED);
    reader.flow().pause();
    assertThat(questions.get(0).paused).isTrue();
    reader.flow().resume();
    assertThat(questions.get(0).paused).isFalse();
  }

  @Test
  void cacheThatFails_isNoCache() {
    for (CompletableFuture<@Nullable KeptAnswer> found :
        List.of(
            CompletableFuture.<@Nullable KeptAnswer>failedFuture(new IllegalStateException("down")),
            new CompletableFuture<@Nullable KeptAnswer>())) {
      questions.clear();
      AnswerCache failing =
          new AnswerCache() {
            @Override
            public CompletableFuture<@Nullable KeptAnswer> find(String key) {
              if (!found.isDone()) {
                throw new IllegalStateException("down");
              }
              return found;
            }

            @Override
            public void keep(String key, KeptAnswer answer) {
              throw new IllegalStateException("down");
            }
          };
      Reader reader = ask(new KeptAnswers(failing, attempts), ZERO, Mode.WHOLE, SHARED);
      questions.get(0).answer("Hi");
      assertThat(reader.told).contains("Hi", "complete");
    }
  }

  @Test
  void slowCache_isWaitedFor_andMayBeLeft() {
    List<CompletableFuture<@Nullable KeptAnswer>> lookups = new ArrayList<>();
    KeptAnswers slow =
        new KeptAnswers(
            new AnswerCache() {
              @Override
              public CompletableFuture<@Nullable KeptAnswer> find(String key) {
                CompletableFuture<@Nullable KeptAnswer> lookup = new CompletableFuture<>();
                lookups.add(lookup);
                return lookup;
              }

              @Override
              public void keep(String key, KeptAnswer answer) {}
            },
            attempts);
    Reader left = ask(slow, ZERO, Mode.STREAMED, SHARED);
    Reader paused = ask(slow, ZERO, Mode.STREAMED, SHARED);
    left.flow().cancel();
    paused.flow().pause();
    lookups.get(0).complete(null);
    assertThat(questions).isEmpty();
    lookups.get(1).complete(null);
    assertThat(questions).hasSize(1);
    assertThat(questions.get(0).paused).isTrue();
    Reader replayed = ask(slow, ZERO, Mode.STREAMED, SHARED);
    replayed.flow().pause();
    lookups.get(2).complete(new KeptAnswer(List.of(), end(StopReason.END_TURN), List.of()));
    assertThat(replayed.told).isEmpty();
    replayed.flow().resume();
    assertThat(replayed.told).hasToString("warnings[] start end:2 complete complete ");
  }

  @Test
  void bytes_areAboutThoseOfTheTexts() {
    ask(ZERO, Mode.STREAMED);
    Asked asked = questions.get(0);
    asked.sink.start();
    asked.sink.reasoning("x".repeat(1_000));
    asked.sink.reasoningSignature("x".repeat(2_000));
    asked.sink.redactedReasoning(new byte[3_000]);
    asked.sink.text("x".repeat(4_000));
    asked.sink.citation(new Citation(Citation.Unit.PAGES, 0, 1, 2, "x".repeat(5_000), "Book"));
    asked.end(StopReason.END_TURN);
    assertThat(kept.values())
        .singleElement()
        .satisfies(answer -> assertThat(answer.bytes()).isBetween(27_000L, 28_500L));
  }
}
