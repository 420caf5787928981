package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chat whose tools are offered to a model that can call some, and left out for any other. */
final class OptionalTools {

  private volatile ChatRequest request;

  OptionalTools(ChatRequest request) {
    this.request = request;
  }

  Model model(ModelCatalogue catalogue) {
    Model model = OllamaApi.model(request.withTools(List.of()), catalogue);
    if (!model.traits().can(Capability.TOOLS)) {
      request = request.withTools(List.of());
    }
    return model;
  }

  @Nullable ChatCall call() {
    return OllamaApi.asksNothing(request) ? null : OllamaApi.toChatCall(request);
  }
}
