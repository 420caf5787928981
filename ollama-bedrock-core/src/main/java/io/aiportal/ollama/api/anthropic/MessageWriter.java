package io.aiportal.ollama.api.anthropic;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.util.ArrayList;
import java.util.List;

/** Gathers an answer and writes it as one message when it is complete. */
final class MessageWriter extends MessageSink {

  private static final int USUAL_CONTENT = 512;

  private final MessageHead head;
  private final LineBuffer content = new LineBuffer(USUAL_CONTENT);
  private final List<Citation> citations = new ArrayList<>();
  private String signature = "";
  private boolean calling;

  /** A writer for one answer. */
  MessageWriter(MessageHead head) {
    this.head = head;
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  /** A call is told when it is whole; one that a limit cut is not told. */
  @Override
  public void toolUseStart(int index, String id, String name) {}

  @Override
  public void toolUseInput(int index, String json) {}

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    closeBlock();
    calling = true;
    byte[] input = GoEncoder.encode(call.input());
    String id = call.id();
    block("tool_use")
        .append(ascii(",\"id\":\""))
        .appendEscaped(id == null ? "" : id)
        .append(ascii("\",\"name\":\""))
        .appendEscaped(call.name())
        .append(ascii("\",\"input\":"))
        .append(input)
        .append('}');
  }

  @Override
  void textStart() {
    block("text").append(ascii(",\"text\":\""));
  }

  @Override
  void textDelta(String text) {
    content.appendEscaped(text);
  }

  @Override
  void citationDelta(Citation citation) {
    citations.add(citation);
  }

  /** A text that rests on nothing is told as Ollama tells it, without the member. */
  @Override
  void textEnd() {
    content.append('"');
    if (!citations.isEmpty()) {
      citations();
    }
    content.append('}');
    citations.clear();
  }

  private void citations() {
    content.append(ascii(",\"citations\":"));
    char before = '[';
    for (Citation citation : citations) {
      CitationJson.append(content.append(before), citation);
      before = ',';
    }
    content.append(']');
  }

  @Override
  void thinkingStart() {
    signature = "";
    block("thinking").append(ascii(",\"thinking\":\""));
  }

  @Override
  void thinkingDelta(String text) {
    content.appendEscaped(text);
  }

  @Override
  void signatureDelta(String signature) {
    this.signature = signature;
  }

  @Override
  void thinkingEnd() {
    content.append(ascii("\",\"signature\":\"")).appendEscaped(signature).append(ascii("\"}"));
  }

  @Override
  void redactedThinking(String base64) {
    block("redacted_thinking")
        .append(ascii(",\"data\":\""))
        .append(ascii(base64))
        .append(ascii("\"}"));
  }

  @Override
  void messageEnd(AnswerEnd end) {
    append(
        () -> {
          LineBuffer line = head.appendTo(begin()).append('[').append(content.toByteArray());
          line.append(ascii("],"));
          appendStop(line, end, calling);
          line.append(',');
          appendUsage(line, end.usage());
          line.append(ascii("}\n"));
        });
  }

  /** An error takes the place of the answer. */
  @Override
  public void fail(CallException error) {
    clear();
    append(() -> begin().append(AnthropicError.line(error)));
  }

  private LineBuffer block(String type) {
    if (!content.isEmpty()) {
      content.append(',');
    }
    return content.append(ascii("{\"type\":\"" + type + "\""));
  }
}
