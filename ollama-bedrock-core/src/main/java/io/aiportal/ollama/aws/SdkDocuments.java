package io.aiportal.ollama.aws;

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

  static Document toDocument(@Nullable Object value) {
    if (value == null) {
      return Document.fromNull();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Document> members = new LinkedHashMap<>();
      map.forEach((key, member) -> members.put(String.valueOf(key), toDocument(member)));
      return Document.fromMap(members);
    }
    if (value instanceof List<?> list) {
      return Document.fromList(list.stream().map(SdkDocuments::toDocument).toList());
    }
    if (value instanceof Boolean bool) {
      return Document.fromBoolean(bool);
    }
    if (value instanceof Number number) {
      return Document.fromNumber(new BigDecimal(number.toString()));
    }
    return Document.fromString(value.toString());
  }

  static Map<String, @Nullable Object> toMap(@Nullable Document document) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (document != null && document.isMap()) {
      document.asMap().forEach((key, member) -> map.put(key, toObject(member)));
    }
    return map;
  }

  private static @Nullable Object toObject(Document document) {
    if (document.isNull()) {
      return null;
    }
    if (document.isMap()) {
      return toMap(document);
    }
    if (document.isList()) {
      List<@Nullable Object> list = new ArrayList<>();
      document.asList().forEach(member -> list.add(toObject(member)));
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
