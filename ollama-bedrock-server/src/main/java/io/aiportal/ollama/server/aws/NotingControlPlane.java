package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.internal.Futures;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists models, and notes whose the profiles are. */
record NotingControlPlane(BedrockControlPlane lists, CalledAccount account)
    implements BedrockControlPlane {

  @Override
  public CompletableFuture<List<FoundationModel>> listFoundationModels() {
    return lists.listFoundationModels();
  }

  @Override
  public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
    CompletableFuture<List<InferenceProfile>> profiles = lists.listInferenceProfiles();
    // Noted before anybody has them: what waits for one future is told the last one first.
    return Futures.cancelling(profiles.thenApply(this::noted), profiles);
  }

  private List<InferenceProfile> noted(List<InferenceProfile> profiles) {
    account.noteOwner(profiles);
    return profiles;
  }

  @Override
  public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
    return lists.getInferenceProfile(identifier);
  }

  @Override
  public CompletableFuture<List<String>> getModelArns(String arn) {
    return lists.getModelArns(arn);
  }
}
