package io.aiportal.ollama.api.anthropic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A block of content, or an object inside of one, as it stands in JSON. What is missing, and what
 * has another type than asked for, is empty.
 *
 * @param fields its members
 */
public record ContentBlockParam(Map<String, @Nullable Object> fields) {

  /** An object without members. */
  static final ContentBlockParam EMPTY = new ContentBlockParam(Map.of());

  public ContentBlockParam {
    fields = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(fields));
  }

  /** A block of text. */
  public static ContentBlockParam text(String text) {
    return new ContentBlockParam(Map.of("type", "text", "text", text));
  }

  /** The block that a value is; an empty one for anything but an object. */
  static ContentBlockParam of(@Nullable Object value) {
    Map<String, @Nullable Object> fields = asObject(value);
    return fields == null ? EMPTY : new ContentBlockParam(fields);
  }

  /** The blocks that a value is: those of an array, and a text block for a string. */
  static List<ContentBlockParam> listOf(@Nullable Object value) {
    if (value instanceof String text) {
      return List.of(text(text));
    }
    return value instanceof List<?> list
        ? list.stream().map(ContentBlockParam::of).toList()
        : List.of();
  }

  /** What kind of block it is. */
  String type() {
    return string("type");
  }

  String string(String field) {
    return fields.get(field) instanceof String text ? text : "";
  }

  @Nullable Boolean bool(String field) {
    return fields.get(field) instanceof Boolean value ? value : null;
  }

  /** The object inside of it; null where there is none. */
  @Nullable Map<String, @Nullable Object> object(String field) {
    return asObject(fields.get(field));
  }

  /** The blocks inside of it: those of an array, and a text block for a string. */
  List<ContentBlockParam> blocks(String field) {
    return listOf(fields.get(field));
  }

  /** Whether what it holds is to be cited. */
  boolean isCited() {
    return Boolean.TRUE.equals(of(object("citations")).bool("enabled"));
  }

  /** The members of a JSON object; null for any other value. */
  @SuppressWarnings("unchecked") // maps come out of JSON, or are given as such
  static @Nullable Map<String, @Nullable Object> asObject(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : null;
  }
}
