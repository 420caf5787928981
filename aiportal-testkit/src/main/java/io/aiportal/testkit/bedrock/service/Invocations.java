package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import io.aiportal.testkit.bedrock.service.Embeddings.Embedded;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** InvokeModel, of embedding models only. */
final class Invocations {

  private final ModelAccess access;

  Invocations(ModelAccess access) {
    this.access = access;
  }

  SimulatedResponse invoke(String modelId, String region, JsonNode request, @Nullable Fault fault) {
    String model = access.model(modelId, region).id();
    Embedded embedded =
        Embeddings.of(model, request)
            .orElseThrow(
                () ->
                    new ServiceException(
                        BedrockError.ofFrontDoor(
                            404,
                            "UnknownOperationException",
                            "The simulator invokes embedding models only; call "
                                + modelId
                                + " through Converse.")));
    if (fault != null) {
      return JsonResponses.of(embedded.body(), Duration.ZERO, fault);
    }
    String tokens = Integer.toString(embedded.inputTokens());
    return JsonResponses.of(
        embedded.body(),
        Map.of(
            "x-amzn-bedrock-input-token-count", tokens, "x-amzn-bedrock-invocation-latency", "1"));
  }
}
