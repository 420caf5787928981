package io.aiportal.ollama.server.conversations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.server.conversations.Conversation.Block;
import io.aiportal.ollama.server.conversations.Conversation.Call;
import io.aiportal.ollama.server.conversations.Conversation.Choice;
import io.aiportal.ollama.server.conversations.Conversation.Document;
import io.aiportal.ollama.server.conversations.Conversation.Image;
import io.aiportal.ollama.server.conversations.Conversation.Message;
import io.aiportal.ollama.server.conversations.Conversation.Result;
import io.aiportal.ollama.server.conversations.Conversation.Role;
import io.aiportal.ollama.server.conversations.Conversation.Settings;
import io.aiportal.ollama.server.conversations.Conversation.Text;
import io.aiportal.ollama.server.conversations.Conversation.Thinking;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A conversation as the body of {@code /v1/messages}, which has no calls without ids. */
final class AnthropicBody {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<Call, String> ids = new HashMap<>();

  /** Whether documents and finds are to be cited, and answers cite them. */
  private boolean cites;

  /** What the first document is called. */
  private String title = "";

  private AnthropicBody() {}

  static ObjectNode of(String model, Conversation conversation) {
    return new AnthropicBody().body(model, conversation);
  }

  private ObjectNode body(String model, Conversation conversation) {
    Settings settings = conversation.settings();
    cites = settings.stream();
    ObjectNode body = NODES.objectNode().put("model", model).put("stream", settings.stream());
    body.put("max_tokens", settings.maxTokens().orElse(4_096));
    ArrayNode messages = body.putArray("messages");
    for (Message message : conversation.messages()) {
      ObjectNode said =
          messages.addObject().put("role", message.role().name().toLowerCase(Locale.ROOT));
      said.set("content", blocks(message.blocks(), message.role()));
    }
    settings.temperature().ifPresent(value -> body.put("temperature", value));
    settings.topP().ifPresent(value -> body.put("top_p", value));
    settings.topK().ifPresent(value -> body.put("top_k", value));
    ArrayNode stops = body.putArray("stop_sequences");
    settings.stops().forEach(stops::add);
    settings
        .format()
        .flatMap(Conversation.Format::schema)
        .ifPresent(
            schema ->
                body.putObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", schema));
    addThinking(settings, body);
    addTools(conversation, body);
    return body;
  }

  private static void addThinking(Settings settings, ObjectNode body) {
    switch (settings.thought()) {
      case UNSET -> {}
      case OFF -> body.putObject("thinking").put("type", "disabled");
      case BUDGET -> body.putObject("thinking").put("type", "enabled").put("budget_tokens", 2_000);
      case ON, LOW, HIGH -> {
        body.putObject("thinking").put("type", "adaptive");
        String effort = settings.thought().name().toLowerCase(Locale.ROOT);
        body.withObject("/output_config").put("effort", effort.equals("on") ? "medium" : effort);
      }
    }
  }

  private static void addTools(Conversation conversation, ObjectNode body) {
    if (conversation.tools().isEmpty()) {
      return;
    }
    ArrayNode tools = body.putArray("tools");
    conversation
        .tools()
        .forEach(
            tool ->
                tools
                    .addObject()
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("input_schema", tool.schema()));
    Choice choice = conversation.settings().choice();
    if (choice == Choice.FIRST_TOOL) {
      body.putObject("tool_choice")
          .put("type", "tool")
          .put("name", conversation.tools().get(0).name());
    } else if (choice != Choice.UNSET) {
      body.putObject("tool_choice").put("type", choice.name().toLowerCase(Locale.ROOT));
    }
  }

  private ArrayNode blocks(List<Block> blocks, Role role) {
    ArrayNode written = NODES.arrayNode();
    if (cites && role == Role.USER) {
      addSearchResult(written);
    }
    for (Block block : blocks) {
      ObjectNode node = written.addObject();
      if (block instanceof Text text) {
        node.put("type", "text").put("text", text.text());
        if (cites && role == Role.ASSISTANT) {
          addCitations(node);
        }
      } else if (block instanceof Image image) {
        node.put("type", "image").set("source", source(image.mediaType(), image.file()));
      } else if (block instanceof Document document) {
        node.put("type", "document").put("title", document.name());
        node.set("source", source(document.mediaType(), document.file()));
        if (cites) {
          node.putObject("citations").put("enabled", true);
          title = title.isEmpty() ? document.name() : title;
        }
      } else if (block instanceof Thinking thinking) {
        node.put("type", "thinking").put("thinking", thinking.text());
        node.put("signature", thinking.signature());
      } else if (block instanceof Call call) {
        node.put("type", "tool_use").put("id", id(call)).put("name", call.name());
        node.set("input", call.arguments());
      } else if (block instanceof Result result) {
        node.put("type", "tool_result").put("is_error", result.error());
        node.put("tool_use_id", result.answers().map(this::id).orElse(result.id()));
        node.set("content", blocks(result.blocks(), role));
      }
    }
    return written;
  }

  private static void addSearchResult(ArrayNode blocks) {
    ObjectNode found = blocks.addObject().put("type", "search_result").put("title", "a find");
    found.put("source", "https://example.com").putObject("citations").put("enabled", true);
    found.putArray("content").addObject().put("type", "text").put("text", "found");
  }

  /** What the first document says, if there is one, and what was found. */
  private void addCitations(ObjectNode text) {
    ArrayNode citations = text.putArray("citations");
    citations
        .addObject()
        .put("type", "char_location")
        .put("cited_text", "words")
        .put("document_index", 0)
        .put("document_title", title)
        .put("start_char_index", 0)
        .put("end_char_index", 5);
    citations
        .addObject()
        .put("type", "search_result_location")
        .put("cited_text", "found")
        .put("source", "https://example.com")
        .put("title", "a find")
        .put("search_result_index", 0)
        .put("start_block_index", 0)
        .put("end_block_index", 1);
  }

  private String id(Call call) {
    return call.id().isEmpty()
        ? ids.computeIfAbsent(call, lost -> "toolu_" + ids.size())
        : call.id();
  }

  private static ObjectNode source(String mediaType, byte[] file) {
    return NODES.objectNode().put("type", "base64").put("media_type", mediaType).put("data", file);
  }
}
