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
  private final Quotas quotas;
  private final EmbeddingModels models = EmbeddingModels.load();

  Invocations(ModelAccess access, Quotas quotas) {
    this.access = access;
    this.quotas = quotas;
  }

  SimulatedResponse invoke(Caller caller, JsonNode request, @Nullable Fault fault) {
    String model = access.model(caller, false).id();
    if (!models.has(model)) {
      throw new ServiceException(
          BedrockError.ofFrontDoor(
              404,
              "UnknownOperationException",
              "The simulator invokes embedding models only; call "
                  + caller.calledAs()
                  + " through Converse."));
    }
    Optional<BedrockError> refusal = models.refusal(model, request);
    if (refusal.isPresent()) {
      throw new ServiceException(refusal.get());
    }
    EmbeddingAnswer answer = models.answer(model, request);
    quotas.begin(caller, answer.inputTokens());
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
