package io.aiportal.ollama;

import io.aiportal.ollama.attempt.CallFailures;
import io.aiportal.ollama.chat.AnswerEvent;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.internal.SerialExecutor;
import io.aiportal.ollama.internal.Throwables;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gives a kept answer once more, as fast as its reader takes it; paused until it is resumed. */
final class Replay implements AnswerFlow {

  /** So much is told before a reader is asked whether he wants more. */
  private static final int BYTES_AT_ONCE = 16 << 10;

  private final KeptAnswer answer;
  private final CallObservation observation;
  private final AnswerSink sink;
  private final AnswerListener listener;
  private final SerialExecutor turn = new SerialExecutor();

  private volatile boolean paused = true;
  private final AtomicBoolean ended = new AtomicBoolean();

  // In turn.
  private boolean begun;
  private int next;

  Replay(KeptAnswer answer, CallObservation observation, AnswerSink sink, AnswerListener listener) {
    this.answer = answer;
    this.observation = observation;
    this.sink = sink;
    this.listener = listener;
  }

  private void goOn() {
    if (ended.get()) {
      return;
    }
    try {
      tell();
    } catch (Throwable thrown) { // whatever it is, the caller gets an end
      ended.set(true);
      fail(thrown instanceof CallException known ? known : CallFailures.internal(thrown));
      Throwables.throwIfFatal(thrown);
    }
  }

  private void tell() {
    if (!begun) {
      begun = true;
      listener.onWarnings(answer.warnings());
      sink.start();
    }
    long passed = 0;
    while (!paused && !ended.get() && next < answer.events().size()) {
      AnswerEvent event = answer.events().get(next++);
      event.tell(sink);
      passed += event.bytes();
      if (passed > BYTES_AT_ONCE && next < answer.events().size()) {
        passed = 0;
        listener.onEndOfRead(); // or the reader could not pause, and all of it were held for him
      }
    }
    if (ended.get()) {
      return;
    }
    if (paused) {
      listener.onEndOfRead();
    } else if (ended.compareAndSet(false, true)) {
      complete();
    }
  }

  private void complete() {
    sink.end(answer.end());
    observation.onComplete(answer.end());
    listener.onComplete(answer.end());
  }

  private void fail(CallException failure) {
    observation.onFailure(failure);
    listener.onError(failure);
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    turn.execute(this::goOn);
  }

  @Override
  public void cancel() {
    if (ended.compareAndSet(false, true)) {
      observation.onCancel();
    }
  }

  @Override
  public void abort(CallException reason) {
    turn.execute(
        () -> {
          if (ended.compareAndSet(false, true)) {
            fail(reason);
          }
        });
  }

  @Override
  public boolean isKept() {
    return true;
  }
}
