package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Binds a message, whose content Ollama decodes apart from the rest. */
final class MessageParamReader {

  /** What Ollama reads a message through has no name but its own text. */
  private static final String RAW_MESSAGE =
      "struct { Role string \"json:\\\"role\\\"\"; Content json.RawMessage"
          + " \"json:\\\"content\\\"\" }";

  private final GoReader in;
  private final StructReader structs;
  private String role = "";
  private @Nullable List<ContentBlockParam> content;

  private MessageParamReader(GoReader in) {
    this.in = in;
    this.structs = new StructReader(in);
  }

  static MessageParam read(GoReader in) throws IOException {
    MessageParamReader reader = new MessageParamReader(in);
    in.object(RAW_MESSAGE, reader::field);
    if (reader.content == null) {
      throw CallException.badRequest("unexpected end of JSON input");
    }
    return new MessageParam(reader.role.toLowerCase(Locale.ROOT), reader.content);
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "role" -> role = in.string(role);
      case "content" -> in.apart(() -> content = content());
      default -> in.skip();
    }
  }

  private List<ContentBlockParam> content() throws IOException {
    if (in.isString() || in.isNull()) {
      return List.of(ContentBlockParam.text(in.string("")));
    }
    List<ContentBlockParam> blocks = new ArrayList<>();
    in.array("[]anthropic.ContentBlock", () -> blocks.add(block()));
    return blocks;
  }

  private ContentBlockParam block() throws IOException {
    return structs.unnamed(
        "anthropic.ContentBlock",
        name ->
            switch (name) {
              case "type", "text", "id", "name", "tool_use_id", "thinking", "signature" ->
                  in.string("");
              case "is_error" -> in.bool(null);
              case "input" -> in.orderedMap();
              case "source" -> in.isString() ? in.string("") : source().fields();
              default -> in.any();
            });
  }

  private ContentBlockParam source() throws IOException {
    return structs.unnamed(
        "anthropic.ImageSource",
        name ->
            switch (name) {
              case "type", "media_type", "data", "url" -> in.string("");
              default -> in.any();
            });
  }
}
