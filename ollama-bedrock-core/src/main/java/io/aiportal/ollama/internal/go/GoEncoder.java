package io.aiportal.ollama.internal.go;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** Writes compact JSON as Go's encoder does, HTML's special characters escaped. */
public final class GoEncoder {

  private static final ObjectMapper MAPPER = mapper().addModule(GoFloats.module()).build();

  private GoEncoder() {}

  /** Starts a mapper that writes as Go does. */
  public static JsonMapper.Builder mapper() {
    return JsonMapper.builder(new JsonFactory().setCharacterEscapes(new Escapes()))
        // Go writes every character beyond ASCII as it is, those of two halves too.
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
  }

  /** A record, a map or any other value as JSON, without a line end. */
  public static byte[] encode(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON", e);
    }
  }

  /** Go escapes HTML's special characters, and writes hexadecimal digits in lower case. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes() {
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
