package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelName;
import org.jspecify.annotations.Nullable;

/** Refuses in Ollama's words, and in its order, what a model cannot do. */
final class CapabilityCheck {

  private final String requested;
  private final Model model;

  private CapabilityCheck(String requested, Model model) {
    this.requested = requested;
    this.model = model;
  }

  /** Refuses a chat that the model cannot hold. */
  static void check(ChatRequest request, Model model) {
    CapabilityCheck check = new CapabilityCheck(request.model(), model);
    check.thinking(request.think());
    check.answering("chat");
    if (!request.tools().isEmpty() && !model.traits().can(Capability.TOOLS)) {
      throw check.refusal("tools");
    }
  }

  /** Refuses a prompt that the model cannot answer. */
  static void check(GenerateRequest request, Model model) {
    CapabilityCheck check = new CapabilityCheck(request.model(), model);
    check.thinking(request.think());
    check.answering("generate");
    if (request.suffix() != null) {
      // Filling in before a suffix is what no model on Bedrock does.
      throw check.refusal("insert");
    }
  }

  private void thinking(@Nullable Think think) {
    if (think != null && think.isOn() && !model.traits().can(Capability.THINKING)) {
      throw quotedRefusal("thinking");
    }
  }

  /** Embedding models do not answer at all. */
  private void answering(String route) {
    if (!model.traits().can(Capability.COMPLETION)) {
      throw quotedRefusal(route);
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
