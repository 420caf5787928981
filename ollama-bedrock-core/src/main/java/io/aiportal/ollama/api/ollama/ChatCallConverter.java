package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.internal.go.GoTemplate;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ollama's requests into calls.
 *
 * <p>What Ollama itself would refuse without looking at the model is refused in its words. A
 * message becomes a turn of its own, whatever it holds; what does not fit together is the planner's
 * to put right.
 */
final class ChatCallConverter {

  private ChatCallConverter() {}

  /**
   * A chat request as a call.
   *
   * @throws CallException 500, as Ollama has it, for an option of the wrong type or a bad format
   */
  static ChatCall convert(ChatRequest request) {
    Options options = Options.of(request.options());
    return builder(request.model(), options, request.format(), request.think())
        .contextPolicy(
            new ContextPolicy(request.truncate(), request.shift(), options.contextLength()))
        .turns(request.messages().stream().map(ChatCallConverter::turn).toList())
        .tools(request.tools().stream().map(ChatCallConverter::tool).toList())
        .build();
  }

  /**
   * A generate request as a call: the earlier turns, which the context carries, and the prompt.
   *
   * <p>Models on Bedrock bring their own templates: {@code template} has no effect, and {@code raw}
   * means no more than a prompt without anything around it.
   *
   * @throws CallException 400 for what does not go together; 500 as for a chat, and for a template
   *     that does not end
   */
  static ChatCall convert(GenerateRequest request) {
    checkRaw(request);
    Options options = Options.of(request.options());
    checkTemplate(request.template());
    return builder(request.model(), options, request.format(), request.think())
        .contextPolicy(
            new ContextPolicy(request.truncate(), request.shift(), options.contextLength()))
        .turns(messages(request).stream().map(ChatCallConverter::turn).toList())
        .build();
  }

  /** Refuses what Ollama does not take beside a raw prompt. */
  static void checkRaw(GenerateRequest request) {
    if (request.raw()
        && (request.template() != null
            || request.system() != null
            || !request.context().isEmpty())) {
      throw CallException.badRequest("raw mode does not support template, system, or context");
    }
  }

  private static void checkTemplate(@Nullable String template) {
    String fault = template == null ? null : GoTemplate.fault(template);
    if (fault != null) {
      throw CallException.runnerError(fault);
    }
  }

  /** The earlier turns and the prompt; a system prompt replaces the one before it. */
  static List<Message> messages(GenerateRequest request) {
    return messages(request, GenerateContext.decode(request.context()));
  }

  /** The same, by who knows the turns that the request's context carries. */
  static List<Message> messages(GenerateRequest request, List<Message> earlier) {
    List<Message> messages = new ArrayList<>(earlier);
    String system = request.system();
    if (system != null) {
      messages.removeIf(message -> message.role().equals("system"));
      messages.add(0, Message.system(system));
    }
    messages.add(Message.user(request.prompt(), request.images()));
    return messages;
  }

  private static ChatCall.Builder builder(
      String model, Options options, @Nullable Object format, @Nullable Think think) {
    return ChatCall.builder(model)
        .sampling(new Sampling(options.temperature(), options.topP(), options.topK()))
        .maxTokens(options.maxTokens())
        .stopSequences(options.stop())
        .outputFormat(outputFormat(format))
        .reasoning(think == null ? null : think.reasoning());
  }

  private static OutputFormat outputFormat(@Nullable Object format) {
    if (format == null || format.equals("")) {
      return OutputFormat.TEXT;
    }
    if (format.equals("json")) {
      return new OutputFormat.Json();
    }
    if (format instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> schema = new LinkedHashMap<>();
      map.forEach((key, value) -> schema.put(String.valueOf(key), value));
      return new OutputFormat.JsonSchema(null, schema, null);
    }
    throw CallException.runnerError(
        "invalid format: "
            + GoQuote.quote(text(format))
            + "; expected \"json\" or a valid JSON Schema object");
  }

  private static String text(Object format) {
    if (format instanceof RawFormat raw) {
      return raw.json();
    }
    if (!(format instanceof List) && !JsonValues.isScalar(format)) {
      throw CallException.badRequest("the format is " + JsonValues.refusal(format));
    }
    return JsonObjects.write(format);
  }

  private static ToolDefinition tool(Tool tool) {
    return new ToolDefinition(tool.name(), tool.description(), tool.parameters(), null, null);
  }

  /** A message as a turn of its own. */
  static Turn turn(Message message) {
    return switch (message.role()) {
      case "system" -> new Turn(Turn.Role.SYSTEM, textThenImages(message));
      case "assistant" -> new Turn(Turn.Role.ASSISTANT, assistant(message));
      case "tool" ->
          Turn.of(
              Turn.Role.USER,
              new ChatContent.ToolResult(
                  message.toolCallId(), message.toolName(), textThenImages(message), null));
      default -> new Turn(Turn.Role.USER, user(message));
    };
  }

  private static List<ChatContent> user(Message message) {
    List<ChatContent> content = new ArrayList<>();
    addImages(message, content);
    addText(message, content);
    return content;
  }

  private static List<ChatContent> assistant(Message message) {
    List<ChatContent> content = new ArrayList<>();
    String thinking = message.thinking();
    if (thinking != null && !thinking.isEmpty()) {
      content.add(new ChatContent.ReasoningText(thinking, null));
    }
    content.addAll(textThenImages(message));
    for (ToolCall call : message.toolCalls()) {
      ToolCall.Function function = call.function();
      content.add(new ChatContent.ToolUse(call.id(), function.name(), function.arguments()));
    }
    return content;
  }

  private static List<ChatContent> textThenImages(Message message) {
    List<ChatContent> content = new ArrayList<>();
    addText(message, content);
    addImages(message, content);
    return content;
  }

  private static void addText(Message message, List<ChatContent> content) {
    if (!message.content().isEmpty()) {
      content.add(new ChatContent.Text(message.content()));
    }
  }

  /** Adds the images of a message; empty files are none. */
  private static void addImages(Message message, List<ChatContent> content) {
    for (byte[] file : message.images()) {
      if (file.length > 0) {
        content.add(new ChatContent.Image(file));
      }
    }
  }
}
