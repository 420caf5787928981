package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.openai.ChatMessage.FunctionCall;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request of {@code /v1/chat/completions} into a call.
 *
 * <p>A message becomes a turn, its parts the turn's blocks; what Ollama refuses without looking at
 * the model is refused in its words.
 */
final class ChatCompletionConverter {

  /** The names of the tools that were called so far, by the ids of the calls. */
  private final Map<String, String> called = new HashMap<>();

  private ChatCompletionConverter() {}

  /**
   * The call that a request asks for.
   *
   * @throws CallException 400, if the request makes no sense
   */
  static ChatCall convert(ChatCompletionRequest request) {
    if (request.messages().isEmpty()) {
      throw CallException.badRequest("[] is too short - 'messages'");
    }
    ChatCompletionConverter converter = new ChatCompletionConverter();
    request.messages().forEach(converter::remember);
    List<Turn> turns = request.messages().stream().map(converter::turn).toList();
    OpenAiToolChoice tools =
        OpenAiToolChoice.of(request.tools(), request.leftOut().tools(), request.toolChoice());
    return request
        .limits()
        .call(request.model())
        .turns(turns)
        .tools(tools.tools())
        .toolChoice(tools.usage())
        .parallelToolCalls(request.parallelToolCalls())
        .outputFormat(request.format())
        .reasoning(ReasoningEffort.of(request.effort()))
        .build();
  }

  /** Of several calls with one id the last one counts. */
  private void remember(ChatMessage message) {
    calls(message).forEach(call -> called.put(call.id(), call.name()));
  }

  private static List<FunctionCall> calls(ChatMessage message) {
    List<FunctionCall> calls = message.toolCalls();
    return calls == null ? List.of() : calls;
  }

  private Turn turn(ChatMessage message) {
    List<ChatContent> content = ChatParts.of(message.content(), message.toolCalls() != null);
    return switch (message.role().toLowerCase(Locale.ROOT)) {
      case "system", "developer" -> new Turn(Turn.Role.SYSTEM, content);
      case "assistant" -> new Turn(Turn.Role.ASSISTANT, assistant(message, content));
      case "tool", "function" -> Turn.of(Turn.Role.USER, result(message, content));
      default -> new Turn(Turn.Role.USER, content);
    };
  }

  private static List<ChatContent> assistant(ChatMessage message, List<ChatContent> content) {
    List<ChatContent> blocks = new ArrayList<>();
    if (!message.reasoning().isEmpty()) {
      blocks.add(new ChatContent.ReasoningText(message.reasoning(), null));
    }
    blocks.addAll(content);
    for (FunctionCall call : calls(message)) {
      blocks.add(
          new ChatContent.ToolUse(
              orNull(call.id()), call.name(), CallArguments.parse(call.arguments())));
    }
    return blocks;
  }

  private ChatContent result(ChatMessage message, List<ChatContent> content) {
    String id = message.toolCallId();
    String name = message.name().isEmpty() ? called.get(id) : message.name();
    return new ChatContent.ToolResult(orNull(id), name, content, null);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
