package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.CallersWords;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /v1/embeddings}. */
final class EmbeddingsReader {

  private final GoReader in;
  private String model = "";
  private @Nullable Object input;
  private @Nullable Integer dimensions;
  private String encodingFormat = "";

  private EmbeddingsReader(GoReader in) {
    this.in = in;
  }

  static EmbeddingsRequest read(GoReader in) throws IOException {
    EmbeddingsReader reader = new EmbeddingsReader(in);
    in.object("openai.EmbedRequest", reader::field);
    return reader.request();
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "input" -> input = in.any();
      case "dimensions" -> dimensions = dimensions();
      case "encoding_format" -> encodingFormat = in.string(encodingFormat);
      default -> in.skip();
    }
  }

  /** Go's int has 64 bits; no vector is longer than fits into 32. */
  private int dimensions() throws IOException {
    long wanted = in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
    return (int) Math.max(Integer.MIN_VALUE, Math.min(wanted, Integer.MAX_VALUE));
  }

  private EmbeddingsRequest request() {
    boolean base64 = encodingFormat.equalsIgnoreCase("base64");
    if (!base64 && !encodingFormat.isEmpty() && !encodingFormat.equalsIgnoreCase("float")) {
      throw CallException.badRequest(
          "Invalid value for 'encoding_format' = "
              + CallersWords.shown(encodingFormat)
              + ". Supported values: ['float', 'base64'].");
    }
    if (input == null || input.equals(List.of())) {
      throw CallException.badRequest("invalid input");
    }
    // An empty text is one here; Ollama's own API takes it for none.
    return new EmbeddingsRequest(model, input.equals("") ? List.of("") : input, dimensions, base64);
  }
}
