package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.embedding.EmbeddingAnswer;
import io.aiportal.testkit.bedrock.embedding.EmbeddingModels;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** InvokeModel, of embedding models only. */
final class Invocations {

  private final ModelAccess access;
  private final EmbeddingModels models = EmbeddingModels.load();

  Invocations(ModelAccess access) {
    this.access = access;
  }

  SimulatedResponse invoke(String modelId, String region, JsonNode request, @Nullable Fault fault) {
    String model = access.model(modelId, region).id();
    if (!models.has(model)) {
      throw new ServiceException(
          BedrockError.ofFrontDoor(
              404,
              "UnknownOperationException",
              "The simulator invokes embedding models only; call "
                  + modelId
                  + " through Converse."));
    }
    Optional<BedrockError> refusal = models.refusal(model, request);
    if (refusal.isPresent()) {
      throw new ServiceException(refusal.get());
    }
    EmbeddingAnswer answer = models.answer(model, request);
    if (fault != null) {
      return JsonResponses.of(answer.body(), Duration.ZERO, fault);
    }
    String tokens = Integer.toString(answer.inputTokens());
    return JsonResponses.of(
        answer.body(),
        Map.of(
            "x-amzn-bedrock-input-token-count", tokens, "x-amzn-bedrock-invocation-latency", "1"));
  }
}
