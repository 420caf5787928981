package io.aiportal.ollama.chat;

/**
 * Whether a call may be answered with the answer to an earlier call that asked exactly the same.
 *
 * @param scope whose answers are shared: those of calls with the same text here
 * @param always whether that goes for every call, and not only for those whose temperature is 0
 * @param fresh whether the model is to be asked in any case, and its answer kept for later calls
 */
public record AnswerReuse(String scope, boolean always, boolean fresh) {

  /** Whether a call with this sampling may be answered so. */
  public boolean covers(Sampling sampling) {
    Double temperature = sampling.temperature();
    return always || (temperature != null && temperature == 0);
  }
}
