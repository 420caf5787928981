package io.aiportal.ollama.server.http;

import io.aiportal.ollama.server.process.FatalErrors;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads and forgets what a client still sends after its answer, then ends the exchange.
 *
 * <p>Closing on unread bytes would make the client lose the answer; waiting for them for ever would
 * let it hold the connection.
 */
final class UnreadBody implements IoCallback, ChannelListener<StreamSourceChannel> {

  private static final long PATIENCE_SECONDS = 10;

  private final HttpServerExchange exchange;
  private final StreamSourceChannel rest;
  private final ByteBuffer room = ByteBuffer.allocate(16 << 10);

  UnreadBody(HttpServerExchange exchange, StreamSourceChannel rest) {
    this.exchange = exchange;
    this.rest = rest;
  }

  /** What ends an exchange whose body nobody has asked for. */
  static IoCallback end(HttpServerExchange exchange) {
    return exchange.isRequestComplete() || !exchange.isRequestChannelAvailable()
        ? IoCallback.END_EXCHANGE
        : new UnreadBody(exchange, exchange.getRequestChannel());
  }

  @Override
  public void onComplete(HttpServerExchange answered, Sender sender) {
    handleEvent(rest);
    if (!exchange.isComplete()) {
      exchange.getIoThread().executeAfter(this::giveUp, PATIENCE_SECONDS, TimeUnit.SECONDS);
      rest.getReadSetter().set(this);
      rest.resumeReads();
    }
  }

  @Override
  public void handleEvent(StreamSourceChannel channel) {
    try {
      readOn();
    } catch (IOException e) {
      giveUp();
    } catch (RuntimeException | Error e) {
      FatalErrors.escalate(e);
      giveUp();
    }
  }

  private void readOn() throws IOException {
    int last = discard(rest, room);
    if (last < 0) {
      exchange.endExchange();
    } else if (last > 0) {
      rest.suspendReads();
      IoTurn.next(exchange.getIoThread(), this::resume);
    }
  }

  /**
   * Throws away what is there, but no more than may be read in one turn.
   *
   * @return what the last read gave: -1 at the end, 0 when nothing more is there for now
   */
  static int discard(StreamSourceChannel rest, ByteBuffer room) throws IOException {
    int count = rest.read(room.clear());
    for (int turn = count; count > 0 && turn < IoTurn.MOST_BYTES; turn += count) {
      count = rest.read(room.clear());
    }
    return count;
  }

  private void resume() {
    if (!exchange.isComplete()) {
      rest.resumeReads();
      handleEvent(rest);
    }
  }

  @Override
  public void onException(HttpServerExchange failed, Sender sender, IOException exception) {
    giveUp();
  }

  /** On an exchange that is over, the connection may already serve another. */
  private void giveUp() {
    if (!exchange.isComplete()) {
      IoUtils.safeClose(exchange.getConnection());
      exchange.endExchange();
    }
  }
}
