package io.aiportal.ollama.api.anthropic;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Puts an answer into Anthropic's blocks: text and thinking begin a block where none of their kind
 * is open, and end it where something else begins.
 */
abstract sealed class MessageSink implements AnswerWriter
    permits MessageEventsWriter, MessageWriter {

  /** An argument cannot be cut: the longest that is taken, with every byte escaped. */
  private static final int MAX_LINE = 32 * 1024 * 1024;

  private static final int USUAL_READ = 512;

  /** What kind of block is open. */
  private enum Open {
    NONE,
    TEXT,
    THINKING,
    SIGNED_THINKING,
    REDACTED_THINKING
  }

  private final LineBuffer out = new LineBuffer(USUAL_READ, MAX_LINE);
  private final ByteArrayOutputStream redacted = new ByteArrayOutputStream();
  private Open open = Open.NONE;

  @Override
  public final ByteBuffer ready() {
    return out.view();
  }

  @Override
  public final void clear() {
    out.clear();
  }

  @Override
  public final void start() {}

  @Override
  public final void text(String text) {
    opensText();
    textDelta(text);
  }

  @Override
  public final void citation(Citation citation) {
    opensText();
    citationDelta(citation);
  }

  private void opensText() {
    if (open != Open.TEXT) {
      closeBlock();
      open = Open.TEXT;
      textStart();
    }
  }

  @Override
  public final void reasoning(String text) {
    if (open != Open.THINKING) {
      closeBlock();
      thinkingOpens();
    }
    thinkingDelta(text);
  }

  @Override
  public final void reasoningSignature(String signature) {
    if (open != Open.THINKING) {
      closeBlock();
      thinkingOpens();
    }
    open = Open.SIGNED_THINKING;
    signatureDelta(signature);
  }

  private void thinkingOpens() {
    open = Open.THINKING;
    thinkingStart();
  }

  /** It comes in parts, and is told whole. */
  @Override
  public final void redactedReasoning(byte[] data) {
    if (open != Open.REDACTED_THINKING) {
      closeBlock();
      open = Open.REDACTED_THINKING;
    }
    redacted.writeBytes(data);
  }

  @Override
  public final void blockEnd() {
    closeBlock();
  }

  /** Ends the block of text or thinking that is open, if one is. */
  final void closeBlock() {
    Open closed = open;
    open = Open.NONE;
    switch (closed) {
      case NONE -> {}
      case TEXT -> textEnd();
      case THINKING, SIGNED_THINKING -> thinkingEnd();
      case REDACTED_THINKING -> {
        String data = Base64.getEncoder().encodeToString(redacted.toByteArray());
        redacted.reset();
        redactedThinking(data);
      }
    }
  }

  @Override
  public final void end(AnswerEnd end) {
    closeBlock();
    messageEnd(end);
  }

  abstract void textStart();

  abstract void textDelta(String text);

  abstract void citationDelta(Citation citation);

  abstract void textEnd();

  abstract void thinkingStart();

  abstract void thinkingDelta(String text);

  abstract void signatureDelta(String signature);

  abstract void thinkingEnd();

  abstract void redactedThinking(String base64);

  abstract void messageEnd(AnswerEnd end);

  /** Appends what belongs together; what throws leaves nothing of it behind. */
  final void append(Runnable appends) {
    try {
      out.together(appends);
    } catch (LineBuffer.TooLongException e) {
      throw new CallException(
          CallException.Kind.BAD_ANSWER, "a part of the answer is too long for a line", e);
    }
  }

  /** Begins what belongs together. */
  final LineBuffer begin() {
    return out.beginLine();
  }

  /** Appends why the answer ended. */
  static void appendStop(LineBuffer line, AnswerEnd end, boolean calling) {
    line.append(ascii("\"stop_reason\":\""))
        .append(ascii(StopReasons.of(end, calling)))
        .append(ascii("\",\"stop_sequence\":"));
    String sequence = end.stopSequence();
    if (sequence == null) {
      line.append(ascii("null"));
    } else {
      line.append('"').appendEscaped(sequence).append('"');
    }
  }

  /**
   * Appends what the answer took. Tokens out of the cache are apart from the others; what was
   * written into the cache is not.
   */
  static void appendUsage(LineBuffer line, TokenUsage usage) {
    Integer cached = usage.cacheReadInputTokens();
    line.append(ascii("\"usage\":{\"input_tokens\":"))
        .append(usage.promptTokens() - (cached == null ? 0 : cached));
    if (cached != null) {
      line.append(ascii(",\"cache_read_input_tokens\":")).append(cached);
    }
    line.append(ascii(",\"output_tokens\":")).append(usage.outputTokens()).append('}');
  }
}
