package io.aiportal.ollama.server.transport;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * An answer that is there when all of it is.
 *
 * @param <T> what it is read as
 */
final class WholeAnswer<T> extends HttpExchange {

  /** Far above what a model can say in one answer. */
  private static final int MOST_BYTES = 64 << 20;

  private final BiFunction<byte[], @Nullable String, T> reading;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /**
   * An answer to come.
   *
   * @param reading makes something of the body and of Bedrock's id of the request
   */
  WholeAnswer(
      Way way,
      XnioIoThread thread,
      Consumer<String> requestIds,
      BiFunction<byte[], @Nullable String, T> reading) {
    super(way, thread, requestIds);
    this.reading = reading;
    // Whatever ends the result, a time limit of its owner too, ends the call.
    result.whenComplete((value, failure) -> cancelUnlessOver());
  }

  private void cancelUnlessOver() {
    if (!isOver()) {
      cancel();
    }
  }

  /** The answer; cancelling it ends the call. */
  CompletableFuture<T> result() {
    return result;
  }

  @Override
  void received(ByteBuffer bytes) {
    if (body.size() + bytes.remaining() > MOST_BYTES) {
      throw new BedrockException(Kind.CORRUPT, "the answer is too long", null);
    }
    body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  @Override
  void endOfRead() {
    // Nothing is passed on before all of it is there.
  }

  /** The answer was made, and is paid for: nobody should ask again. */
  @Override
  BedrockException brokenOff(IOException failure) {
    return new BedrockException(
        Kind.BROKEN_OFF, "the connection failed within the answer", failure);
  }

  @Override
  void ended() {
    try {
      result.complete(reading.apply(body.toByteArray(), requestId()));
    } catch (Throwable unreadable) {
      result.completeExceptionally(BedrockErrors.thrown(unreadable));
      BedrockErrors.rethrowIfFatal(unreadable);
    }
  }

  @Override
  void failed(BedrockException error) {
    result.completeExceptionally(error);
  }
}
