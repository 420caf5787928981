package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import io.aiportal.ollama.internal.go.GoSlice;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Binds the fields of a chat message. */
final class MessageReader {

  private final GoReader in;
  private final CommonFields common;
  private String role = "";
  private String content = "";
  private String thinking = "";
  private List<byte[]> images = List.of();
  private List<byte[]> imagesOfContent = List.of();
  private final GoSlice<CallReader> toolCalls;
  private String toolName = "";
  private String toolCallId = "";

  private MessageReader(GoReader in, CommonFields common) {
    this.in = in;
    this.common = common;
    this.toolCalls = new GoSlice<>(() -> new CallReader(in, common.isLenient()));
  }

  static Message read(GoReader in, CommonFields common) throws IOException {
    MessageReader reader = new MessageReader(in, common);
    // Ollama reads messages through a type of this name, and tells so.
    in.object("api.Alias", reader::field);
    return reader.message();
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "role" -> role = in.string(role);
      case "content" -> content();
      case "thinking" -> thinking = in.string(thinking);
      case "images" -> images = common.images();
      case "tool_calls" -> in.slice("[]api.ToolCall", toolCalls, CallReader::read);
      case "tool_name" -> toolName = in.string(toolName);
      case "tool_call_id" -> toolCallId = in.string(toolCallId);
      default -> in.skip();
    }
  }

  private void content() throws IOException {
    if (common.isLenient() && in.isArray()) {
      ContentParts parts = ContentParts.of(Objects.requireNonNull(in.any()));
      content = parts.text();
      imagesOfContent = parts.images();
    } else {
      content = in.string(content);
    }
  }

  private Message message() {
    List<byte[]> all = new ArrayList<>(images);
    all.addAll(imagesOfContent);
    return new Message(
        role.toLowerCase(Locale.ROOT),
        content,
        orNull(thinking),
        all,
        toolCalls.map(CallReader::call),
        orNull(toolName),
        orNull(toolCallId));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Binds the fields of a tool call. */
  private static final class CallReader {

    private final GoReader in;
    private final boolean lenient;
    private String id = "";
    private int index;
    private String name = "";
    private Map<String, @Nullable Object> arguments = Map.of();

    CallReader(GoReader in, boolean lenient) {
      this.in = in;
      this.lenient = lenient;
    }

    void read() throws IOException {
      in.object("api.ToolCall", this::field);
    }

    ToolCall call() {
      return new ToolCall(orNull(id), new ToolCall.Function(index, name, arguments));
    }

    private void field(String field) throws IOException {
      switch (field) {
        case "id" -> id = in.string(id);
        case "function" -> in.object("api.ToolCallFunction", this::functionField);
        default -> in.skip();
      }
    }

    private void functionField(String field) throws IOException {
      switch (field) {
        case "index" -> index = index();
        case "name" -> name = in.string(name);
        case "arguments" -> arguments = arguments();
        default -> in.skip();
      }
    }

    private Map<String, @Nullable Object> arguments() throws IOException {
      Map<String, @Nullable Object> inText =
          lenient && in.isString() ? inText(in.string("")) : null;
      return inText == null ? in.orderedMap() : inText;
    }

    private static @Nullable Map<String, @Nullable Object> inText(String json) {
      return json.isBlank() ? Map.of() : JsonObjects.parse(json);
    }

    private int index() throws IOException {
      return in.isNull() ? index : (int) in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
    }
  }
}
