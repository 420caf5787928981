package io.aiportal.testkit.bedrock.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Collects what violates the limits, patterns, enums and required members of the model. */
final class ConstraintCheck {

  private final ServiceModel model;
  private final List<String> violations = new ArrayList<>();

  ConstraintCheck(ServiceModel model) {
    this.model = model;
  }

  List<String> violations() {
    return violations;
  }

  /** Checks a value of the right type; {@code path} is empty for the body itself. */
  void check(Shape shape, JsonNode value, String path) {
    switch (shape.type()) {
      case DOCUMENT, BOOLEAN -> {}
      case STRUCTURE -> structure(shape, value, path);
      case LIST -> list(shape, value, path);
      case MAP -> map(shape, value, path);
      case STRING -> string(shape, value, path);
      case BLOB -> length(shape, value, path, Base64.getDecoder().decode(value.asText()).length);
      case INTEGER, FLOAT -> range(shape, value, path);
    }
  }

  private void structure(Shape shape, JsonNode value, String path) {
    for (Map.Entry<String, String> member : shape.members().entrySet()) {
      String memberPath = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
      if (value.hasNonNull(member.getKey())) {
        check(model.shape(member.getValue()), value.get(member.getKey()), memberPath);
      } else if (shape.required().contains(member.getKey())) {
        String shown = isHidden(shape, memberPath) ? "Value" : "Value null";
        violations.add(violation(shown, memberPath, "Member must not be null"));
      }
    }
  }

  private void list(Shape shape, JsonNode value, String path) {
    length(shape, value, path, value.size());
    Shape element = model.shape(Objects.requireNonNull(shape.element()));
    for (int i = 0; i < value.size(); i++) {
      check(element, value.get(i), path + "." + (i + 1) + ".member");
    }
  }

  private void map(Shape shape, JsonNode value, String path) {
    length(shape, value, path, value.size());
    Shape key = model.shape(Objects.requireNonNull(shape.key()));
    Shape element = model.shape(Objects.requireNonNull(shape.element()));
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      check(key, TextNode.valueOf(entry.getKey()), path);
      check(element, entry.getValue(), path + "." + entry.getKey() + ".member");
    }
  }

  private void string(Shape shape, JsonNode value, String path) {
    String text = value.asText();
    int length = text.codePointCount(0, text.length());
    BigDecimal max = shape.max();
    if (max != null && length > max.intValue()) {
      add(shape, value, path, "Member must have length less than or equal to " + max);
    }
    if (shape.pattern() != null && !shape.pattern().matcher(text).matches()) {
      String pattern = shape.pattern().pattern();
      add(shape, value, path, "Member must satisfy regular expression pattern: " + pattern);
    }
    BigDecimal min = shape.min();
    if (min != null && length < min.intValue()) {
      add(shape, value, path, "Member must have length greater than or equal to " + min);
    }
    if (!shape.values().isEmpty() && !shape.values().contains(text)) {
      String values = String.join(", ", shape.values());
      add(shape, value, path, "Member must satisfy enum value set: [" + values + "]");
    }
  }

  private void length(Shape shape, JsonNode value, String path, int length) {
    BigDecimal min = shape.min();
    BigDecimal max = shape.max();
    if (max != null && length > max.intValue()) {
      add(shape, value, path, "Member must have length less than or equal to " + max);
    } else if (min != null && length < min.intValue()) {
      add(shape, value, path, "Member must have length greater than or equal to " + min);
    }
  }

  private void range(Shape shape, JsonNode value, String path) {
    BigDecimal number = value.decimalValue();
    BigDecimal min = shape.min();
    BigDecimal max = shape.max();
    if (max != null && number.compareTo(max) > 0) {
      add(shape, value, path, "Member must have value less than or equal to " + max);
    } else if (min != null && number.compareTo(min) < 0) {
      add(shape, value, path, "Member must have value greater than or equal to " + min);
    }
  }

  private void add(Shape shape, JsonNode value, String path, String constraint) {
    String shown =
        isHidden(shape, path) || !isShowable(shape)
            ? "Value"
            : "Value '" + text(shape, value) + "'";
    violations.add(violation(shown, path, constraint));
  }

  private static String violation(String shown, String path, String constraint) {
    return shown + " at '" + path + "' failed to satisfy constraint: " + constraint;
  }

  /** Bedrock repeats nothing of the conversation in its errors. */
  private static boolean isHidden(Shape shape, String path) {
    return shape.sensitive() || path.equals("messages") || path.startsWith("messages.");
  }

  private boolean isShowable(Shape shape) {
    return switch (shape.type()) {
      case LIST -> model.shape(Objects.requireNonNull(shape.element())).type().isScalar();
      case BLOB, MAP, STRUCTURE, DOCUMENT -> false;
      case STRING, INTEGER, FLOAT, BOOLEAN -> true;
    };
  }

  private static String text(Shape shape, JsonNode value) {
    return switch (shape.type()) {
      case FLOAT -> Float.toString(value.floatValue());
      case LIST ->
          StreamSupport.stream(value.spliterator(), false)
              .map(JsonNode::asText)
              .collect(Collectors.joining(", ", "[", "]"));
      case STRING, INTEGER, BOOLEAN, BLOB, MAP, STRUCTURE, DOCUMENT -> value.asText();
    };
  }
}
