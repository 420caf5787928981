package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;

/**
 * The body of {@code POST /api/copy}.
 *
 * @param source the model that is there
 * @param destination what it is to be called as well
 */
public record CopyRequest(String source, String destination) {

  static CopyRequest read(GoReader in) throws IOException {
    String[] names = {"", ""};
    in.request(
        "api.CopyRequest",
        field -> {
          switch (field) {
            case "source" -> names[0] = in.string(names[0]);
            case "destination" -> names[1] = in.string(names[1]);
            default -> in.skip();
          }
        });
    return new CopyRequest(names[0], names[1]);
  }
}
