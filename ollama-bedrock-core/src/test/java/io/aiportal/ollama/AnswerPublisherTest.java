package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

class AnswerPublisherTest {

  private static final AnswerEnd END =
      new AnswerEnd(StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, true);

  /** What was done to the flow of the call. */
  private final List<String> steering = new ArrayList<>();

  private final AnswerFlow flow =
      new AnswerFlow() {
        @Override
        public void pause() {
          steering.add("pause");
        }

        @Override
        public void resume() {
          steering.add("resume");
        }

        @Override
        public void cancel() {
          steering.add("cancel");
        }

        @Override
        public void abort(CallException reason) {
          steering.add("abort");
        }
      };

  private Consumer<String> pieces;
  private AnswerListener listener;
  private int calls;

  private final AnswerPublisher<String> publisher =
      new AnswerPublisher<>(
          (consumer, follower) -> {
            calls++;
            pieces = consumer;
            listener = follower;
            follower.onOpen(flow);
          });

  private final Reader reader = new Reader();

  /** The rules of Reactive Streams, as their own suite of tests has them. */
  @Tag("slow")
  @Test
  void publisher_passesTheReactiveStreamsSuite() {
    TestListenerAdapter results = new TestListenerAdapter();
    TestNG suite = new TestNG(false);
    suite.setVerbose(0);
    suite.setTestClasses(new Class<?>[] {Verification.class});
    suite.addListener(results);
    suite.run();
    assertThat(results.getFailedTests()).isEmpty();
    assertThat(results.getPassedTests()).hasSizeGreaterThan(20);
  }

  @Test
  void call_isMadeWithTheFirstDemand() {
    publisher.subscribe(reader);
    assertThat(calls).isZero();
    reader.subscription.request(1);
    reader.subscription.request(1);
    assertThat(calls).isOne();
  }

  @Test
  void pieces_comeAsTheyAreDemanded() {
    publisher.subscribe(reader);
    reader.subscription.request(2);
    bring("a", "b", "c");
    assertThat(reader.heard).containsExactly("a", "b");
    assertThat(steering).endsWith("pause");
    reader.subscription.request(1);
    assertThat(reader.heard).containsExactly("a", "b", "c");
    reader.subscription.request(1);
    assertThat(steering).endsWith("resume");
    listener.onComplete(END);
    assertThat(reader.heard).containsExactly("a", "b", "c", "complete");
  }

  @Test
  void completion_waitsForTheLastPiece() {
    publisher.subscribe(reader);
    reader.subscription.request(1);
    bring("a", "b");
    listener.onComplete(END);
    assertThat(reader.heard).containsExactly("a");
    reader.subscription.request(Long.MAX_VALUE);
    reader.subscription.request(Long.MAX_VALUE);
    assertThat(reader.heard).containsExactly("a", "b", "complete");
  }

  @Test
  void failure_isToldBehindThePiecesBeforeIt() {
    publisher.subscribe(reader);
    reader.subscription.request(5);
    bring("a");
    listener.onError(CallException.badAnswer("broken"));
    assertThat(reader.heard).containsExactly("a", "error broken");
  }

  @Test
  void demandThatIsNotPositive_isAnErrorAndEndsTheCall() {
    publisher.subscribe(reader);
    reader.subscription.request(1);
    reader.subscription.request(0);
    assertThat(reader.heard).containsExactly("error demand must be positive, but was 0");
    assertThat(steering).contains("cancel");
    bring("late");
    reader.subscription.request(1);
    assertThat(reader.heard).hasSize(1);
  }

  @Test
  void demandThatIsNotPositive_beforeAnyOther_makesNoCall() {
    publisher.subscribe(reader);
    reader.subscription.request(-1);
    assertThat(calls).isZero();
    assertThat(reader.heard).containsExactly("error demand must be positive, but was -1");
  }

  @Test
  void cancel_endsTheCallAndTellsNothingMore() {
    publisher.subscribe(reader);
    reader.subscription.request(5);
    reader.subscription.cancel();
    bring("late");
    listener.onComplete(END);
    assertThat(reader.heard).isEmpty();
    assertThat(steering).contains("cancel");
  }

  @Test
  void cancelBeforeTheCallOpens_reachesIt() {
    AnswerPublisher<String> slow =
        new AnswerPublisher<>((consumer, follower) -> listener = follower);
    slow.subscribe(reader);
    reader.subscription.request(1);
    reader.subscription.cancel();
    listener.onOpen(flow);
    assertThat(steering).containsExactly("cancel");
  }

  @Test
  void subscriberThatThrows_hasCancelled() {
    reader.trouble =
        piece -> {
          throw new IllegalStateException();
        };
    publisher.subscribe(reader);
    reader.subscription.request(5);
    bring("a", "b");
    listener.onComplete(END);
    assertThat(reader.heard).containsExactly("a");
    assertThat(steering).contains("cancel");
  }

  @Test
  void subscriberThatThrowsAtTheSubscription_makesNoCall() {
    Reader throwing = throwingAtTheSubscription(new IllegalStateException());
    publisher.subscribe(throwing);
    throwing.subscription.request(1);
    assertThat(calls).isZero();
  }

  @Test
  void subscriberThatFailsFatallyAtTheSubscription_isNotSwallowed() {
    Reader dying = throwingAtTheSubscription(new OutOfMemoryError());
    assertThatThrownBy(() -> publisher.subscribe(dying)).isInstanceOf(OutOfMemoryError.class);
    assertThat(calls).isZero();
  }

  private static Reader throwingAtTheSubscription(Throwable thrown) {
    return new Reader() {
      @Override
      public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        if (thrown instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) thrown;
      }
    };
  }

  @Test
  void subscriberThatFailsFatally_isNotSwallowed() {
    reader.trouble =
        piece -> {
          throw new OutOfMemoryError();
        };
    publisher.subscribe(reader);
    reader.subscription.request(5);
    assertThatThrownBy(() -> bring("a")).isInstanceOf(OutOfMemoryError.class);
    assertThat(steering).contains("cancel");
  }

  private void bring(String... more) {
    List.of(more).forEach(pieces);
    listener.onEndOfRead();
  }

  private static class Reader implements Flow.Subscriber<String> {

    final List<String> heard = new ArrayList<>();
    Flow.Subscription subscription;
    Consumer<String> trouble = piece -> {};

    @Override
    public void onSubscribe(Flow.Subscription opened) {
      subscription = opened;
    }

    @Override
    public void onNext(String piece) {
      heard.add(piece);
      trouble.accept(piece);
    }

    @Override
    public void onError(Throwable failure) {
      heard.add("error " + failure.getMessage());
    }

    @Override
    public void onComplete() {
      heard.add("complete");
    }
  }

  /** Publishes numbers at once, as fast as they are made. */
  public static class Verification extends FlowPublisherVerification<Integer> {

    /** With little patience, as nothing is waited for. */
    public Verification() {
      super(new TestEnvironment(200, 50));
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
      return new AnswerPublisher<>(
          call(
              (consumer, listener) -> {
                IntStream.range(0, (int) Math.min(elements, 10_000)).forEach(consumer::accept);
                listener.onEndOfRead();
                listener.onComplete(END);
              }));
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
      return null;
    }

    @Override
    public long maxElementsFromPublisher() {
      return 10_000;
    }

    private static BiConsumer<Consumer<Integer>, AnswerListener> call(
        BiConsumer<Consumer<Integer>, AnswerListener> course) {
      AnswerFlow nothing =
          new AnswerFlow() {
            @Override
            public void pause() {}

            @Override
            public void resume() {}

            @Override
            public void cancel() {}

            @Override
            public void abort(CallException reason) {}
          };
      return (consumer, listener) -> {
        listener.onOpen(nothing);
        course.accept(consumer, listener);
      };
    }
  }
}
