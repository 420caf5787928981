package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Think;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelName;
import org.jspecify.annotations.Nullable;

/** What a request asks of a model; refuses in Ollama's words what the model cannot do. */
final class Requirements {

  private final String requested;
  private final Model model;

  /** The requirements of a request that spells the model's name so. */
  Requirements(String requested, Model model) {
    this.requested = requested;
    this.model = model;
  }

  /** Thinking, if the request asks for it. */
  void thinking(@Nullable Think think) {
    if (think != null && think != Think.OFF && !model.traits().can(Capability.THINKING)) {
      throw refusal(GoQuote.quote(requested), "thinking");
    }
  }

  /** Answering at all; embedding models do not. */
  void answering(String route) {
    if (!model.traits().can(Capability.COMPLETION)) {
      throw refusal(GoQuote.quote(requested), route);
    }
  }

  /** Calling tools, if the request offers any. */
  void tools(boolean offered) {
    if (offered && !model.traits().can(Capability.TOOLS)) {
      throw refusal(ModelName.parse(requested).qualified(), "tools");
    }
  }

  /** Filling in before a suffix, which no model on Bedrock does. */
  void insert(boolean suffixed) {
    if (suffixed) {
      throw refusal(ModelName.parse(requested).qualified(), "insert");
    }
  }

  private static CallException refusal(String name, String ability) {
    return CallException.badRequest(name + " does not support " + ability);
  }
}
