package io.aiportal.ollama.api.anthropic;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.LineBuffer;
import io.aiportal.ollama.internal.json.TextPieces;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a streamed answer as Anthropic's events. */
final class MessageEventsWriter extends MessageSink {

  private static final byte[] START =
      ascii("event: message_start\ndata: {\"type\":\"message_start\",\"message\":");
  private static final byte[] BLOCK_START =
      ascii("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":");
  private static final byte[] BLOCK_DELTA =
      ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
  private static final byte[] BLOCK_STOP =
      ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":");
  private static final byte[] MESSAGE_DELTA =
      ascii("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{");
  private static final byte[] MESSAGE_STOP =
      ascii("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
  private static final byte[] TEXT = ascii(",\"delta\":{\"type\":\"text_delta\",\"text\":\"");
  private static final byte[] THINKING =
      ascii(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"");
  private static final byte[] SIGNATURE =
      ascii(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"");
  private static final byte[] INPUT =
      ascii(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"");
  private static final byte[] CITATION =
      ascii(",\"delta\":{\"type\":\"citations_delta\",\"citation\":");
  private static final byte[] BLOCK = ascii(",\"content_block\":{\"type\":\"");
  private static final byte[] END_OBJECT = ascii("\"}}\n\n");

  private final MessageHead head;
  private final int promptTokens;

  /** The places of the calls that are open, by their places among the calls. */
  private final Map<Integer, Integer> calls = new LinkedHashMap<>();

  private boolean started;
  private boolean calling;
  private int blocks;

  /**
   * A writer for one answer.
   *
   * @param promptTokens how many tokens the prompt has, as far as anybody can tell before the end
   */
  MessageEventsWriter(MessageHead head, int promptTokens) {
    this.head = head;
    this.promptTokens = promptTokens;
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public void toolUseStart(int index, String id, String name) {
    closeBlock();
    event(
        () ->
            blockStart(blocks)
                .append(ascii("tool_use\",\"id\":\""))
                .appendEscaped(id)
                .append(ascii("\",\"name\":\""))
                .appendEscaped(name)
                .append(ascii("\",\"input\":{}}}\n\n")));
    calls.put(index, blocks++);
  }

  @Override
  public void toolUseInput(int index, String json) {
    Integer block = calls.get(index);
    if (block != null) {
      delta(block, INPUT, json);
    }
  }

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    calling = true;
    Integer block = calls.remove(index);
    if (block != null) {
      blockStop(block);
    }
  }

  @Override
  void textStart() {
    event(() -> blockStart(blocks).append(ascii("text\",\"text\":\"")).append(END_OBJECT));
    blocks++;
  }

  @Override
  void textDelta(String text) {
    delta(blocks - 1, TEXT, text);
  }

  /** It cannot be cut: clients take each for a citation of its own. */
  @Override
  void citationDelta(Citation citation) {
    event(
        () ->
            CitationJson.append(
                    begin().append(BLOCK_DELTA).append(blocks - 1).append(CITATION), citation)
                .append(ascii("}}\n\n")));
  }

  @Override
  void textEnd() {
    blockStop(blocks - 1);
  }

  @Override
  void thinkingStart() {
    event(
        () ->
            blockStart(blocks)
                .append(ascii("thinking\",\"thinking\":\"\",\"signature\":\""))
                .append(END_OBJECT));
    blocks++;
  }

  @Override
  void thinkingDelta(String text) {
    delta(blocks - 1, THINKING, text);
  }

  /** It cannot be cut: clients take the last one for the whole. */
  @Override
  void signatureDelta(String signature) {
    event(
        () ->
            begin()
                .append(BLOCK_DELTA)
                .append(blocks - 1)
                .append(SIGNATURE)
                .appendEscaped(signature)
                .append(END_OBJECT));
  }

  @Override
  void thinkingEnd() {
    blockStop(blocks - 1);
  }

  @Override
  void redactedThinking(String base64) {
    event(
        () ->
            blockStart(blocks)
                .append(ascii("redacted_thinking\",\"data\":\""))
                .append(ascii(base64))
                .append(END_OBJECT));
    blockStop(blocks++);
  }

  /** A call that a limit cut is left as far as it came: the reason to stop tells why. */
  @Override
  void messageEnd(AnswerEnd end) {
    calls.values().forEach(this::blockStop);
    event(
        () -> {
          LineBuffer line = begin().append(MESSAGE_DELTA);
          appendStop(line, end, calling);
          line.append(ascii("},"));
          appendUsage(line, end.usage());
          line.append(ascii("}\n\n")).append(MESSAGE_STOP);
        });
  }

  @Override
  public void fail(CallException error) {
    byte[] body = AnthropicError.body(error);
    append(() -> begin().append(ascii("event: error\ndata: ")).append(body).append(ascii("\n\n")));
  }

  private LineBuffer blockStart(int index) {
    return begin().append(BLOCK_START).append(index).append(BLOCK);
  }

  private void delta(int index, byte[] kind, String text) {
    event(
        () ->
            TextPieces.of(
                text,
                (from, to) ->
                    begin()
                        .append(BLOCK_DELTA)
                        .append(index)
                        .append(kind)
                        .appendEscaped(text, from, to)
                        .append(END_OBJECT)));
  }

  private void blockStop(int index) {
    event(() -> begin().append(BLOCK_STOP).append(index).append(ascii("}\n\n")));
  }

  /** Appends an event, behind the one that begins the message. */
  private void event(Runnable appends) {
    if (!started) {
      started = true;
      append(this::messageStart);
    }
    append(appends);
  }

  private void messageStart() {
    head.appendTo(begin().append(START))
        .append(ascii("[],\"stop_reason\":null,\"stop_sequence\":null,"))
        .append(ascii("\"usage\":{\"input_tokens\":"))
        .append(promptTokens)
        .append(ascii(",\"output_tokens\":0}}}\n\n"));
  }
}
