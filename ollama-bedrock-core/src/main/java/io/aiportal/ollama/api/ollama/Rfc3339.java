package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Times as Ollama has them in JSON, for any mapper. */
final class Rfc3339 {

  private Rfc3339() {}

  /** Writes a time as Go does, in UTC. */
  static class Writer extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    private final ZoneId zone;

    Writer() {
      this(ZoneOffset.UTC);
    }

    private Writer(ZoneId zone) {
      super(Instant.class);
      this.zone = zone;
    }

    @Override
    public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(text(time, zone));
    }
  }

  /** Writes a time as Go does of what it read from this machine's clock: in its zone. */
  static final class LocalWriter extends Writer {
    private static final long serialVersionUID = 1L;

    LocalWriter() {
      super(ZoneId.systemDefault());
    }
  }

  /**
   * A time as Go writes it, with the offset that a zone had then; UTC before the zones of today.
   */
  static String text(Instant time, ZoneId zone) {
    ZoneOffset offset = zone.getRules().getOffset(time);
    if (offset.equals(ZoneOffset.UTC) || time.isBefore(Instant.EPOCH)) {
      return ResponseJson.timestamp(time);
    }
    String utc = ResponseJson.timestamp(time.plusSeconds(offset.getTotalSeconds()));
    return utc.substring(0, utc.length() - 1) + offset;
  }

  /** Reads a time of any zone. */
  static final class Reader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getValueAsString("");
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "not a time");
      }
    }
  }
}
