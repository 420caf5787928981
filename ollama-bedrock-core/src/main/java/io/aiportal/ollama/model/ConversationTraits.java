package io.aiportal.ollama.model;

/**
 * How a model is spoken to.
 *
 * @param streaming whether answers can be streamed
 * @param system whether the family knows system prompts
 * @param leadingUser whether a conversation must start with the user
 * @param prefill whether a conversation may end with the assistant
 * @param structuredOutput how an answer is made to follow a JSON Schema
 */
public record ConversationTraits(
    boolean streaming,
    boolean system,
    boolean leadingUser,
    boolean prefill,
    StructuredOutput structuredOutput) {

  /** These traits, with answers streamed or not. */
  ConversationTraits withStreaming(boolean streaming) {
    return new ConversationTraits(streaming, system, leadingUser, prefill, structuredOutput);
  }

  /** How an answer is made to follow a JSON Schema. */
  public enum StructuredOutput {
    /** Bedrock's own {@code outputConfig.textFormat}. */
    NATIVE,
    /** One tool with that schema, which the model must call. */
    TOOL,
    /** An instruction in the system prompt. */
    PROMPT
  }
}
