package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoDuration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a model stays loaded: seconds, or a duration as Go writes it; negative for ever. */
final class KeepAlive {

  private static final Duration FOREVER = Duration.ofNanos(-1);
  private static final double NANOS = 1e9;

  private KeepAlive() {}

  /**
   * The duration that a JSON value stands for.
   *
   * @throws CallException 400 in Ollama's words, if it is neither a number nor a duration
   */
  static @Nullable Duration of(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      Duration duration = GoDuration.parse(text);
      return duration.isNegative() ? FOREVER : duration;
    }
    if (value instanceof Number seconds) {
      double nanos = seconds.doubleValue() * NANOS;
      return nanos < 0 ? FOREVER : Duration.ofNanos((long) nanos);
    }
    throw CallException.badRequest("Unsupported type: '" + goType(value) + "'");
  }

  private static String goType(Object value) {
    if (value instanceof Boolean) {
      return "bool";
    }
    return value instanceof List ? "[]interface {}" : "map[string]interface {}";
  }

  /** Writes a duration as Go does, and for ever as -1. */
  static final class Writer extends StdSerializer<Duration> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration duration, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (duration.isNegative()) {
        out.writeNumber(-1);
      } else {
        out.writeString(GoDuration.format(duration));
      }
    }
  }

  /** Reads a number of seconds, or a duration as Go writes it. */
  static final class Reader extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(Duration.class);
    }

    @Override
    public @Nullable Duration deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return of(context.readValue(in, Object.class));
    }
  }
}
