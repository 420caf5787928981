package io.aiportal.ollama.api;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelName;
import org.jspecify.annotations.Nullable;

/**
 * Refuses in Ollama's words what a model cannot do; each method throws {@link CallException} 400.
 *
 * @param requested the model's name as the caller spells it
 * @param model what the name means
 */
public record AbilityCheck(String requested, Model model) {

  /** Refuses to think. */
  public void thinking() {
    if (!model.traits().can(Capability.THINKING)) {
      throw quotedRefusal("thinking");
    }
  }

  /**
   * Refuses to answer: embedding models do not at all.
   *
   * @param route what Ollama calls the way of asking
   */
  public void answering(String route) {
    if (!model.traits().can(Capability.COMPLETION)) {
      throw quotedRefusal(route);
    }
  }

  /** Refuses typed decisions; the end of it is what Ollama says of some models. */
  public void deciding() {
    if (!model.traits().can(Capability.DECISION)) {
      throw quotedRefusal("decision: not a llama.cpp decision model");
    }
  }

  /** Refuses to call tools. */
  public void tools() {
    if (!model.traits().can(Capability.TOOLS)) {
      throw refusal("tools");
    }
  }

  /** Refuses to fill in before a suffix, if there is one: no model on Bedrock does that. */
  public void insert(@Nullable String suffix) {
    if (suffix != null) {
      throw refusal("insert");
    }
  }

  private CallException quotedRefusal(String ability) {
    return CallException.badRequest(GoQuote.quote(requested) + " does not support " + ability);
  }

  private CallException refusal(String ability) {
    return CallException.badRequest(
        ModelName.parse(requested).qualified() + " does not support " + ability);
  }
}
