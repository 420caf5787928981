package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.translate.AnswerStream;
import io.aiportal.ollama.translate.BedrockErrors;
import org.jspecify.annotations.Nullable;

/** Feeds a stream's events to the machine and tells the listener what came of them. */
final class StreamedAnswer implements ConverseStreamListener {

  private final String model;
  private final AnswerStream machine;
  private final AnswerListener listener;
  private @Nullable ConverseStream stream;
  private boolean over;

  StreamedAnswer(String model, AnswerStream machine, AnswerListener listener) {
    this.model = model;
    this.machine = machine;
    this.listener = listener;
  }

  @Override
  public void onOpen(ConverseStream stream) {
    this.stream = stream;
    listener.onOpen(stream);
  }

  @Override
  public void onEvent(ConverseStreamEvent event) {
    if (over) {
      return;
    }
    try {
      machine.onEvent(event);
    } catch (CallException unusable) {
      fail(unusable);
      return;
    }
    if (machine.isDone()) {
      complete();
    }
  }

  @Override
  public void onEndOfRead() {
    if (!over) {
      listener.onPieces();
    }
  }

  @Override
  public void onEnd() {
    if (over) {
      return;
    }
    try {
      machine.onEnd();
    } catch (CallException incomplete) {
      fail(incomplete);
      return;
    }
    complete();
  }

  /** What Bedrock had said in full stays complete if only the connection is lost after it. */
  @Override
  public void onError(BedrockException error) {
    if (over) {
      return;
    }
    if (machine.isComplete() && error.kind() == BedrockException.Kind.CONNECTION) {
      onEnd();
    } else {
      fail(BedrockErrors.toOllama(error, model));
    }
  }

  /** Bedrock has nothing more to say; its stream may end by itself, so the connection is kept. */
  private void complete() {
    over = true;
    listener.onComplete(machine.metrics());
  }

  private void fail(CallException error) {
    over = true;
    if (stream != null) {
      stream.cancel();
    }
    listener.onError(error);
  }
}
