package io.aiportal.ollama.model;

import java.util.Set;

/**
 * What a model can do and what it refuses.
 *
 * @param capabilities in Ollama's words
 * @param contextLength tokens of prompt and answer together
 * @param maxOutputTokens tokens that an answer may have at most
 * @param defaultMaxTokens tokens that an answer may have if the caller does not say; Bedrock
 *     reserves them from the quota when a call starts, so this is often smaller than the maximum,
 *     and never larger
 * @param streaming whether answers can be streamed
 * @param streamingTools whether answers can be streamed when tools are offered
 * @param system whether the family knows system prompts
 * @param leadingUser whether a conversation must start with the user
 * @param prefill whether a conversation may end with the assistant
 * @param toolResultAlone whether results of tools must stand alone in their message
 * @param toolResultStatus whether results of tools may carry a status
 * @param toolResultImages whether results of tools may hold images
 * @param hyphensInToolNames whether tool names may hold hyphens
 * @param shortToolUseIds whether tool call ids must be nine letters and digits
 * @param toolChoice how far a call of a tool can be forced
 * @param sampling which sampling settings are taken
 * @param topK where the family takes {@code top_k}
 * @param maxStopSequences stop sequences of a call at most
 * @param thinking how the family is told to think
 * @param signedThinking whether thinking goes back to the model only with its signature
 * @param structuredOutput how an answer is made to follow a JSON Schema
 * @param embedding how the model is asked for embeddings
 * @param embeddingLength numbers in an embedding, if the caller does not say; 0 for none
 */
public record Traits(
    Set<Capability> capabilities,
    int contextLength,
    int maxOutputTokens,
    int defaultMaxTokens,
    boolean streaming,
    boolean streamingTools,
    boolean system,
    boolean leadingUser,
    boolean prefill,
    boolean toolResultAlone,
    boolean toolResultStatus,
    boolean toolResultImages,
    boolean hyphensInToolNames,
    boolean shortToolUseIds,
    ToolChoices toolChoice,
    Sampling sampling,
    TopK topK,
    int maxStopSequences,
    Thinking thinking,
    boolean signedThinking,
    StructuredOutput structuredOutput,
    Embedding embedding,
    int embeddingLength) {

  public Traits {
    if (contextLength < 1 || maxOutputTokens < 1 || defaultMaxTokens < 1) {
      throw new IllegalArgumentException("a model's limits are positive numbers of tokens");
    }
    defaultMaxTokens = Math.min(defaultMaxTokens, maxOutputTokens);
    capabilities = Set.copyOf(capabilities);
  }

  /** Whether the model can do this. */
  public boolean can(Capability capability) {
    return capabilities.contains(capability);
  }

  /** How far a call of a tool can be forced. */
  public enum ToolChoices {
    /** Not at all. */
    AUTO,
    /** Some tool. */
    ANY,
    /** A named tool. */
    NAMED,
    /** A named tool, also while thinking. */
    NAMED_WHILE_THINKING
  }

  /** Which sampling settings are taken. */
  public enum Sampling {
    /** Temperature and top-p together. */
    BOTH,
    /** One of temperature and top-p, not both. */
    EITHER,
    /** None: neither temperature nor top-p nor top-k. */
    NONE
  }

  /** Where the family takes {@code top_k}, in the additional request fields. */
  public enum TopK {
    /** Nowhere. */
    NONE,
    /** As {@code top_k}. */
    TOP_K,
    /** As {@code inferenceConfig.topK}. */
    INFERENCE_CONFIG
  }

  /** How the family is told to think, in the additional request fields. */
  public enum Thinking {
    /** It is not: the model does not think, or decides alone. */
    NONE,
    /** {@code thinking: {type: enabled, budget_tokens: n}}. */
    BUDGET,
    /** {@code thinking: {type: adaptive}} with {@code output_config: {effort: …}}. */
    ADAPTIVE,
    /** {@code reasoningConfig: {type: enabled, maxReasoningEffort: …}}. */
    REASONING_CONFIG,
    /** {@code reasoning_effort: low, medium or high}; cannot be turned off. */
    REASONING_EFFORT
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

  /** How a model is asked for embeddings: which family's body InvokeModel gets. */
  public enum Embedding {
    /** Not at all. */
    NONE,
    /** Titan, first generation: one text a call, nothing else. */
    TITAN,
    /** Titan V2: one text a call, the length can be chosen. */
    TITAN_V2,
    /** Cohere Embed 3: up to 96 texts a call. */
    COHERE,
    /** Cohere Embed 4: up to 96 texts a call, the length can be chosen. */
    COHERE_V4,
    /** Nova multimodal embeddings: one text a call, the length can be chosen. */
    NOVA
  }
}
