package io.aiportal.ollama.api.openai;

/**
 * A request of {@code /v1/completions}, as far as it has an effect.
 *
 * @param model the model's name as the caller spells it; empty where he gives none
 * @param prompt what is to be gone on from; empty where nothing is asked
 * @param suffix what would come behind the answer; empty for nothing
 * @param limits when and how the answer ends, and how it is chosen
 * @param delivery whether and how the answer is streamed
 * @param leftOut what it asks for and does not get
 */
public record CompletionRequest(
    String model,
    String prompt,
    String suffix,
    GenerationLimits limits,
    Delivery delivery,
    LeftOut leftOut) {

  /** Whether a request asks nothing, but only that its model be there. */
  boolean asksNothing() {
    return prompt.isEmpty();
  }
}
