package io.aiportal.ollama.server.conversations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.server.conversations.Conversation.Block;
import io.aiportal.ollama.server.conversations.Conversation.Call;
import io.aiportal.ollama.server.conversations.Conversation.Document;
import io.aiportal.ollama.server.conversations.Conversation.Format;
import io.aiportal.ollama.server.conversations.Conversation.Image;
import io.aiportal.ollama.server.conversations.Conversation.Message;
import io.aiportal.ollama.server.conversations.Conversation.Result;
import io.aiportal.ollama.server.conversations.Conversation.Role;
import io.aiportal.ollama.server.conversations.Conversation.Settings;
import io.aiportal.ollama.server.conversations.Conversation.Text;
import io.aiportal.ollama.server.conversations.Conversation.Thinking;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A conversation as the body of {@code /v1/chat/completions}. */
final class OpenAiBody {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OpenAiBody() {}

  static ObjectNode of(String model, Conversation conversation) {
    Settings settings = conversation.settings();
    ObjectNode body = NODES.objectNode().put("model", model).put("stream", settings.stream());
    ArrayNode messages = body.putArray("messages");
    conversation.messages().forEach(message -> add(message, messages));
    settings.temperature().ifPresent(value -> body.put("temperature", value));
    settings.topP().ifPresent(value -> body.put("top_p", value));
    settings.maxTokens().ifPresent(value -> body.put("max_completion_tokens", value));
    if (!settings.stops().isEmpty()) {
      ArrayNode stops = body.putArray("stop");
      settings.stops().forEach(stops::add);
    }
    settings.format().ifPresent(format -> body.set("response_format", format(format)));
    switch (settings.thought()) {
      case UNSET -> {}
      case OFF -> body.put("reasoning_effort", "none");
      case ON, BUDGET -> body.put("reasoning_effort", "medium");
      case LOW, HIGH ->
          body.put("reasoning_effort", settings.thought().name().toLowerCase(Locale.ROOT));
    }
    addTools(conversation, body);
    return body;
  }

  private static void addTools(Conversation conversation, ObjectNode body) {
    if (conversation.tools().isEmpty()) {
      return;
    }
    ArrayNode tools = body.putArray("tools");
    conversation.tools().forEach(tool -> tools.add(OllamaBody.tool(tool)));
    switch (conversation.settings().choice()) {
      case UNSET -> {}
      case AUTO -> body.put("tool_choice", "auto");
      case NONE -> body.put("tool_choice", "none");
      case ANY -> body.put("tool_choice", "required");
      case FIRST_TOOL ->
          body.putObject("tool_choice")
              .put("type", "function")
              .putObject("function")
              .put("name", conversation.tools().get(0).name());
    }
  }

  private static ObjectNode format(Format format) {
    ObjectNode wanted = NODES.objectNode();
    format
        .schema()
        .ifPresentOrElse(
            schema ->
                wanted
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "answer")
                    .set("schema", schema),
            () -> wanted.put("type", "json_object"));
    return wanted;
  }

  /** Results are messages of their own, and what stands beside them is another one. */
  private static void add(Message message, ArrayNode messages) {
    List<Block> others = new ArrayList<>(message.blocks());
    for (Result result : message.blocks(Result.class)) {
      others.remove(result);
      ObjectNode said = NODES.objectNode().put("role", "tool").put("tool_call_id", result.id());
      if (result.id().isEmpty()) {
        said.put("name", result.name());
      }
      said.set("content", parts(result.blocks()));
      messages.add(said);
    }
    if (!others.isEmpty() || message.blocks().isEmpty()) {
      messages.add(said(message.role(), others));
    }
  }

  private static ObjectNode said(Role role, List<Block> blocks) {
    Message message = new Message(role, blocks);
    ObjectNode said = NODES.objectNode().put("role", role.name().toLowerCase(Locale.ROOT));
    said.set("content", parts(blocks));
    message.blocks(Thinking.class).forEach(thinking -> said.put("reasoning", thinking.text()));
    if (!message.blocks(Call.class).isEmpty()) {
      ArrayNode calls = said.putArray("tool_calls");
      for (Call call : message.blocks(Call.class)) {
        ObjectNode made = calls.addObject().put("id", call.id()).put("type", "function");
        made.putObject("function")
            .put("name", call.name())
            .put("arguments", call.arguments().toString());
      }
    }
    return said;
  }

  private static ArrayNode parts(List<Block> blocks) {
    ArrayNode parts = NODES.arrayNode();
    for (Block block : blocks) {
      if (block instanceof Text text) {
        parts.addObject().put("type", "text").put("text", text.text());
      } else if (block instanceof Image image) {
        parts
            .addObject()
            .put("type", "image_url")
            .putObject("image_url")
            .put("url", url(image.mediaType(), image.file()));
      } else if (block instanceof Document document) {
        parts
            .addObject()
            .put("type", "file")
            .putObject("file")
            .put("filename", document.name())
            .put("file_data", url(document.mediaType(), document.file()));
      }
    }
    return parts;
  }

  private static String url(String mediaType, byte[] file) {
    return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(file);
  }
}
