package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import java.util.List;

/**
 * What a call may take, from above, as it can be told before Bedrock is asked.
 *
 * @param model the model that is asked
 * @param promptTokens tokens of the prompt; 0 where nothing is asked
 * @param answerTokens the most tokens that the answer may have; 0 where it is no text
 * @param others models that may answer in its place, where there is no room for it
 */
public record CallEstimate(Model model, int promptTokens, int answerTokens, List<Model> others) {

  public CallEstimate {
    others = List.copyOf(others);
  }

  /** An estimate of a call that no other model answers. */
  public CallEstimate(Model model, int promptTokens, int answerTokens) {
    this(model, promptTokens, answerTokens, List.of());
  }

  /** Whether Bedrock is not going to be asked: the model need only be there. */
  public boolean isOfNothing() {
    return promptTokens == 0;
  }

  /** The tokens that Bedrock reserves of the model's quota when the call begins. */
  public long reservedTokens() {
    return promptTokens + (long) answerTokens * model.traits().limits().outputBurndown();
  }

  /** The tokens that Bedrock takes of the model's quota in the end; what its cache had is free. */
  public long takenTokens(TokenUsage usage) {
    return usage.inputTokens()
        + usage.cacheWriteInputTokens()
        + (long) usage.outputTokens() * model.traits().limits().outputBurndown();
  }
}
