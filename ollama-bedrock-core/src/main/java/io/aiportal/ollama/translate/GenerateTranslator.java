package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * Generate requests in Bedrock's words: a conversation of the earlier turns, which the context
 * carries, and the prompt.
 *
 * <p>Models on Bedrock bring their own templates: {@code template} has no effect, and {@code raw}
 * means no more than a prompt without anything around it.
 */
public final class GenerateTranslator {

  private GenerateTranslator() {}

  /**
   * Refuses what the model cannot do and options of the wrong type, as Ollama does before it loads
   * a model.
   *
   * @throws CallException 400 for what does not go together or an ability that the model lacks, 500
   *     for a bad option
   */
  public static void check(GenerateRequest request, Model model) {
    if (request.raw()
        && (request.template() != null
            || request.system() != null
            || !request.context().isEmpty())) {
      throw CallException.badRequest("raw mode does not support template, system, or context");
    }
    Requirements requirements = new Requirements(request.model(), model);
    requirements.thinking(request.think());
    requirements.answering("generate");
    requirements.insert(request.suffix() != null);
    Options.of(request.options());
  }

  /**
   * A request in Bedrock's words, and how to read its answer. Checks first.
   *
   * @throws CallException as {@link #check} does; 500 for a bad format, and 400 for images that the
   *     model or Bedrock cannot read and for a context that no answer gave
   */
  public static Translation translate(GenerateRequest request, Model model) {
    check(request, model);
    return ChatTranslator.translateChecked(toChat(request), model);
  }

  /**
   * The context that goes with an answer: the conversation up to and including it.
   *
   * @return empty where nothing was asked, for raw requests, and where the conversation has become
   *     too long to be carried
   */
  public static List<Integer> context(GenerateRequest request, String answer) {
    if (request.raw() || request.prompt().isEmpty()) {
      return List.of();
    }
    List<Message> turns = messages(request);
    turns.add(Message.assistant(answer));
    return GenerateContext.encode(turns);
  }

  private static ChatRequest toChat(GenerateRequest request) {
    return new ChatRequest(
        request.model(),
        messages(request),
        List.of(),
        request.format(),
        request.options(),
        request.stream(),
        request.think(),
        request.keepAlive());
  }

  /** The earlier turns and the prompt; a system prompt replaces the one before it. */
  private static List<Message> messages(GenerateRequest request) {
    List<Message> messages = new ArrayList<>(GenerateContext.decode(request.context()));
    String system = request.system();
    if (system != null) {
      messages.removeIf(message -> message.role().equals("system"));
      messages.add(0, Message.system(system));
    }
    messages.add(Message.user(request.prompt(), request.images()));
    return messages;
  }
}
