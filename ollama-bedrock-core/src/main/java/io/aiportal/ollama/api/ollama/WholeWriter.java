package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/** Gathers an answer and writes it as one JSON object when it is complete. */
final class WholeWriter implements AnswerWriter {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final AnswerSink gathering;
  private final Supplier<?> gathered;
  private final Supplier<List<String>> gatheredWarnings;
  private ByteBuffer body = NOTHING;
  private List<String> warnings = List.of();

  /** A writer for one answer of which there is nothing to tell. */
  WholeWriter(AnswerSink gathering, Supplier<?> gathered) {
    this(gathering, gathered, List::of);
  }

  /**
   * A writer for one answer.
   *
   * @param gathering takes the answer
   * @param gathered the record of the whole answer, when it has ended
   * @param warnings what is told of it, when it has ended
   */
  WholeWriter(AnswerSink gathering, Supplier<?> gathered, Supplier<List<String>> warnings) {
    this.gathering = gathering;
    this.gathered = gathered;
    this.gatheredWarnings = warnings;
  }

  @Override
  public String contentType() {
    return "application/json; charset=utf-8";
  }

  @Override
  public ByteBuffer ready() {
    return body.duplicate();
  }

  @Override
  public void clear() {
    body = NOTHING;
  }

  @Override
  public void start() {
    gathering.start();
  }

  @Override
  public void text(String text) {
    gathering.text(text);
  }

  @Override
  public void citation(Citation citation) {}

  @Override
  public void reasoning(String text) {
    gathering.reasoning(text);
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
    gathering.toolUse(index, call);
  }

  @Override
  public void blockEnd() {}

  @Override
  public void end(AnswerEnd end) {
    gathering.end(end);
    body = ByteBuffer.wrap(ResponseJson.bytes(gathered.get()));
    warnings = gatheredWarnings.get();
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  /** An error takes the place of the answer. */
  @Override
  public void fail(CallException error) {
    body = ByteBuffer.wrap(OllamaError.body(error));
  }
}
