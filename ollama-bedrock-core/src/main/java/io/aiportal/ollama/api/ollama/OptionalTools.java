package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A chat whose tools are offered to a model that can call some, and left out for any other. */
final class OptionalTools {

  private final Consumer<String> warnings;
  private volatile ChatRequest request;

  OptionalTools(ChatRequest request, Consumer<String> warnings) {
    this.request = request;
    this.warnings = warnings;
  }

  Model model(ModelCatalogue catalogue) {
    if (request.tools().isEmpty()) {
      return OllamaApi.model(request, catalogue);
    }
    ChatRequest without = request.withTools(List.of());
    Model model = OllamaApi.model(without, catalogue);
    if (!model.traits().can(Capability.TOOLS)) {
      request = without;
      warnings.accept("tools have no effect: the model cannot call any");
    }
    return model;
  }

  @Nullable ChatCall call() {
    return OllamaApi.asksNothing(request) ? null : OllamaApi.toChatCall(request);
  }
}
