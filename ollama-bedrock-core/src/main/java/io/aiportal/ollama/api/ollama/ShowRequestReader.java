package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /api/show}. */
final class ShowRequestReader {

  private final GoReader in;
  private String model = "";
  private String name = "";
  private @Nullable Boolean verbose = false;
  private String system = "";
  private Map<String, @Nullable Object> options = Map.of();

  private ShowRequestReader(GoReader in) {
    this.in = in;
  }

  static ShowRequest read(GoReader in) throws IOException {
    ShowRequestReader reader = new ShowRequestReader(in);
    in.request("api.ShowRequest", reader::field);
    return new ShowRequest(
        reader.model.isEmpty() ? reader.name : reader.model,
        Boolean.TRUE.equals(reader.verbose),
        reader.system,
        reader.options);
  }

  private void field(String field) throws IOException {
    switch (field) {
      case "model" -> model = in.string(model);
      case "name" -> name = in.string(name);
      case "verbose" -> verbose = in.bool(verbose);
      case "system" -> system = in.string(system);
      case "template" -> in.string("");
      case "options" -> options = options();
      default -> in.skip();
    }
  }

  private Map<String, @Nullable Object> options() throws IOException {
    Map<String, @Nullable Object> read = in.map("map[string]interface {}");
    return read == null ? options : read;
  }
}
