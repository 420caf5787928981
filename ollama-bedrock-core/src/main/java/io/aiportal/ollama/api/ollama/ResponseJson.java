package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ollama's answers as JSON: its key order, its times, and Go's escaping of HTML. */
final class ResponseJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          // Go writes every character beyond ASCII as it is, those of two halves too.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .addModule(new SimpleModule().addSerializer(Instant.class, new Rfc3339.Writer()))
          .build();

  static {
    MAPPER.getFactory().setCharacterEscapes(new GoEscapes());
  }

  private ResponseJson() {}

  /** A record of this package, or a plain map, as compact JSON without a line end. */
  static byte[] bytes(Object response) {
    try {
      return MAPPER.writeValueAsBytes(response);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + response.getClass(), e);
    }
  }

  /**
   * A time as Go writes it: RFC 3339 in UTC, up to nine fractional digits, trailing zeros trimmed.
   */
  static String timestamp(Instant time) {
    String iso = time.toString();
    if (iso.indexOf('.') < 0) {
      return iso;
    }
    int end = iso.length() - 1;
    while (iso.charAt(end - 1) == '0') {
      end--;
    }
    return iso.substring(0, end) + 'Z';
  }

  /** Go escapes HTML's special characters, and writes hexadecimal digits in lower case. */
  private static final class GoEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] ascii = standardAsciiEscapesForJSON();

    GoEscapes() {
      for (int c = 0; c < ascii.length; c++) {
        if (ascii[c] == ESCAPE_STANDARD || c == '<' || c == '>' || c == '&') {
          ascii[c] = ESCAPE_CUSTOM;
        }
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      boolean raw = c >= ascii.length && c != '\u2028' && c != '\u2029';
      return raw ? null : new SerializedString(String.format("\\u%04x", c));
    }
  }
}
