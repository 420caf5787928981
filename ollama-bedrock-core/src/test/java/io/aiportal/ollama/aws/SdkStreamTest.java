package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

class SdkStreamTest {

  private static final Logger LOG = Logger.getLogger(SdkStream.class.getName());

  private final Source source = new Source();

  @BeforeAll
  static void failuresAreMeant() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void failuresAreMeantNoMore() {
    LOG.setLevel(null);
  }

  private Heard open(Heard heard) {
    SdkStream.open(source::start, heard);
    return heard;
  }

  private static ConverseStreamEvent text(String text) {
    return new ConverseStreamEvent.TextDelta(0, text);
  }

  @Test
  void answer_isHeardInOrder_andEndsOnce() {
    Heard heard = open(new Heard());
    source.next("a");
    source.next("b");
    source.subscriber.onComplete();
    source.call.complete(null);
    assertThat(heard.calls).containsExactly("open", text("a"), "read", text("b"), "read", "end");
    assertThat(source.cancelled).isFalse();
  }

  @Test
  void call_thatEndsWithoutTheStreamsEnd_ends() {
    Heard heard = open(new Heard());
    source.call.complete(null);
    source.subscriber.onComplete();
    assertThat(heard.calls).containsExactly("open", "end");
  }

  @Test
  void failure_isHeardOnce_andCancelsTheSource() {
    Heard heard = open(new Heard());
    source.next("a");
    source.subscriber.onError(new IOException("reset"));
    source.call.completeExceptionally(new IOException("reset"));
    source.subscriber.onComplete();
    source.next("late");
    assertThat(heard.calls).containsExactly("open", text("a"), "read", "error");
    assertThat(heard.error.kind()).isEqualTo(Kind.CONNECTION);
    assertThat(source.cancelled).isTrue();
    assertThat(source.call).isDone();
  }

  @Test
  void failure_ofTheStreamAlone_isHeard_onceAnEventWas() {
    Heard heard = open(new Heard());
    source.subscriber.onError(new IOException("reset"));
    assertThat(heard.calls).containsExactly("open");
    source.next("a");
    source.subscriber.onError(new IOException("reset"));
    assertThat(heard.calls).containsExactly("open", text("a"), "read", "error");
  }

  @Test
  void failure_ofTheCallAlone_isHeard() {
    Heard heard = open(new Heard());
    source.call.completeExceptionally(new CompletionException(new IOException("reset")));
    assertThat(heard.calls).containsExactly("open", "error");
    assertThat(heard.error.kind()).isEqualTo(Kind.CONNECTION);
  }

  @Test
  void window_isFilledAgain_whenHalfOfItIsUsed() {
    Heard heard = open(new Heard());
    assertThat(source.wanted).isEqualTo(32);
    for (int i = 0; i < 15; i++) {
      source.next("x");
    }
    assertThat(source.wanted).isEqualTo(17);
    source.next("x");
    assertThat(source.wanted).isEqualTo(32);
    assertThat(heard.events()).hasSize(16);
  }

  @Test
  void pause_asksForNoMore_untilResumed() {
    Heard heard = open(new Heard());
    heard.stream.pause();
    for (int i = 0; i < 32; i++) {
      source.next("x");
    }
    assertThat(source.wanted).isZero();
    assertThat(heard.events()).hasSize(32);
    heard.stream.resume();
    assertThat(source.wanted).isEqualTo(32);
    heard.stream.pause();
    heard.stream.resume();
    assertThat(source.wanted).isEqualTo(32);
  }

  @Test
  void stream_openedPaused_asksForNothing() {
    List<Heard> self = new ArrayList<>();
    Heard heard =
        new Heard(
            call -> {
              if (call.equals("open")) {
                self.get(0).stream.pause();
              }
            });
    self.add(heard);
    open(heard);
    assertThat(source.wanted).isZero();
    heard.stream.resume();
    assertThat(source.wanted).isEqualTo(32);
  }

  @Test
  void resumeInsideAnEvent_asksAfterIt() {
    List<Heard> self = new ArrayList<>();
    List<Long> wanted = new ArrayList<>();
    Heard heard =
        new Heard(
            call -> {
              if (call instanceof ConverseStreamEvent) {
                self.get(0).stream.pause();
                self.get(0).stream.resume();
                wanted.add(source.wanted);
              }
            });
    self.add(heard);
    open(heard);
    for (int i = 0; i < 16; i++) {
      source.next("x");
    }
    assertThat(wanted).endsWith(16L);
    assertThat(source.wanted).isEqualTo(32);
  }

  @Test
  void cancel_silencesEverything() {
    Heard heard = open(new Heard());
    source.next("a");
    heard.stream.cancel();
    heard.stream.cancel();
    assertThat(source.cancelled).isTrue();
    assertThat(source.call).isCancelled();
    source.next("b");
    source.subscriber.onError(new IOException());
    source.subscriber.onComplete();
    heard.stream.resume();
    assertThat(heard.calls).containsExactly("open", text("a"), "read");
    assertThat(source.wanted).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "event"})
  void cancel_insideACall_isTheLastThing(String when) {
    List<Heard> self = new ArrayList<>();
    Heard heard =
        new Heard(
            call -> {
              if (call.equals(when) || when.equals("event") && !call.equals("open")) {
                self.get(0).stream.cancel();
              }
            });
    self.add(heard);
    open(heard);
    if (when.equals("open")) {
      assertThat(source.subscriber).isNull();
      assertThat(heard.calls).containsExactly("open");
      return;
    }
    source.next("a");
    source.next("b");
    assertThat(heard.calls).containsExactly("open", text("a"));
  }

  @Test
  void cancel_whileTheCallIsMade_cancelsItToo() {
    Heard heard = new Heard();
    SdkStream.open(
        handler -> {
          heard.stream.cancel();
          return source.start(handler);
        },
        heard);
    assertThat(source.call).isCancelled();
    assertThat(source.cancelled).isTrue();
    assertThat(source.wanted).isZero();
    assertThat(heard.calls).containsExactly("open");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "event", "read"})
  void listener_thatThrows_endsTheCallOnce(String when) {
    for (Throwable thrown :
        List.of(new IllegalStateException(), new StackOverflowError(), new LinkageError())) {
      Source thrownAt = new Source();
      Heard heard = new Heard(call -> throwAt(when, call, thrown));
      SdkStream.open(thrownAt::start, heard);
      if (thrownAt.subscriber != null) {
        thrownAt.next("a");
        thrownAt.next("b");
        thrownAt.subscriber.onComplete();
        assertThat(thrownAt.cancelled).isTrue();
        assertThat(thrownAt.call).isCancelled();
      }
      assertThat(heard.calls).endsWith("error").containsOnlyOnce("error").doesNotContain("end");
      assertThat(heard.error.kind()).isEqualTo(Kind.INTERNAL);
      assertThat(heard.error)
          .hasMessage("the call failed with " + thrown.getClass().getSimpleName())
          .hasCause(thrown);
    }
  }

  private static void throwAt(String when, Object call, Throwable thrown) {
    boolean now = when.equals("event") ? call instanceof ConverseStreamEvent : call.equals(when);
    if (now && thrown instanceof Error error) {
      throw error;
    }
    if (now) {
      throw (RuntimeException) thrown;
    }
  }

  @Test
  void listener_thatThrowsBedrocksFailure_hearsThatOne() {
    BedrockException own = new BedrockException(Kind.CORRUPT, "no", null);
    Heard heard = open(new Heard(call -> throwAt("event", call, own)));
    source.next("a");
    assertThat(heard.error).isSameAs(own);
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "error"})
  void listener_thatThrowsAtTheEnd_hearsNothingMore(String when) {
    Heard heard = open(new Heard(call -> throwAt(when, call, new IllegalStateException())));
    if (when.equals("end")) {
      source.subscriber.onComplete();
      source.call.complete(null);
    } else {
      source.call.completeExceptionally(new IOException());
    }
    source.subscriber.onComplete();
    assertThat(heard.calls).containsExactly("open", when);
  }

  @Test
  void fatalError_endsTheCall_andGoesOn() {
    Heard heard = open(new Heard(call -> throwAt("event", call, new OutOfMemoryError())));
    assertThatThrownBy(() -> source.next("a")).isInstanceOf(OutOfMemoryError.class);
    assertThat(heard.calls).containsExactly("open", text("a"), "error");
    Heard opening = new Heard(call -> throwAt("open", call, new OutOfMemoryError()));
    assertThatThrownBy(() -> open(opening)).isInstanceOf(OutOfMemoryError.class);
    assertThat(opening.calls).containsExactly("open", "error");
  }

  @Test
  void fatalError_atTheEnd_goesOn() {
    open(new Heard(call -> throwAt("end", call, new OutOfMemoryError())));
    assertThatThrownBy(source.subscriber::onComplete).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void event_thatCannotBeRead_endsTheCallOnce() {
    Heard heard = open(new Heard());
    source.subscriber.onNext(Source.broken());
    source.next("late");
    source.subscriber.onComplete();
    assertThat(heard.calls).containsExactly("open", "error");
    assertThat(heard.error.kind()).isEqualTo(Kind.CORRUPT);
    assertThat(source.cancelled).isTrue();
  }

  @Test
  void call_thatCannotBeMade_isAFailure() {
    Heard heard = new Heard();
    SdkStream.open(
        handler -> {
          throw new NoClassDefFoundError("x");
        },
        heard);
    assertThat(heard.calls).containsExactly("open", "error");
    assertThat(heard.error.kind()).isEqualTo(Kind.INTERNAL);
  }

  @Test
  void source_thatThrowsWhenAsked_endsTheCall() {
    source.onRequest = new IllegalStateException("broken");
    Heard heard = open(new Heard());
    assertThat(heard.calls).containsExactly("open", "error");
    assertThat(heard.error).hasCause(source.onRequest);
  }

  @Test
  void source_thatThrowsWhenCancelled_doesNotHideTheFailure() {
    source.onCancel = new IllegalStateException("broken");
    Heard heard = open(new Heard());
    source.call.completeExceptionally(new IOException());
    assertThat(heard.calls).containsExactly("open", "error");
    heard.stream.cancel();
  }

  @Test
  void end_thatComesDuringAnEvent_waitsForIt() {
    Heard heard =
        open(
            new Heard(
                call -> {
                  if (call instanceof ConverseStreamEvent) {
                    source.subscriber.onComplete();
                    source.call.completeExceptionally(new IOException());
                  }
                }));
    source.next("a");
    source.next("late");
    assertThat(heard.calls).containsExactly("open", text("a"), "read", "end");
  }

  @Test
  void failure_thatComesDuringAnEvent_waitsForIt() {
    Heard heard =
        open(
            new Heard(
                call -> {
                  if (call instanceof ConverseStreamEvent) {
                    source.call.completeExceptionally(new IOException());
                  }
                }));
    source.next("a");
    assertThat(heard.calls).containsExactly("open", text("a"), "read", "error");
    assertThat(heard.error.kind()).isEqualTo(Kind.CONNECTION);
    assertThat(source.cancelled).isTrue();
  }

  @Test
  void end_duringAnEventThatIsThrownAt_isAFailure() {
    Heard heard =
        open(
            new Heard(
                call -> {
                  if (call instanceof ConverseStreamEvent) {
                    source.subscriber.onComplete();
                    throw new IllegalStateException();
                  }
                }));
    source.next("a");
    assertThat(heard.calls).containsExactly("open", text("a"), "error");
  }

  @Test
  void cancel_duringAnEvent_forgetsTheEndThatWaited() {
    List<Heard> self = new ArrayList<>();
    Heard heard =
        new Heard(
            call -> {
              if (call instanceof ConverseStreamEvent) {
                source.subscriber.onComplete();
                self.get(0).stream.cancel();
              }
            });
    self.add(heard);
    open(heard);
    source.next("a");
    assertThat(heard.calls).containsExactly("open", text("a"));
  }

  @Test
  void stream_publishedAnewBeforeAnyEvent_isFollowed() {
    Heard heard = new Heard();
    Source again = new Source();
    List<ConverseStreamResponseHandler> handlers = new ArrayList<>();
    SdkStream.open(handler -> keep(handlers, handler, source), heard);
    source.subscriber.onError(new IOException());
    assertThat(heard.calls).containsExactly("open");
    Source.publish(handlers.get(0), again);
    assertThat(again.wanted).isEqualTo(32);
    again.next("a");
    again.subscriber.onComplete();
    assertThat(heard.calls).containsExactly("open", text("a"), "read", "end");
  }

  @Test
  void stream_publishedAnewAfterAnEvent_isRefused() {
    Heard heard = new Heard();
    Source again = new Source();
    List<ConverseStreamResponseHandler> handlers = new ArrayList<>();
    SdkStream.open(handler -> keep(handlers, handler, source), heard);
    source.next("a");
    Source.publish(handlers.get(0), again);
    assertThat(again.cancelled).isTrue();
    assertThat(again.wanted).isZero();
  }

  private static CompletableFuture<Void> keep(
      List<ConverseStreamResponseHandler> handlers,
      ConverseStreamResponseHandler handler,
      Source source) {
    handlers.add(handler);
    return source.start(handler);
  }
}
