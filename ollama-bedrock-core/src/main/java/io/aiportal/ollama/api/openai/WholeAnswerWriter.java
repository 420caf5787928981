package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.go.GoEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Gathers an answer and writes it as one JSON object when it is complete. */
abstract class WholeAnswerWriter implements AnswerWriter {

  static final String CONTENT_TYPE = "application/json";

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final StringBuilder text = new StringBuilder();
  final StringBuilder reasoning = new StringBuilder();
  final List<ChatContent.ToolUse> calls = new ArrayList<>();
  private ByteBuffer body = NOTHING;

  /** The object of the whole answer. */
  abstract Object document(AnswerEnd end);

  @Override
  public final String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public final ByteBuffer ready() {
    return body.duplicate();
  }

  @Override
  public final void clear() {
    body = NOTHING;
  }

  @Override
  public void start() {}

  @Override
  public void text(String more) {
    text.append(more);
  }

  @Override
  public void citation(Citation citation) {}

  @Override
  public void reasoning(String more) {
    reasoning.append(more);
  }

  @Override
  public void reasoningSignature(String signature) {}

  @Override
  public void redactedReasoning(byte[] data) {}

  @Override
  public void toolUseStart(int index, String id, String name) {}

  @Override
  public void toolUseInput(int index, String json) {}

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    calls.add(call);
  }

  @Override
  public void blockEnd() {}

  @Override
  public final void end(AnswerEnd end) {
    body = ByteBuffer.wrap(JsonLine.of(GoEncoder.encode(document(end))));
  }

  /** An error takes the place of the answer. */
  @Override
  public final void fail(CallException error) {
    body = ByteBuffer.wrap(JsonLine.of(OpenAiError.body(error)));
  }
}
