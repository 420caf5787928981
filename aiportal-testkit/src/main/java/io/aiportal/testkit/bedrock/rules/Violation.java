package io.aiportal.testkit.bedrock.rules;

/**
 * A request that the model refuses.
 *
 * @param exception the name of Bedrock's exception, such as {@code ValidationException}
 * @param status the HTTP status that belongs to it
 * @param message what Bedrock says about it
 */
public record Violation(String exception, int status, String message) {

  static Violation validation(String message) {
    return new Violation("ValidationException", 400, message);
  }

  /** A refusal by the model itself, which Bedrock passes on. */
  static Violation model(String message) {
    return validation("The model returned the following errors: " + message);
  }

  /** A refusal by the JSON schema of the model's native request. */
  static Violation malformed(String pointer, String problem) {
    return model(
        "Malformed input request: #%s: %s, please reformat your input and try again."
            .formatted(pointer, problem));
  }

  /** A field that the model does not have. */
  static Violation unsupported(String field) {
    return validation(
        "This model doesn't support the %1$s field. Remove %1$s and try again.".formatted(field));
  }
}
