package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkNumber;
import software.amazon.awssdk.core.document.Document;

/** JSON documents between our maps and the SDK's type; order and numbers stay as they are. */
final class SdkDocuments {

  private SdkDocuments() {}

  /** Throws a {@code BedrockException} if the map is nested too deep or holds no JSON. */
  static Document toDocument(Map<String, ? extends @Nullable Object> map) {
    return toDocument(map, JsonObjects.MAX_WIRE_DEPTH);
  }

  private static Document toDocument(@Nullable Object value, int levels) {
    if (value == null) {
      return Document.fromNull();
    }
    if ((value instanceof Map || value instanceof List) && levels == 0) {
      throw BedrockException.unsendable(JsonValues.TOO_DEEP);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Document> members = new LinkedHashMap<>();
      map.forEach((key, member) -> members.put(name(key), toDocument(member, levels - 1)));
      return Document.fromMap(members);
    }
    if (value instanceof List<?> list) {
      return Document.fromList(
          list.stream().map(member -> toDocument(member, levels - 1)).toList());
    }
    if (value instanceof Boolean bool) {
      return Document.fromBoolean(bool);
    }
    return scalar(value);
  }

  private static Document scalar(Object value) {
    if (value instanceof String text) {
      return Document.fromString(text);
    }
    if (value instanceof Number number && JsonValues.isScalar(number)) {
      return Document.fromNumber(new BigDecimal(number.toString()));
    }
    throw noJson(value);
  }

  private static String name(@Nullable Object name) {
    if (name instanceof String text) {
      return text;
    }
    throw noJson(name);
  }

  private static BedrockException noJson(@Nullable Object value) {
    return BedrockException.unsendable("a JSON document in it holds " + JsonValues.refusal(value));
  }

  /** The failure of an answer whose document is nested too deep. */
  static BedrockException tooDeepToRead() {
    return new BedrockException(BedrockException.Kind.CORRUPT, JsonValues.TOO_DEEP, null);
  }

  /** The members of a document; none if it is no map. Throws if it is nested too deep. */
  static Map<String, @Nullable Object> toMap(@Nullable Document document) {
    return document != null && document.isMap()
        ? members(document, JsonObjects.MAX_WIRE_DEPTH)
        : Map.of();
  }

  /** A document as plain JSON value. Throws a {@code BedrockException} if it is nested too deep. */
  static @Nullable Object toObject(@Nullable Document document) {
    return document == null ? null : toObject(document, JsonObjects.MAX_WIRE_DEPTH);
  }

  private static Map<String, @Nullable Object> members(Document document, int levels) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    document.asMap().forEach((key, member) -> map.put(key, toObject(member, levels - 1)));
    return map;
  }

  private static @Nullable Object toObject(Document document, int levels) {
    if (document.isNull()) {
      return null;
    }
    if ((document.isMap() || document.isList()) && levels == 0) {
      throw tooDeepToRead();
    }
    if (document.isMap()) {
      return members(document, levels);
    }
    if (document.isList()) {
      List<@Nullable Object> list = new ArrayList<>();
      document.asList().forEach(member -> list.add(toObject(member, levels - 1)));
      return list;
    }
    if (document.isBoolean()) {
      return document.asBoolean();
    }
    return document.isNumber() ? toNumber(document.asNumber()) : document.asString();
  }

  private static Number toNumber(SdkNumber number) {
    String text = number.stringValue();
    return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))
        ? new BigInteger(text)
        : new BigDecimal(text);
  }
}
