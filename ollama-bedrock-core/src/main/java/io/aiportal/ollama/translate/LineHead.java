package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.ResponseJson;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** How every line of an answer begins: the model's name and the line's time. */
final class LineHead {

  private final byte[] model;
  private final Clock clock;

  LineHead(String model, Clock clock) {
    LineBuffer head = new LineBuffer(model.length() + 40);
    head.append(ascii("{\"model\":\"")).appendEscaped(model).append(ascii("\",\"created_at\":\""));
    this.model = head.toByteArray();
    this.clock = clock;
  }

  /** Appends the line's beginning, up to the inside of its time. */
  LineBuffer begin(LineBuffer line) {
    return line.append(model).append(ascii(ResponseJson.timestamp(clock.instant())));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
