package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.AbilityCheck;
import io.aiportal.ollama.model.Model;
import org.jspecify.annotations.Nullable;

/** Refuses in Ollama's order what a model cannot do. */
final class CapabilityCheck {

  private CapabilityCheck() {}

  /** Refuses a chat that the model cannot hold. */
  static void check(ChatRequest request, Model model) {
    AbilityCheck check = new AbilityCheck(request.model(), model);
    thinking(request.think(), check);
    check.answering("chat");
    if (!request.tools().isEmpty()) {
      check.tools();
    }
  }

  /** Refuses a prompt that the model cannot answer. */
  static void check(GenerateRequest request, Model model) {
    AbilityCheck check = new AbilityCheck(request.model(), model);
    thinking(request.think(), check);
    check.answering("generate");
    check.insert(request.suffix());
  }

  private static void thinking(@Nullable Think think, AbilityCheck check) {
    if (think != null && think.isOn()) {
      check.thinking();
    }
  }
}
