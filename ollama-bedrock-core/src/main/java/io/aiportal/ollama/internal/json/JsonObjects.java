package io.aiportal.ollama.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects between text and ordered maps. */
public final class JsonObjects {

  /** As deep as any JSON text is read; what a model or a client nests deeper is not honest. */
  public static final int MAX_DEPTH = 1_000;

  /**
   * How deep a document on the wire may be nested. Half of what the JSON libraries on the way take,
   * so that none of them is the one to fail, and more than a document of a call may be, so that
   * this limit speaks only where nobody has checked the call.
   */
  public static final int MAX_WIRE_DEPTH = MAX_DEPTH / 2;

  /**
   * As deep as one document may be nested: a tool's arguments, a schema, JSON that a model was
   * asked for. It is one limit for calls and answers, because what a model answered comes back in
   * the next call. Parsers and encoders of clients give up somewhere between 500 and 1,000 levels,
   * some of them with a stack overflow; what people write stays below 20. Far below both, a refusal
   * can still be a sentence.
   */
  public static final int MAX_DOCUMENT_DEPTH = 200;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(100_000_000)
                .build());
  }

  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private JsonObjects() {}

  /** The object that a text is, in the order it has; null where the text is anything else. */
  public static @Nullable Map<String, @Nullable Object> parse(String text) {
    try {
      return MAPPER.readValue(text, OBJECT);
    } catch (JsonProcessingException notAnObject) {
      return null;
    }
  }

  /** The string that a text is in JSON; null where the text is anything else. */
  public static @Nullable String parseString(String text) {
    if (!text.stripLeading().startsWith("\"")) {
      return null;
    }
    try {
      return MAPPER.readValue(text, String.class);
    } catch (JsonProcessingException notAString) {
      return null;
    }
  }

  /**
   * The JSON value that a text is: an ordered map, a list, a string, a number, a boolean or null.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static @Nullable Object parseValue(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("no JSON");
    }
    try {
      return MAPPER.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
  }

  /** An object, or any other JSON value, as compact JSON text. */
  public static String write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value", e);
    }
  }
}
