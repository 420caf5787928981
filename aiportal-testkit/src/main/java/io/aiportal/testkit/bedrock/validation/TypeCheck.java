package io.aiportal.testkit.bedrock.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds the first value whose JSON type is not the one of its shape. */
final class TypeCheck {

  private final ServiceModel model;

  TypeCheck(ServiceModel model) {
    this.model = model;
  }

  /** What AWS's deserializer says; empty if all values have the right types. */
  Optional<String> check(Shape shape, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    return switch (shape.type()) {
      case DOCUMENT -> Optional.empty();
      case STRUCTURE -> structure(shape, value);
      case MAP -> map(shape, value);
      case LIST -> list(shape, value);
      case STRING -> value.isTextual() ? Optional.empty() : notA("String", value);
      case BLOB -> blob(value);
      case BOOLEAN -> value.isBoolean() ? Optional.empty() : notA("Boolean", value);
      case INTEGER -> value.isIntegralNumber() ? Optional.empty() : notA("Integer", value);
      case FLOAT -> value.isNumber() ? Optional.empty() : notA("Float", value);
    };
  }

  private Optional<String> structure(Shape shape, JsonNode value) {
    if (!value.isObject()) {
      return notExpected(value, "Expected map or null");
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String memberShape = shape.members().get(member.getKey());
      if (memberShape != null) {
        Optional<String> wrong = check(model.shape(memberShape), member.getValue());
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> map(Shape shape, JsonNode value) {
    return value.isObject() ? elements(shape, value) : notExpected(value, "Expected map or null");
  }

  private Optional<String> list(Shape shape, JsonNode value) {
    return value.isArray() ? elements(shape, value) : notExpected(value, "Expected list or null");
  }

  private Optional<String> elements(Shape shape, JsonNode values) {
    Shape element = model.shape(Objects.requireNonNull(shape.element()));
    for (JsonNode value : values) {
      Optional<String> wrong = check(element, value);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> blob(JsonNode value) {
    if (!value.isTextual()) {
      return notA("ByteBuffer", value);
    }
    try {
      Base64.getDecoder().decode(value.asText());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("Invalid base64 encoding");
    }
  }

  private static Optional<String> notExpected(JsonNode value, String scalarMessage) {
    if (value.isObject()) {
      return Optional.of("Start of structure or map found where not expected.");
    }
    return Optional.of(value.isArray() ? "Start of list found where not expected" : scalarMessage);
  }

  private static Optional<String> notA(String type, JsonNode value) {
    if (value.isContainerNode()) {
      return notExpected(value, "");
    }
    String token;
    if (value.isTextual()) {
      token = "STRING_VALUE";
    } else if (value.isBoolean()) {
      token = value.asBoolean() ? "TRUE_VALUE" : "FALSE_VALUE";
    } else {
      token = value.isIntegralNumber() ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    }
    String article = type.equals("Integer") ? "an " : "a ";
    return Optional.of(token + " can not be converted to " + article + type);
  }
}
