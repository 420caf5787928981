package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModelCallTest {

  private static final AnswerEnd END =
      new AnswerEnd(
          io.aiportal.ollama.bedrock.StopReason.END_TURN,
          null,
          Map.of(),
          io.aiportal.ollama.bedrock.TokenUsage.NONE,
          0,
          true);

  private final FakeCall bedrock = new FakeCall();
  private final ModelCall<String> call =
      new ModelCall<>(bedrock, CallContext.NONE, WholeText::new, TextPieces::new);

  @Test
  void execute_waitsForTheWholeAnswer() throws Exception {
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(call::execute);
    bedrock.opened.await();
    bedrock.text("Hel", "lo").complete();
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("Hello");
    assertThat(bedrock.mode).isEqualTo(Mode.WHOLE);
    assertThat(bedrock.steering).isEmpty();
  }

  @Test
  void execute_throwsWhatFailed() {
    bedrock.whenOpened = () -> bedrock.fail("broken");
    assertThatThrownBy(call::execute).isInstanceOf(CallException.class).hasMessage("broken");
  }

  @Test
  void threadThatIsInterrupted_makesNoCall_andStaysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(call::execute)
          .isInstanceOfSatisfying(
              CallException.class,
              e -> assertThat(e.kind()).isEqualTo(CallException.Kind.CANCELLED));
      assertThatThrownBy(call::stream).isInstanceOf(CallException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(bedrock.calls).isZero();
  }

  @Test
  void execute_interrupted_endsTheCall() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                call.execute();
              } catch (CallException e) {
                thrown.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    waiting.start();
    bedrock.opened.await();
    waiting.interrupt();
    waiting.join();
    assertThat(((CallException) thrown.get()).kind()).isEqualTo(CallException.Kind.CANCELLED);
    assertThat(interrupted.get()).isTrue();
    assertThat(bedrock.steering).contains("cancel");
  }

  @Test
  void futureThatTimesOut_endsTheCall() {
    CompletableFuture<String> answer = call.executeAsync().orTimeout(1, TimeUnit.MILLISECONDS);
    assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(bedrock.steering).containsExactly("cancel");
  }

  @Test
  void futureThatIsCancelledOrCompletedByItsHolder_endsTheCall() {
    call.executeAsync().cancel(true);
    assertThat(bedrock.steering).containsExactly("cancel");
    FakeCall other = new FakeCall();
    new ModelCall<>(other, CallContext.NONE, WholeText::new, TextPieces::new)
        .executeAsync()
        .complete("mine");
    assertThat(other.steering).containsExactly("cancel");
  }

  @Test
  void futureThatEndsByItself_leavesTheCallAlone() {
    CompletableFuture<String> answer = call.executeAsync();
    bedrock.text("Hi").complete();
    assertThat(answer).isCompletedWithValue("Hi");
    assertThat(bedrock.steering).isEmpty();
  }

  @Test
  void stream_readsAllPiecesHoweverMany() {
    bedrock.whenOpened =
        () -> {
          IntStream.range(0, 200).forEach(i -> bedrock.text(i + ","));
          bedrock.complete();
        };
    try (Stream<String> pieces = call.stream()) {
      assertThat(pieces).hasSize(200).startsWith("0,").endsWith("199,");
    }
    assertThat(bedrock.mode).isEqualTo(Mode.STREAMED);
    assertThat(bedrock.steering).doesNotContain("cancel", "abort");
  }

  @Test
  void stream_asksForMoreAsItIsRead() {
    bedrock.whenOpened = () -> IntStream.range(0, 65).forEach(i -> bedrock.text(i + ","));
    try (Stream<String> pieces = call.stream()) {
      var reader = pieces.iterator();
      assertThat(bedrock.steering).endsWith("pause");
      reader.next();
      reader.next();
      assertThat(bedrock.steering).endsWith("resume");
    }
    assertThat(bedrock.steering).endsWith("cancel");
  }

  @Test
  void stream_closedEarly_endsTheCall() {
    bedrock.whenOpened = () -> bedrock.text("a", "b");
    try (Stream<String> pieces = call.stream()) {
      assertThat(pieces.iterator().next()).isEqualTo("a");
    }
    assertThat(bedrock.steering).contains("cancel");
  }

  @Test
  void stream_closedByAnotherThread_wakesItsReader() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Stream<String> pieces = call.stream();
    Thread reader =
        new Thread(
            () -> {
              try {
                var iterator = pieces.iterator();
                reading.countDown();
                iterator.next();
              } catch (CallException e) {
                thrown.set(e);
              }
            });
    reader.start();
    reading.await();
    pieces.close();
    reader.join();
    assertThat(((CallException) thrown.get()).kind()).isEqualTo(CallException.Kind.CANCELLED);
    assertThat(bedrock.steering).contains("cancel");
  }

  @Test
  void stream_ofAFailedAnswer_throwsBehindItsPieces() {
    bedrock.whenOpened =
        () -> {
          bedrock.text("a");
          bedrock.fail("broken");
        };
    try (Stream<String> pieces = call.stream()) {
      var reader = pieces.iterator();
      assertThat(reader.next()).isEqualTo("a");
      assertThatThrownBy(reader::hasNext).isInstanceOf(CallException.class).hasMessage("broken");
    }
  }

  @Test
  void secondUse_isRefused() {
    call.executeAsync();
    assertThatThrownBy(call::execute)
        .isInstanceOf(CallException.class)
        .hasMessageContaining("made already");
    assertThat(bedrock.calls).isOne();
  }

  @Test
  void cancel_endsTheCallAndTellsWhoWaits() {
    CompletableFuture<String> answer = call.executeAsync();
    call.cancel();
    assertThat(call.isCancelled()).isTrue();
    assertThat(bedrock.steering).contains("abort");
    assertThat(answer).isCompletedExceptionally();
    assertThat(call.with(CallContext.NONE).isCancelled()).isFalse();
  }

  @Test
  void cancelBeforeTheCall_tellsWhoMakesIt() {
    call.cancel();
    assertThat(call.executeAsync()).isCompletedExceptionally();
    assertThat(bedrock.calls).isZero();
  }

  @Test
  void cancelWhileTheCallOpens_endsIt() {
    bedrock.beforeOpened = call::cancel;
    assertThat(call.executeAsync()).isCompletedExceptionally();
    assertThat(bedrock.steering).containsExactly("abort");
  }

  @Test
  void futureThatIsCancelledBeforeTheCallOpens_endsItWhenItOpens() {
    bedrock.opensLater = true;
    call.executeAsync().cancel(true);
    assertThat(bedrock.steering).isEmpty();
    bedrock.open();
    assertThat(bedrock.steering).containsExactly("cancel");
  }

  @Test
  void stream_givesWhatHasCome_beforeTheAnswerIsComplete() {
    try (Stream<String> pieces = call.stream()) {
      bedrock.text("a");
      assertThat(pieces.iterator().next()).isEqualTo("a");
    }
  }

  @Test
  void stream_interrupted_endsTheCall_andStaysInterrupted() {
    try (Stream<String> pieces = call.stream()) {
      Iterator<String> reading = pieces.iterator();
      Thread.currentThread().interrupt();
      assertThatThrownBy(reading::next)
          .isInstanceOfSatisfying(
              CallException.class,
              e -> assertThat(e.kind()).isEqualTo(CallException.Kind.CANCELLED));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(bedrock.steering).contains("cancel");
    } finally {
      Thread.interrupted();
    }
  }

  /** A call whose answer the test gives. */
  private static final class FakeCall implements ModelCall.Start, AnswerFlow {

    final CountDownLatch opened = new CountDownLatch(1);
    final List<String> steering = new ArrayList<>();
    Runnable beforeOpened = () -> {};
    Runnable whenOpened = () -> {};
    boolean opensLater;
    int calls;
    Mode mode;
    private AnswerSink sink;
    private AnswerListener listener;

    @Override
    public void start(Mode how, CallContext context, AnswerSink to, AnswerListener follower) {
      calls++;
      mode = how;
      sink = to;
      listener = follower;
      beforeOpened.run();
      if (!opensLater) {
        open();
      }
    }

    void open() {
      listener.onOpen(this);
      opened.countDown();
      whenOpened.run();
    }

    FakeCall text(String... pieces) {
      for (String piece : pieces) {
        sink.text(piece);
        listener.onEndOfRead();
      }
      return this;
    }

    void complete() {
      sink.end(END);
      listener.onComplete(END);
    }

    void fail(String reason) {
      listener.onError(CallException.badAnswer(reason));
    }

    @Override
    public synchronized void pause() {
      steering.add("pause");
    }

    @Override
    public synchronized void resume() {
      steering.add("resume");
    }

    @Override
    public synchronized void cancel() {
      steering.add("cancel");
    }

    @Override
    public synchronized void abort(CallException reason) {
      steering.add("abort");
      listener.onError(reason);
    }
  }

  /** Only text is of interest here. */
  private abstract static class TextOnly implements AnswerSink {
    @Override
    public void start() {}

    @Override
    public void citation(Citation citation) {}

    @Override
    public void reasoning(String text) {}

    @Override
    public void reasoningSignature(String signature) {}

    @Override
    public void redactedReasoning(byte[] data) {}

    @Override
    public void toolUseStart(int index, String id, String name) {}

    @Override
    public void toolUseInput(int index, String json) {}

    @Override
    public void toolUse(int index, ChatContent.ToolUse use) {}

    @Override
    public void blockEnd() {}
  }

  private static final class WholeText extends TextOnly {
    private final Consumer<String> out;
    private final StringBuilder whole = new StringBuilder();

    WholeText(Consumer<String> out) {
      this.out = out;
    }

    @Override
    public void text(String text) {
      whole.append(text);
    }

    @Override
    public void end(AnswerEnd end) {
      out.accept(whole.toString());
    }
  }

  private static final class TextPieces extends TextOnly {
    private final Consumer<String> out;

    TextPieces(Consumer<String> out) {
      this.out = out;
    }

    @Override
    public void text(String text) {
      out.accept(text);
    }

    @Override
    public void end(AnswerEnd end) {}
  }
}
