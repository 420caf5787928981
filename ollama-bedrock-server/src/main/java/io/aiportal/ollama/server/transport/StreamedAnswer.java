package io.aiportal.ollama.server.transport;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseAnswerJson;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.xnio.XnioIoThread;

/** A streamed answer: messages on the wire become events of the listener. */
final class StreamedAnswer extends HttpExchange implements ConverseStream {

  private static final System.Logger LOG = System.getLogger(StreamedAnswer.class.getName());

  private final ConverseStreamListener listener;
  private final EventStreamDecoder messages = new EventStreamDecoder(this::message);

  StreamedAnswer(
      Way way, XnioIoThread thread, Consumer<String> requestIds, ConverseStreamListener listener) {
    super(way, thread, requestIds);
    this.listener = listener;
  }

  @Override
  void received(ByteBuffer bytes) {
    messages.decode(bytes);
  }

  private boolean message(EventStreamHeaders headers, byte[] bytes, int offset, int length) {
    String type = headers.eventType();
    if (type == null || !"event".equals(headers.messageType())) {
      fail(error(headers, bytes, offset, length));
      return false;
    }
    ConverseStreamEvent event = ConverseAnswerJson.readEvent(type, bytes, offset, length);
    if (event != null) {
      listener.onEvent(event);
    }
    return !isOver();
  }

  private BedrockException error(EventStreamHeaders headers, byte[] bytes, int offset, int length) {
    String exception = headers.exceptionType();
    if (exception != null) {
      byte[] payload = Arrays.copyOfRange(bytes, offset, offset + length);
      return BedrockErrors.answered(
          0, exception, ConverseAnswerJson.readErrorMessage(payload), requestId(), null);
    }
    return headers.errorCode() == null
        ? EventStreamDecoder.damaged("a message does not say what it is")
        : BedrockErrors.answered(0, headers.errorCode(), headers.errorMessage(), requestId(), null);
  }

  @Override
  void endOfRead() {
    listener.onEndOfRead();
  }

  /** A connection that closes is an end like any other: only the events say what is complete. */
  @Override
  boolean endsWhenClosed() {
    return true;
  }

  @Override
  void ended() {
    last(listener::onEnd);
  }

  @Override
  void failed(BedrockException error) {
    last(() -> listener.onError(error));
  }

  /** The last call of the listener; there is no other to tell of what it throws. */
  private static void last(Runnable call) {
    try {
      call.run();
    } catch (Throwable thrown) {
      LOG.log(Level.WARNING, "A listener failed at the end of its answer", thrown);
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }
}
