package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.rules.FamilyRules;
import io.aiportal.testkit.bedrock.rules.ModelCall;
import io.aiportal.testkit.bedrock.rules.Violation;
import java.util.Optional;

/** The rules of the model families; models of no known family obey those of all models only. */
public final class StandardRules implements Rules {

  private final FamilyRules families = FamilyRules.standard();

  /** The rules that this project knows. */
  public StandardRules() {}

  @Override
  public Optional<BedrockError> violation(ModelCall call, JsonNode request) {
    // The catalogue has the last word on ids: it also holds models that have no family.
    return error(
        families.knows(call.modelId())
            ? families.check(call, request)
            : families.checkUnknown(call, request));
  }

  @Override
  public Optional<BedrockError> countViolation(ModelCall call) {
    return error(families.checkCount(call));
  }

  private static Optional<BedrockError> error(Optional<Violation> violation) {
    return violation.map(v -> BedrockError.of(v.status(), v.exception(), v.message()));
  }
}
