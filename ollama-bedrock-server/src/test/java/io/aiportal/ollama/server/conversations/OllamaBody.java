package io.aiportal.ollama.server.conversations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.server.conversations.Conversation.Block;
import io.aiportal.ollama.server.conversations.Conversation.Call;
import io.aiportal.ollama.server.conversations.Conversation.Image;
import io.aiportal.ollama.server.conversations.Conversation.Message;
import io.aiportal.ollama.server.conversations.Conversation.Result;
import io.aiportal.ollama.server.conversations.Conversation.Settings;
import io.aiportal.ollama.server.conversations.Conversation.Text;
import io.aiportal.ollama.server.conversations.Conversation.Thinking;
import io.aiportal.ollama.server.conversations.Conversation.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A conversation as the body of {@code /api/chat}; it has no documents. */
final class OllamaBody {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OllamaBody() {}

  static ObjectNode of(String model, Conversation conversation) {
    Settings settings = conversation.settings();
    ObjectNode body = NODES.objectNode().put("model", model).put("stream", settings.stream());
    ArrayNode messages = body.putArray("messages");
    conversation.messages().forEach(message -> add(message, messages));
    if (!conversation.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      conversation.tools().forEach(tool -> tools.add(tool(tool)));
    }
    ObjectNode options = body.putObject("options");
    settings.temperature().ifPresent(value -> options.put("temperature", value));
    settings.topP().ifPresent(value -> options.put("top_p", value));
    settings.topK().ifPresent(value -> options.put("top_k", value));
    settings.maxTokens().ifPresent(value -> options.put("num_predict", value));
    ArrayNode stops = options.putArray("stop");
    settings.stops().forEach(stops::add);
    settings
        .format()
        .ifPresent(
            format ->
                format
                    .schema()
                    .ifPresentOrElse(
                        schema -> body.set("format", schema), () -> body.put("format", "json")));
    switch (settings.thought()) {
      case UNSET -> {}
      case OFF -> body.put("think", false);
      case ON, BUDGET -> body.put("think", true);
      case LOW, HIGH -> body.put("think", settings.thought().name().toLowerCase(Locale.ROOT));
    }
    return body;
  }

  /** A function tool, as OpenAI has it too. */
  static ObjectNode tool(Tool tool) {
    ObjectNode function = NODES.objectNode();
    function.put("name", tool.name()).put("description", tool.description());
    function.set("parameters", tool.schema());
    return NODES.objectNode().put("type", "function").set("function", function);
  }

  /** Results are messages of their own, and what stands beside them is another one. */
  private static void add(Message message, ArrayNode messages) {
    List<Block> others = new ArrayList<>(message.blocks());
    for (Result result : message.blocks(Result.class)) {
      others.remove(result);
      ObjectNode said = said("tool", result.blocks());
      said.put("tool_name", result.name());
      if (!result.id().isEmpty()) {
        said.put("tool_call_id", result.id());
      }
      messages.add(said);
    }
    if (!others.isEmpty() || message.blocks().isEmpty()) {
      messages.add(said(message.role().name().toLowerCase(Locale.ROOT), others));
    }
  }

  private static ObjectNode said(String role, List<Block> blocks) {
    Message message = new Message(Conversation.Role.USER, blocks);
    ObjectNode said = NODES.objectNode().put("role", role);
    said.put(
        "content",
        message.blocks(Text.class).stream().map(Text::text).collect(Collectors.joining("\n")));
    message.blocks(Thinking.class).forEach(thinking -> said.put("thinking", thinking.text()));
    if (!message.blocks(Image.class).isEmpty()) {
      ArrayNode images = said.putArray("images");
      message.blocks(Image.class).forEach(image -> images.add(image.file()));
    }
    if (!message.blocks(Call.class).isEmpty()) {
      ArrayNode calls = said.putArray("tool_calls");
      message.blocks(Call.class).forEach(call -> calls.add(call(call)));
    }
    return said;
  }

  private static ObjectNode call(Call call) {
    ObjectNode made = NODES.objectNode();
    if (!call.id().isEmpty()) {
      made.put("id", call.id());
    }
    made.putObject("function").put("name", call.name()).set("arguments", call.arguments());
    return made;
  }
}
