package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingStreamTest {

  private final List<String> heard = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final WaitingStream waiting = new WaitingStream(new Listener(heard));
  private final ConverseStream call = new Call(told, () -> {});

  @Test
  void lastWish_isTold_whenTheCallIsMade() {
    waiting.pause();
    waiting.onOpen(call);
    assertThat(told).containsExactly("pause");
    waiting.resume();
    waiting.resume();
    assertThat(told).containsExactly("pause", "resume");
  }

  @Test
  void wish_thatWasTakenBack_isNotTold() {
    waiting.pause();
    waiting.resume();
    waiting.onOpen(call);
    assertThat(told).isEmpty();
  }

  @Test
  void cancel_isLast() {
    waiting.cancel();
    waiting.resume();
    waiting.onOpen(call);
    waiting.pause();
    assertThat(told).containsExactly("cancel");
    waiting.onEnd();
    waiting.onError(BedrockException.noCredentials());
    assertThat(heard).isEmpty();
  }

  @Test
  void cancel_whileTheCallIsTold_doesNotWait() {
    List<String> order = new ArrayList<>();
    WaitingStream[] self = {new WaitingStream(new Listener(heard))};
    self[0].onOpen(new Call(order, () -> self[0].cancel()));
    self[0].pause();
    assertThat(order).startsWith("pause", "cancel");
  }

  @Test
  void wish_insideWhatIsTold_isTheLast() {
    List<String> order = new ArrayList<>();
    WaitingStream[] self = {new WaitingStream(new Listener(heard))};
    self[0].onOpen(
        new Call(
            order,
            () -> {
              if (order.size() == 1) {
                self[0].resume();
              }
            }));
    self[0].pause();
    assertThat(order).containsExactly("pause", "resume");
  }

  @Test
  void everythingElse_isPassedOn_andOneEnd() {
    waiting.onOpen(call);
    waiting.onEvent(new ConverseStreamEvent.MessageStart());
    waiting.onEndOfRead();
    waiting.onEnd();
    waiting.onError(BedrockException.noCredentials());
    waiting.onEnd();
    assertThat(heard).containsExactly("event", "read", "end");
  }

  @Test
  void call_thatIsNotWanted_isNotMade_andOneThatCannotBe_hasFailed() {
    waiting.call(
        () -> {
          throw new IllegalStateException();
        });
    assertThat(heard).containsExactly("error INTERNAL");
    WaitingStream cancelled = new WaitingStream(new Listener(heard));
    cancelled.cancel();
    cancelled.call(() -> heard.add("made"));
    assertThat(heard).hasSize(1);
  }

  @Test
  void pause_isNeverToldAfterTheResumeThatFollowedIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int seed = 0; seed < 5_000; seed++) {
        Random random = new Random(seed);
        List<String> last = Collections.synchronizedList(new ArrayList<>());
        WaitingStream stream = new WaitingStream(new Listener(new ArrayList<>()));
        Future<?> opened = threads.submit(() -> stream.onOpen(new Call(last, () -> {})));
        int spins = random.nextInt(50);
        Future<?> wished =
            threads.submit(
                () -> {
                  stream.pause();
                  for (int i = 0; i < spins; i++) {
                    Thread.onSpinWait();
                  }
                  stream.resume();
                });
        opened.get(10, TimeUnit.SECONDS);
        wished.get(10, TimeUnit.SECONDS);
        assertThat(last.isEmpty() || last.get(last.size() - 1).equals("resume"))
            .as("seed %d: %s", seed, last)
            .isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A call that writes down what it is told, and then does something. */
  private record Call(List<String> told, Runnable then) implements ConverseStream {
    @Override
    public void pause() {
      told.add("pause");
      then.run();
    }

    @Override
    public void resume() {
      told.add("resume");
      then.run();
    }

    @Override
    public void cancel() {
      told.add("cancel");
    }
  }

  private record Listener(List<String> heard) implements ConverseStreamListener {
    @Override
    public void onOpen(ConverseStream stream) {
      heard.add("open");
    }

    @Override
    public void onEvent(ConverseStreamEvent event) {
      heard.add("event");
    }

    @Override
    public void onEndOfRead() {
      heard.add("read");
    }

    @Override
    public void onEnd() {
      heard.add("end");
    }

    @Override
    public void onError(BedrockException error) {
      heard.add("error " + error.kind());
    }
  }
}
