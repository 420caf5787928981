package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists models once there are credentials to sign with, and holds nobody until then. */
final class CredentialedControlPlane implements BedrockControlPlane {

  private final BedrockControlPlane signed;
  private final BackgroundCredentials credentials;

  CredentialedControlPlane(BedrockControlPlane signed, BackgroundCredentials credentials) {
    this.signed = signed;
    this.credentials = credentials;
  }

  @Override
  public CompletableFuture<List<FoundationModel>> listFoundationModels() {
    return credentials.thenCall(signed::listFoundationModels);
  }

  @Override
  public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
    return credentials.thenCall(signed::listInferenceProfiles);
  }

  @Override
  public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
    return credentials.thenCall(() -> signed.getInferenceProfile(identifier));
  }

  @Override
  public CompletableFuture<List<String>> getModelArns(String arn) {
    return credentials.thenCall(() -> signed.getModelArns(arn));
  }
}
