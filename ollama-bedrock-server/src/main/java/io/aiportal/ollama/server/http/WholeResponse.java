package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.CallException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends an answer in one piece when it is complete; given up if the client leaves before. */
final class WholeResponse implements AnswerListener {

  private final HttpCall call;
  private final AnswerWriter writer;
  private final WatchedReply reply;
  private volatile @Nullable AnswerFlow flow;
  private volatile @Nullable CallException cutReason;

  /** A response to a call; {@code writer} is told the answer. */
  WholeResponse(HttpCall call, AnswerWriter writer) {
    this.call = call;
    this.writer = writer;
    call.running(this::cut);
    this.reply = new WatchedReply(call, this::cancel);
  }

  @Override
  public void onOpen(AnswerFlow opened) {
    flow = opened;
    CallException reason = cutReason;
    if (reason != null) {
      opened.abort(reason);
    } else if (reply.isOver()) {
      opened.cancel();
    }
  }

  @Override
  public void onWarnings(List<String> warnings) {
    call.planWarnings(warnings);
  }

  /** The answer is no answer before it is whole. */
  @Override
  public void onEndOfRead() {}

  @Override
  public void onComplete(AnswerEnd end) {
    call.answered(flow);
    call.used(end);
    writer.warnings().forEach(call::warn);
    ByteBuffer ready = writer.ready();
    byte[] body = new byte[ready.remaining()];
    ready.get(body);
    reply.send(
        () -> {
          GatewayHeaders.put(call);
          Reply.send(call.exchange(), 200, writer.contentType(), body);
        });
  }

  @Override
  public void onError(CallException error) {
    AnswerFlow failed = flow;
    call.tookSoFar(failed == null ? TokenUsage.NONE : failed.usageSoFar());
    reply.send(() -> call.refuse(error));
  }

  private void cancel() {
    AnswerFlow running = flow;
    if (running != null) {
      running.cancel();
      call.tookSoFar(running.usageSoFar());
    }
  }

  /** The server can wait no longer. */
  private void cut(CallException reason) {
    cutReason = reason;
    AnswerFlow running = flow;
    if (running != null) {
      running.abort(reason);
    }
  }
}
