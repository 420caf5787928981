package io.aiportal.ollama.bedrock;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells which models of Amazon Bedrock there are in one region. Failures are {@link
 * BedrockException}s; cancelling a returned future cancels its call.
 */
public interface BedrockControlPlane {

  /** Lists nothing, and knows no profile. */
  BedrockControlPlane NONE =
      new BedrockControlPlane() {
        @Override
        public CompletableFuture<List<FoundationModel>> listFoundationModels() {
          return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
          return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
          return CompletableFuture.failedFuture(
              new BedrockException(
                  BedrockException.Kind.RESOURCE_NOT_FOUND, "nobody lists profiles", null));
        }
      };

  /** Lists the region's foundation models. */
  CompletableFuture<List<FoundationModel>> listFoundationModels();

  /** Lists the region's inference profiles, all pages of them. */
  CompletableFuture<List<InferenceProfile>> listInferenceProfiles();

  /** Describes one inference profile, by its id or ARN. */
  CompletableFuture<InferenceProfile> getInferenceProfile(String identifier);

  /**
   * Tells which model answers behind an ARN that does not name one: an application inference
   * profile, provisioned throughput, the deployment of a custom model, an imported model.
   *
   * @return the ARNs of that model, one for each region in which it may answer; of an imported
   *     model, one with its architecture in the place of a foundation model's id. Fails where
   *     nobody can tell
   */
  default CompletableFuture<List<String>> getModelArns(String arn) {
    return getInferenceProfile(arn)
        .thenApply(
            profile -> {
              if (profile.modelArns().isEmpty()) {
                throw new BedrockException(
                    BedrockException.Kind.RESOURCE_NOT_FOUND, "the profile has no models", null);
              }
              return profile.modelArns();
            });
  }
}
