package io.aiportal.ollama.model;

/**
 * Which sampling settings and stop sequences a model takes.
 *
 * @param settings which of temperature and top-p
 * @param topK where the family takes {@code top_k}
 * @param maxStopSequences stop sequences of a call at most
 * @param stopSequencePath JSON pointer to the field of the family's own answer that tells which
 *     stop sequence ended it; empty where none does
 */
public record SamplingTraits(
    Settings settings, TopK topK, int maxStopSequences, String stopSequencePath) {

  /** Which sampling settings are taken. */
  public enum Settings {
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
}
