package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Binds the name of a model and what every request that names one has beside it. */
final class NamedRequestReader {

  private final GoReader in;
  private String model = "";
  private String name = "";
  private @Nullable Boolean insecure;
  private @Nullable Boolean stream;

  private NamedRequestReader(GoReader in) {
    this.in = in;
  }

  /** Reads a request that Ollama binds to a struct of this name. */
  static NamedRequest read(GoReader in, String struct) throws IOException {
    NamedRequestReader reader = new NamedRequestReader(in);
    in.request("api." + struct, reader::field);
    return new NamedRequest(
        reader.model.isEmpty() ? reader.name : reader.model,
        Boolean.TRUE.equals(reader.insecure),
        reader.stream);
  }

  private void field(String field) throws IOException {
    switch (field) {
      case "model" -> model = in.string(model);
      case "name" -> name = in.string(name);
      case "stream" -> stream = in.bool(null);
      case "insecure" -> insecure = in.bool(null);
      case "username", "password" -> in.string("");
      default -> in.skip();
    }
  }
}
