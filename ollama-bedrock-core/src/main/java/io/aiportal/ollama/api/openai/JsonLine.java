package io.aiportal.ollama.api.openai;

import java.util.Arrays;

/** JSON with a line end, as Ollama's converters write their bodies. */
final class JsonLine {

  private JsonLine() {}

  static byte[] of(byte[] json) {
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }
}
