package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/** Times as Ollama has them in JSON, for any mapper. */
final class Rfc3339 {

  private static final int MOST_DIGITS = 9;

  /** Most times are of the second that was last written. */
  private static volatile Second last = Second.of(0);

  private Rfc3339() {}

  /** The beginning that all times of a second share, as far as the fraction. */
  private record Second(long epochSecond, byte[] ascii) {
    static Second of(long epochSecond) {
      String text = Instant.ofEpochSecond(epochSecond).toString();
      return new Second(epochSecond, LineBuffer.ascii(text.substring(0, text.length() - 1)));
    }
  }

  /** A time as Go writes it in UTC: up to nine fractional digits, trailing zeros trimmed. */
  static String text(Instant time) {
    return new String(bytes(time), StandardCharsets.US_ASCII);
  }

  /** The same in ASCII, for the time of every line. */
  static byte[] bytes(Instant time) {
    Second second = last;
    if (second.epochSecond != time.getEpochSecond()) {
      second = Second.of(time.getEpochSecond());
      last = second;
    }
    int fraction = time.getNano();
    int digits = fraction == 0 ? 0 : MOST_DIGITS;
    while (digits > 0 && fraction % 10 == 0) {
      fraction /= 10;
      digits--;
    }
    int dot = second.ascii.length;
    byte[] text = Arrays.copyOf(second.ascii, dot + (digits == 0 ? 1 : digits + 2));
    text[text.length - 1] = 'Z';
    for (int at = dot + digits; at > dot; at--) {
      text[at] = (byte) ('0' + fraction % 10);
      fraction /= 10;
    }
    if (digits > 0) {
      text[dot] = '.';
    }
    return text;
  }

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
      return text(time);
    }
    String utc = text(time.plusSeconds(offset.getTotalSeconds()));
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
