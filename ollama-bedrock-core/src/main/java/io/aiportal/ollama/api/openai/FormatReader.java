package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.internal.go.GoReader;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds what an answer must look like. */
final class FormatReader {

  private final GoReader in;
  private String type = "";
  private @Nullable String name;
  private @Nullable Object schema;
  private @Nullable Boolean strict;

  FormatReader(GoReader in) {
    this.in = in;
  }

  /** Reads the {@code response_format} of a chat. */
  OutputFormat ofChat() throws IOException {
    forgetIfNull();
    in.struct("openai.ResponseFormat", this::chatField);
    return format();
  }

  /** Reads the {@code text.format} of a response, whose schema stands beside its type. */
  OutputFormat ofResponse() throws IOException {
    forgetIfNull();
    in.struct("openai.ResponsesTextFormat", this::responseField);
    return format();
  }

  /** A null takes back what stood there before; without one, what is not said stays. */
  private void forgetIfNull() {
    if (in.isNull()) {
      type = "";
      forgetSchema();
    }
  }

  private void forgetSchema() {
    name = null;
    schema = null;
    strict = null;
  }

  private void responseField(String field) throws IOException {
    if (field.equals("type")) {
      type = in.string(type);
    } else {
      schemaField(field);
    }
  }

  /** The format as a response repeats it. */
  Map<String, @Nullable Object> echo() {
    Map<String, @Nullable Object> echo = JsonFields.of("type", type.isEmpty() ? "text" : type);
    putIfGiven(echo, "name", name);
    putIfGiven(echo, "schema", schema);
    putIfGiven(echo, "strict", strict);
    return echo;
  }

  private static void putIfGiven(
      Map<String, @Nullable Object> echo, String key, @Nullable Object value) {
    if (value != null) {
      echo.put(key, value);
    }
  }

  private void chatField(String field) throws IOException {
    switch (field) {
      case "type" -> type = in.string(type);
      case "json_schema" -> {
        if (in.isNull()) {
          forgetSchema();
        }
        in.struct("openai.JsonSchema", this::schemaField);
      }
      default -> in.skip();
    }
  }

  private void schemaField(String field) throws IOException {
    switch (field) {
      case "name" -> name = in.any() instanceof String text ? text : null;
      case "schema" -> schema = in.any();
      case "strict" -> strict = in.any() instanceof Boolean wish ? wish : null;
      default -> in.skip();
    }
  }

  /** The format; types that Ollama does not know, and schemas that are missing, ask for nothing. */
  private OutputFormat format() {
    return switch (type) {
      case "json_object" -> new OutputFormat.Json();
      case "json_schema" -> schema == null ? OutputFormat.TEXT : ofSchema(schema);
      default -> OutputFormat.TEXT;
    };
  }

  private OutputFormat ofSchema(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      map.forEach((key, member) -> object.put((String) key, member));
      return new OutputFormat.JsonSchema(name, object, strict);
    }
    throw CallException.runnerError(
        "invalid format: "
            + GoQuote.quote(JsonObjects.write(value))
            + "; expected \"json\" or a valid JSON Schema object");
  }
}
