package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /api/create}. */
final class CreateRequestReader {

  private final GoReader in;
  private final CommonFields common;
  private String model = "";
  private String name = "";
  private String from = "";
  private final Map<String, @Nullable Object> files = new LinkedHashMap<>();
  private boolean draft;
  private Map<String, @Nullable Object> info = Map.of();
  private String system = "";
  private String template = "";
  private Map<String, @Nullable Object> parameters = Map.of();
  private @Nullable List<Message> messages;
  private @Nullable List<String> license;
  private final Map<String, String> withoutEffect = new LinkedHashMap<>();
  private @Nullable Boolean stream;

  private CreateRequestReader(GoReader in) {
    this.in = in;
    this.common = new CommonFields(in, Leniency.AS_OLLAMA);
  }

  static CreateRequest read(GoReader in) throws IOException {
    CreateRequestReader reader = new CreateRequestReader(in);
    in.request("api.CreateRequest", reader::field);
    return reader.request();
  }

  private void field(String field) throws IOException {
    switch (field) {
      case "model" -> model = in.string(model);
      case "name" -> name = in.string(name);
      case "from" -> from = in.string(from);
      case "files", "adapters" -> files.putAll(texts());
      case "draft_files" -> {
        Map<String, @Nullable Object> drafts = texts();
        draft = !drafts.isEmpty();
        files.putAll(drafts);
      }
      case "info" -> info = Json.unmodifiable(in.map("map[string]interface {}", info));
      case "system" -> system = in.string(system);
      case "template" -> template = in.string(template);
      case "parameters" ->
          parameters = Json.unmodifiable(in.map("map[string]interface {}", parameters));
      case "messages" -> messages = messages();
      case "license" -> license = license();
      case "stream" -> stream = in.bool(null);
      case "quantize", "quantization", "draft_quantize", "remote_host" -> withoutEffect(field);
      case "renderer", "parser", "requires" -> withoutEffect(field);
      default -> in.skip();
    }
  }

  /** Only a field that says something is worth a word; the last of a name counts. */
  private void withoutEffect(String field) throws IOException {
    String value = in.string("");
    if (value.isEmpty()) {
      withoutEffect.remove(field);
    } else {
      withoutEffect.put(field, value);
    }
  }

  private Map<String, @Nullable Object> texts() throws IOException {
    Map<String, @Nullable Object> texts = new LinkedHashMap<>();
    if (in.isNull()) {
      return texts;
    }
    in.entries("map[string]string", name -> texts.put(name, in.string("")));
    return texts;
  }

  private List<Message> messages() throws IOException {
    List<Message> list = new ArrayList<>();
    in.array("[]api.Message", () -> in.own(() -> list.add(text(MessageReader.read(in, common)))));
    return list;
  }

  private static Message text(Message message) {
    if (!message.images().isEmpty() || !message.toolCalls().isEmpty()) {
      throw CallException.badRequest("the messages that a model begins with can only be text");
    }
    return message;
  }

  private @Nullable List<String> license() throws IOException {
    Object value = in.any();
    if (value == null || value.equals("")) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Object text : value instanceof List<?> list ? list : List.of(value)) {
      if (!(text instanceof String string)) {
        throw CallException.badRequest("license must be a string or an array of strings");
      }
      texts.add(string);
    }
    return texts;
  }

  private CreateRequest request() {
    return new CreateRequest(
        model.isEmpty() ? name : model,
        from,
        files,
        draft,
        info,
        system.isEmpty() ? null : system,
        template.isEmpty() ? null : template,
        parameters,
        messages,
        license,
        withoutEffect,
        stream);
  }
}
