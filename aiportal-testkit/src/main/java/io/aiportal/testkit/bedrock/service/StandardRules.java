package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.rules.FamilyRules;
import io.aiportal.testkit.bedrock.rules.Violation;
import java.util.Optional;

/** The rules of the model families; models of no known family obey those of all models only. */
public final class StandardRules implements Rules {

  /** Stands for a model of which nothing is known. */
  private static final String OPAQUE =
      "arn:aws:bedrock:eu-west-2:123456789012:provisioned-model/unknown";

  private final FamilyRules families = FamilyRules.standard();

  /** The rules that this project knows. */
  public StandardRules() {}

  @Override
  public Optional<BedrockError> violation(String modelId, JsonNode request, boolean streaming) {
    Optional<Violation> violation = families.check(modelId, request, streaming);
    // The catalogue has the last word on ids: it also holds models that have no family.
    if (violation.isPresent()
        && violation.get().message().equals(BedrockError.unknownModel().message())) {
      violation = families.check(OPAQUE, request, streaming);
    }
    return violation.map(v -> BedrockError.of(v.status(), v.exception(), v.message()));
  }
}
