package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import java.util.Optional;

/** What a family of models demands beyond the service model. Must be safe for several threads. */
@FunctionalInterface
public interface Rules {

  /**
   * The error that a request deserves; empty if it is fine.
   *
   * @param modelId of the model itself, never of a profile
   * @param streaming whether it came to ConverseStream
   */
  Optional<BedrockError> violation(String modelId, JsonNode request, boolean streaming);
}
