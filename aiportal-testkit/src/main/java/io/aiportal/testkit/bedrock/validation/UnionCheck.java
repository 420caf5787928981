package io.aiportal.testkit.bedrock.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds the first union that does not have exactly one of its members. */
final class UnionCheck {

  private final ServiceModel model;

  UnionCheck(ServiceModel model) {
    this.model = model;
  }

  /** What Bedrock says; it counts from 0 here, unlike in the constraints. */
  Optional<String> check(Shape shape, JsonNode value, String path) {
    return switch (shape.type()) {
      case STRUCTURE -> structure(shape, value, path);
      case LIST -> list(shape, value, path);
      case DOCUMENT, MAP, STRING, BLOB, INTEGER, FLOAT, BOOLEAN -> Optional.empty();
    };
  }

  private Optional<String> structure(Shape shape, JsonNode value, String path) {
    int present = 0;
    for (Map.Entry<String, String> member : shape.members().entrySet()) {
      if (value.hasNonNull(member.getKey())) {
        present++;
        String memberPath = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
        JsonNode memberValue = value.get(member.getKey());
        Optional<String> wrong = check(model.shape(member.getValue()), memberValue, memberPath);
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    }
    return shape.union() && present != 1
        ? Optional.of(message(shape, path, present))
        : Optional.empty();
  }

  private Optional<String> list(Shape shape, JsonNode value, String path) {
    Shape element = model.shape(Objects.requireNonNull(shape.element()));
    for (int i = 0; i < value.size(); i++) {
      Optional<String> wrong = check(element, value.get(i), path + "." + i);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static String message(Shape shape, String path, int present) {
    String set = present == 0 ? "must set one" : "must set only one";
    String keys = String.join(", ", shape.members().keySet());
    return shape.name()
        + " object at "
        + path
        + " "
        + set
        + " of the following keys: "
        + keys
        + ".";
  }
}
