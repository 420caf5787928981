package io.aiportal.ollama.api.openai;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.internal.json.LineBuffer;
import io.aiportal.ollama.internal.json.TextPieces;
import java.time.Clock;

/**
 * Writes a streamed answer as the chunks of {@code /v1/completions}; thinking has no place in them,
 * and tools are not offered. Unlike those of a chat, each chunk tells its own time.
 */
final class CompletionChunksWriter extends EventsWriter {

  private static final byte[] CHOICES = ascii(",\"choices\":[");
  private static final byte[] CHOICE = ascii("{\"text\":\"");
  private static final byte[] NO_FINISH = ascii("\",\"index\":0,\"finish_reason\":null}");
  private static final byte[] FINISH = ascii("\",\"index\":0,\"finish_reason\":\"");
  private static final byte[] END_OF_FINISH = ascii("\"}");
  private static final byte[] USAGE = ascii(",\"usage\":");
  private static final byte[] DONE = ascii("data: [DONE]\n\n");

  private final CompletionRequest request;
  private final Clock clock;
  private final byte[] head;
  private final byte[] tail;

  /**
   * A writer for one answer.
   *
   * @param id names the answer
   * @param request what is answered
   * @param clock tells when a chunk is written
   */
  CompletionChunksWriter(String id, CompletionRequest request, Clock clock) {
    this.request = request;
    this.clock = clock;
    this.head =
        new LineBuffer(100)
            .append(DATA)
            .append(ascii("{\"id\":\"" + id + "\",\"object\":\"text_completion\",\"created\":"))
            .toByteArray();
    this.tail =
        new LineBuffer(100)
            .append(ascii("],\"model\":\""))
            .appendEscaped(request.model())
            .append(ascii("\",\"system_fingerprint\":\"fp_ollama\""))
            .toByteArray();
  }

  @Override
  public void start() {}

  @Override
  public void text(String text) {
    TextPieces.of(
        text,
        (from, to) -> {
          beginChunk();
          events.append(CHOICE).appendEscaped(text, from, to).append(NO_FINISH);
          endOfChunk(CompletionUsage.NONE);
        });
  }

  @Override
  public void citation(Citation citation) {}

  @Override
  public void reasoning(String text) {}

  @Override
  public void reasoningSignature(String signature) {}

  @Override
  public void redactedReasoning(byte[] data) {}

  @Override
  public void toolUseStart(int index, String id, String name) {}

  @Override
  public void toolUseInput(int index, String json) {}

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {}

  @Override
  public void blockEnd() {}

  @Override
  public void end(AnswerEnd end) {
    byte[] reason = ascii(FinishReason.of(end, request));
    beginChunk();
    events.append(CHOICE).append(FINISH).append(reason).append(END_OF_FINISH);
    endOfChunk(CompletionUsage.NONE);
    if (request.delivery().includeUsage()) {
      beginChunk();
      endOfChunk(CompletionUsage.of(end, request));
    }
    events.append(DONE);
  }

  private void beginChunk() {
    events.append(head).append(clock.instant().getEpochSecond()).append(CHOICES);
  }

  /** Ends a chunk; where the usage is told at all, each one carries some. */
  private void endOfChunk(CompletionUsage usage) {
    events.append(tail);
    if (request.delivery().includeUsage()) {
      events.append(USAGE).append(GoEncoder.encode(usage));
    }
    events.append('}').append(END_OF_EVENT);
  }
}
