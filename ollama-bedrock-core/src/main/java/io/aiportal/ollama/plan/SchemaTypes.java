package io.aiportal.ollama.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The value of {@code type}: JSON Schema's seven words for what people write instead. */
final class SchemaTypes {

  private static final Set<String> TYPES =
      Set.of("string", "number", "integer", "boolean", "object", "array", "null");

  private SchemaTypes() {}

  /** What {@code type} has to be; null for nothing, which is any type. */
  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof List<?> several) {
      return ofSeveral(several);
    }
    return value instanceof String word ? ofWord(word) : null;
  }

  /** One of the seven words; null for any type. */
  static @Nullable String ofWord(String word) {
    if (TYPES.contains(word)) {
      return word;
    }
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "string",
          "str",
          "text",
          "char",
          "character",
          "date",
          "time",
          "datetime",
          "date-time",
          "timestamp",
          "uuid",
          "uri",
          "url",
          "email",
          "enum",
          "file",
          "bytes" ->
          "string";
      case "number", "float", "double", "decimal", "float32", "float64", "real", "numeric" ->
          "number";
      case "integer", "int", "long", "short", "int32", "int64", "bigint" -> "integer";
      case "boolean", "bool" -> "boolean";
      case "object", "dict", "map", "dictionary", "struct", "record", "hashmap", "json" -> "object";
      case "array", "list", "tuple", "set", "sequence" -> "array";
      case "null", "none", "nil", "void", "undefined" -> "null";
      default -> null;
    };
  }

  private static @Nullable Object ofSeveral(List<?> several) {
    Set<String> types = new LinkedHashSet<>();
    for (Object one : several) {
      String type = one instanceof String word ? ofWord(word) : null;
      if (type == null) {
        return null;
      }
      types.add(type);
    }
    if (types.isEmpty()) {
      return null;
    }
    List<Object> distinct = new ArrayList<>(types);
    return distinct.equals(several) ? several : distinct;
  }
}
