package io.aiportal.testkit.bedrock.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits, patterns, enums, unions and required members of AWS's service model.
 *
 * <p>Members that the model does not know pass, as they do at AWS.
 */
public final class ServiceModel {

  private final Map<String, Shape> shapes = new HashMap<>();

  private ServiceModel(JsonNode constraints) {
    for (Map.Entry<String, JsonNode> shape : constraints.properties()) {
      shapes.put(shape.getKey(), Shape.of(shape.getKey(), shape.getValue()));
    }
  }

  /** The model of the Bedrock Runtime. */
  public static ServiceModel bedrockRuntime() {
    try (InputStream resource = ServiceModel.class.getResourceAsStream("constraints.json")) {
      return new ServiceModel(new ObjectMapper().readTree(resource));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What Bedrock answers to this body; empty if it fits.
   *
   * @param request the name of the input shape, such as {@code ConverseRequest}
   */
  public Optional<BedrockError> check(String request, JsonNode body) {
    Optional<String> wrongType = new TypeCheck(this).check(shape(request), body);
    if (wrongType.isPresent()) {
      return wrongType.map(m -> BedrockError.ofFrontDoor(400, "SerializationException", m));
    }
    ConstraintCheck constraints = new ConstraintCheck(this);
    constraints.check(shape(request), body, "");
    List<String> violations = constraints.violations();
    if (!violations.isEmpty()) {
      return Optional.of(BedrockError.validation(message(violations)));
    }
    return new UnionCheck(this).check(shape(request), body, "").map(BedrockError::validation);
  }

  Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException("The service model has no shape " + name);
    }
    return shape;
  }

  private static String message(List<String> violations) {
    String errors = violations.size() == 1 ? "error" : "errors";
    return violations.size()
        + " validation "
        + errors
        + " detected: "
        + String.join("; ", violations);
  }
}
