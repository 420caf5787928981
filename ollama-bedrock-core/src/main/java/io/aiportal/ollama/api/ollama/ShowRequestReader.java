package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /api/show}. */
final class ShowRequestReader {

  private final GoReader in;
  private String model = "";
  private String name = "";
  private @Nullable Boolean verbose = false;

  private ShowRequestReader(GoReader in) {
    this.in = in;
  }

  static ShowRequest read(GoReader in) throws IOException {
    ShowRequestReader reader = new ShowRequestReader(in);
    in.request("api.ShowRequest", reader::field);
    return new ShowRequest(
        reader.model.isEmpty() ? reader.name : reader.model, Boolean.TRUE.equals(reader.verbose));
  }

  private void field(String field) throws IOException {
    switch (field) {
      case "model" -> model = in.string(model);
      case "name" -> name = in.string(name);
      case "verbose" -> verbose = in.bool(verbose);
      case "system", "template" -> in.string("");
      case "options" -> in.map("map[string]interface {}");
      default -> in.skip();
    }
  }
}
