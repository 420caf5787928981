package io.aiportal.ollama.bedrock;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of a streamed answer.
 *
 * <p>An answer is a {@link MessageStart}, blocks (each a {@link ToolUseStart} if it is a tool call,
 * deltas, and a {@link ContentBlockStop}), a {@link MessageStop} and a {@link Metadata}. Text and
 * thinking have no start event. Events that this version does not know are never delivered.
 */
public sealed interface ConverseStreamEvent {

  /** The model begins. */
  record MessageStart() implements ConverseStreamEvent {}

  /** A tool call begins; its id is empty where Bedrock gave none. */
  record ToolUseStart(int contentBlockIndex, String toolUseId, String name)
      implements ConverseStreamEvent {}

  /** More text. */
  record TextDelta(int contentBlockIndex, String text) implements ConverseStreamEvent {}

  /** What the text of this block rests on. */
  record CitationDelta(int contentBlockIndex, Citation citation) implements ConverseStreamEvent {}

  /** More of a tool call's input: a fragment of JSON text. */
  record ToolUseDelta(int contentBlockIndex, String input) implements ConverseStreamEvent {}

  /** More thinking. */
  record ReasoningDelta(int contentBlockIndex, String text) implements ConverseStreamEvent {}

  /** The signature of the thinking in this block. */
  record SignatureDelta(int contentBlockIndex, String signature) implements ConverseStreamEvent {}

  /** More thinking that only the model may read. */
  record RedactedDelta(int contentBlockIndex, byte[] data) implements ConverseStreamEvent {}

  /** A block is complete. */
  record ContentBlockStop(int contentBlockIndex) implements ConverseStreamEvent {}

  /**
   * The model stopped; without this event an answer is not complete.
   *
   * @param stopReason why
   * @param additionalFields the family's own fields that the request asked for; empty for none
   */
  record MessageStop(StopReason stopReason, Map<String, @Nullable Object> additionalFields)
      implements ConverseStreamEvent {

    public MessageStop {
      additionalFields = Documents.unmodifiable(additionalFields);
    }

    /** The model stopped, and its family has nothing to add. */
    public MessageStop(StopReason stopReason) {
      this(stopReason, Map.of());
    }
  }

  /** What the answer took; comes after {@link MessageStop}. */
  record Metadata(TokenUsage usage, long latencyMs) implements ConverseStreamEvent {}
}
