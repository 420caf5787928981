package io.aiportal.ollama.api.openai;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.internal.json.LineBuffer;
import io.aiportal.ollama.internal.json.TextPieces;

/**
 * Writes a streamed answer as the chunks of {@code /v1/chat/completions}.
 *
 * <p>The arguments of tools go out as they come. What this API has no word for is left out:
 * signatures, and thinking that nobody may read.
 */
final class ChatChunksWriter extends EventsWriter {

  private static final byte[] DELTA = ascii("{\"index\":0,\"delta\":{");
  private static final byte[] ROLE = ascii("\"role\":\"assistant\",");
  private static final byte[] CONTENT = ascii("\"content\":\"");
  private static final byte[] REASONING = ascii("\"content\":\"\",\"reasoning\":\"");
  private static final byte[] END_OF_TEXT = ascii("\"},\"finish_reason\":null}]}\n\n");
  private static final byte[] CALL = ascii("\"content\":\"\",\"tool_calls\":[{\"id\":\"");
  private static final byte[] INDEX = ascii("\",\"index\":");
  private static final byte[] FUNCTION = ascii(",\"type\":\"function\",\"function\":{\"name\":\"");
  private static final byte[] NO_ARGUMENTS = ascii("\",\"arguments\":\"\"}}");
  private static final byte[] MORE_OF_CALL = ascii("\"tool_calls\":[{\"index\":");
  private static final byte[] ARGUMENTS = ascii(",\"function\":{\"arguments\":\"");
  private static final byte[] END_OF_ARGUMENTS = ascii("\"}}");
  private static final byte[] END_OF_CALLS = ascii("]},\"finish_reason\":null}]}\n\n");
  private static final byte[] FINISH = ascii("},\"finish_reason\":\"");
  private static final byte[] END_OF_FINISH = ascii("\"}]}\n\n");
  private static final byte[] USAGE = ascii("],\"usage\":");
  private static final byte[] DONE = ascii("data: [DONE]\n\n");

  private final byte[] head;
  private final boolean includeUsage;
  private boolean begun;
  private boolean calling;

  /**
   * A writer for one answer.
   *
   * @param id names the answer
   * @param created when it was asked for, in seconds
   * @param model the model's name as the request spelled it
   * @param includeUsage whether what it took is told at its end
   */
  ChatChunksWriter(String id, long created, String model, boolean includeUsage) {
    this.head =
        new LineBuffer(model.length() + 160)
            .append(DATA)
            .append(ascii("{\"id\":\"" + id + "\",\"object\":\"chat.completion.chunk\""))
            .append(ascii(",\"created\":" + created + ",\"model\":\""))
            .appendEscaped(model)
            .append(ascii("\",\"system_fingerprint\":\"fp_ollama\",\"choices\":["))
            .toByteArray();
    this.includeUsage = includeUsage;
  }

  @Override
  public void start() {}

  @Override
  public void text(String text) {
    pieces(CONTENT, text);
  }

  @Override
  public void citation(Citation citation) {}

  @Override
  public void reasoning(String text) {
    pieces(REASONING, text);
  }

  @Override
  public void reasoningSignature(String signature) {}

  @Override
  public void redactedReasoning(byte[] data) {}

  @Override
  public void toolUseStart(int index, String id, String name) {
    delta().append(CALL).appendEscaped(id).append(INDEX).append(index);
    events.append(FUNCTION).appendEscaped(name).append(NO_ARGUMENTS).append(END_OF_CALLS);
  }

  @Override
  public void toolUseInput(int index, String json) {
    TextPieces.of(
        json,
        (from, to) -> {
          delta().append(MORE_OF_CALL).append(index).append(ARGUMENTS);
          events.appendEscaped(json, from, to).append(END_OF_ARGUMENTS).append(END_OF_CALLS);
        });
  }

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    calling = true;
  }

  @Override
  public void blockEnd() {}

  @Override
  public void end(AnswerEnd end) {
    if (!begun) {
      delta().append(CONTENT).append(END_OF_TEXT);
    }
    events.append(head).append(DELTA).append(FINISH);
    events.append(ascii(FinishReason.of(end, calling))).append(END_OF_FINISH);
    if (includeUsage) {
      byte[] usage = GoEncoder.encode(CompletionUsage.of(end.usage()));
      events.append(head).append(USAGE).append(usage).append('}').append(END_OF_EVENT);
    }
    events.append(DONE);
  }

  private void pieces(byte[] before, String text) {
    TextPieces.of(
        text,
        (from, to) -> delta().append(before).appendEscaped(text, from, to).append(END_OF_TEXT));
  }

  /** Begins a chunk, up to the inside of its delta; the first one tells who speaks. */
  private LineBuffer delta() {
    events.append(head).append(DELTA);
    if (!begun) {
      begun = true;
      events.append(ROLE);
    }
    return events;
  }
}
