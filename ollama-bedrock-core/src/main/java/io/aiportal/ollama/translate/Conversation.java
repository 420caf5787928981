package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.Text;
import io.aiportal.ollama.bedrock.ContentBlock.ToolUse;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.model.ModelTraits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages in any order into a conversation as Bedrock takes it.
 *
 * <p>Ollama takes what comes; Bedrock wants system prompts apart, user and assistant in turns,
 * every tool call answered at once, and no blank text anywhere. Thinking of earlier turns stays
 * behind: without the model's signature, which Ollama has no field for, models refuse it or leak
 * it.
 */
final class Conversation {

  private static final Text CONTINUE = new Text("Continue.");
  private static final Text IMAGES_FOLLOW = new Text("(The images follow.)");

  private final ModelTraits traits;
  private final ToolNames names;
  private final ToolUseIds ids;
  private final Turns turns;
  private final List<String> system = new ArrayList<>();

  /** What was said since the other side spoke last. */
  private List<ContentBlock> said = new ArrayList<>();

  private OpenCalls calls;
  private boolean assistantSpeaks;
  private boolean userSpoke;
  private boolean usesTools;

  private Conversation(ModelTraits traits, ToolNames names) {
    this.traits = traits;
    this.names = names;
    this.ids = new ToolUseIds(traits.tools().shortIds());
    this.turns = new Turns(traits.tools().resultAlone());
    this.calls = new OpenCalls(traits.tools().resultStatus());
  }

  /** The conversation that these messages are. */
  static Conversation of(List<Message> messages, ModelTraits traits, ToolNames names) {
    Conversation conversation = new Conversation(traits, names);
    messages.forEach(conversation::add);
    conversation.end();
    return conversation;
  }

  /** Adds to what the system says; null adds nothing. */
  void instruct(@Nullable String text) {
    if (text != null) {
      system.add(text);
    }
  }

  /** What the system says; empty for families that take it from the user. */
  List<String> system() {
    return traits.conversation().system() ? system : List.of();
  }

  /** Whether tools are called anywhere, so that they must be described. */
  boolean usesTools() {
    return usesTools;
  }

  /** Whether the model is asked to go on after results of tools. */
  boolean endsWithResults() {
    return turns.endsWithResults();
  }

  /**
   * The turns, ready to be sent.
   *
   * @param prefill whether the assistant may have the last word, for the model to go on from there
   */
  Turns turns(boolean prefill) {
    if (turns.isEmpty()) {
      turns.add(ConversationRole.USER, List.of(Turns.FILLER));
    }
    if (traits.conversation().leadingUser() && turns.startsWithAssistant()) {
      turns.addFirst(Turns.FILLER);
    }
    if (!traits.conversation().system() && !system.isEmpty()) {
      turns.addFirst(new Text(String.join("\n\n", system)));
    }
    if (turns.endsWithAssistant()) {
      turns.stripLastText();
      if (!prefill) {
        turns.add(ConversationRole.USER, List.of(CONTINUE));
      }
    }
    return turns;
  }

  private void add(Message message) {
    switch (message.role()) {
      case "system" -> {
        if (!message.content().isBlank()) {
          system.add(message.content());
        }
      }
      case "assistant" -> assistant(message);
      case "tool" -> toolResult(message);
      default -> user(message);
    }
  }

  private void assistant(Message message) {
    if (!assistantSpeaks) {
      endUser();
      assistantSpeaks = true;
    }
    said.addAll(text(message));
    for (ToolCall call : message.toolCalls()) {
      ToolCall.Function function = call.function();
      String name = names.toBedrock(function.name());
      calls.add(call, new ToolUse(ids.next(call.id()), name, function.arguments()));
    }
  }

  private void toolResult(Message message) {
    userTurn();
    List<ContentBlock> images = Images.toBlocks(message.images());
    List<ContentBlock> content = new ArrayList<>(text(message));
    if (traits.tools().resultImages()) {
      content.addAll(images);
    } else if (!images.isEmpty()) {
      content.add(IMAGES_FOLLOW);
    }
    boolean wanted = calls.answer(message, content);
    if (!wanted) {
      said.addAll(orphan(message));
    }
    if (!wanted || !traits.tools().resultImages()) {
      said.addAll(images);
    }
  }

  /** A result that no call wants is still something that the model should know. */
  private static List<ContentBlock> orphan(Message message) {
    return message.content().isBlank()
        ? List.of()
        : List.of(new Text(ToolText.result(message.toolName(), message.content())));
  }

  private void user(Message message) {
    userTurn();
    said.addAll(Images.toBlocks(message.images()));
    said.addAll(text(message));
  }

  private void userTurn() {
    if (assistantSpeaks) {
      endAssistant();
    }
    userSpoke = true;
  }

  private void endAssistant() {
    turns.add(ConversationRole.ASSISTANT, said);
    turns.add(ConversationRole.ASSISTANT, calls.uses());
    usesTools |= !calls.isEmpty();
    said = new ArrayList<>();
    assistantSpeaks = false;
  }

  private void endUser() {
    if (calls.isEmpty() && said.isEmpty() && userSpoke) {
      said.add(Turns.FILLER);
    }
    turns.add(ConversationRole.USER, calls.results());
    turns.add(ConversationRole.USER, said);
    calls = new OpenCalls(traits.tools().resultStatus());
    said = new ArrayList<>();
    userSpoke = false;
  }

  private void end() {
    if (assistantSpeaks) {
      endAssistant();
    }
    endUser();
  }

  private static List<ContentBlock> text(Message message) {
    return message.content().isBlank() ? List.of() : List.of(new Text(message.content()));
  }
}
