package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.EmbedInput;
import io.aiportal.ollama.api.KeepAlive;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /api/embed} and of {@code /api/embeddings}. */
final class EmbedRequestReader {

  private final GoReader in;
  private String model = "";
  private @Nullable Object input;
  private String prompt = "";
  private @Nullable Boolean truncate;
  private @Nullable Integer dimensions;
  private Map<String, @Nullable Object> options = Map.of();
  private @Nullable Duration keepAlive;

  private EmbedRequestReader(GoReader in) {
    this.in = in;
  }

  /** Reads the body of {@code /api/embed}. */
  static EmbedRequest read(GoReader in) throws IOException {
    EmbedRequestReader reader = new EmbedRequestReader(in);
    in.request("api.EmbedRequest", reader::field);
    return new EmbedRequest(
        reader.model,
        EmbedInput.texts(reader.input),
        reader.truncate,
        reader.dimensions,
        reader.options,
        reader.keepAlive);
  }

  /** Reads the body of {@code /api/embeddings}. */
  static EmbeddingRequest readPrompt(GoReader in) throws IOException {
    EmbedRequestReader reader = new EmbedRequestReader(in);
    in.request("api.EmbeddingRequest", reader::promptField);
    return new EmbeddingRequest(reader.model, reader.prompt, reader.options, reader.keepAlive);
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "input" -> input = in.decoded();
      case "truncate" -> truncate = in.bool(null);
      case "dimensions" -> dimensions = in.isNull() ? dimensions : (Integer) dimensions();
      default -> commonField(name);
    }
  }

  private void promptField(String name) throws IOException {
    if (name.equals("prompt")) {
      prompt = in.string(prompt);
    } else {
      commonField(name);
    }
  }

  private void commonField(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "keep_alive" -> in.own(() -> keepAlive = KeepAlive.of(in.decoded()));
      case "options" -> options = Json.unmodifiable(in.map("map[string]interface {}", options));
      default -> in.skip();
    }
  }

  /** Go's int has 64 bits; no vector is longer than fits into 32. */
  private int dimensions() throws IOException {
    long wanted = in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
    return (int) Math.max(Integer.MIN_VALUE, Math.min(wanted, Integer.MAX_VALUE));
  }
}
