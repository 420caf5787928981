package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
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
    profiles.thenAccept(account::noteOwner);
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
