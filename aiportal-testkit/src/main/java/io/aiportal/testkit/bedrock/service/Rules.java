package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.rules.ModelCall;
import java.util.Optional;

/** What a family of models demands beyond the service model. Must be safe for several threads. */
@FunctionalInterface
public interface Rules {

  /**
   * The error that a request of Converse or ConverseStream deserves; empty if it is fine.
   *
   * @param call of the model itself, never of a profile
   */
  Optional<BedrockError> violation(ModelCall call, JsonNode request);

  /** The error that CountTokens of a model deserves; empty if it is fine. */
  default Optional<BedrockError> countViolation(ModelCall call) {
    return Optional.empty();
  }
}
