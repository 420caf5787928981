package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.model.ListInferenceProfilesResponse;

/**
 * Lists the models of Amazon Bedrock through an AWS SDK client that the caller owns, configures and
 * closes; its retries and time limits hold.
 *
 * <p>The client comes in an artifact of its own, {@code software.amazon.awssdk:bedrock}, which
 * nothing else here needs.
 */
public final class SdkBedrockControlPlane implements BedrockControlPlane {

  private static final int PAGE = 1000;
  private static final String IMPORTED = ":imported-model/";

  private final BedrockAsyncClient client;

  private SdkBedrockControlPlane(BedrockAsyncClient client) {
    this.client = client;
  }

  /** Lists models through a client, in its region. */
  @SuppressWarnings("exports") // Optional: whoever calls this has the client.
  public static SdkBedrockControlPlane of(BedrockAsyncClient client) {
    return new SdkBedrockControlPlane(client);
  }

  /** The ARN of an imported model as if its architecture were a foundation model. */
  private static String architecture(String arn, String name) {
    return arn.substring(0, arn.indexOf(IMPORTED))
        + ":foundation-model/"
        + name.toLowerCase(Locale.ROOT);
  }

  @Override
  public CompletableFuture<List<FoundationModel>> listFoundationModels() {
    return SdkCalls.start(
        () -> client.listFoundationModels(request -> {}),
        response -> response.modelSummaries().stream().map(SdkModels::foundationModel).toList());
  }

  @Override
  public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
    CompletableFuture<List<InferenceProfile>> all = new CompletableFuture<>();
    page(null, new ArrayList<>(), all);
    return all;
  }

  private void page(
      @Nullable String token,
      List<InferenceProfile> before,
      CompletableFuture<List<InferenceProfile>> all) {
    CompletableFuture<Page> page =
        SdkCalls.start(
            () -> client.listInferenceProfiles(ask -> ask.maxResults(PAGE).nextToken(token)),
            Page::of);
    // A cancelled list ends the page that is under way; the next one is never asked for.
    all.whenComplete((profiles, failure) -> page.cancel(true));
    page.whenComplete(
        (came, failure) -> {
          if (failure == null) {
            add(came, before, all);
          } else {
            all.completeExceptionally(failure);
          }
        });
  }

  private void add(
      Page page, List<InferenceProfile> before, CompletableFuture<List<InferenceProfile>> all) {
    before.addAll(page.profiles);
    if (page.next == null) {
      all.complete(List.copyOf(before));
    } else if (!all.isDone()) {
      page(page.next, before, all);
    }
  }

  /** Some of the profiles, and where the others are. */
  private record Page(List<InferenceProfile> profiles, @Nullable String next) {
    static Page of(ListInferenceProfilesResponse response) {
      return new Page(
          response.inferenceProfileSummaries().stream().map(SdkModels::inferenceProfile).toList(),
          response.nextToken());
    }
  }

  @Override
  public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
    return SdkCalls.start(
        () -> client.getInferenceProfile(request -> request.inferenceProfileIdentifier(identifier)),
        SdkModels::inferenceProfile);
  }

  @Override
  public CompletableFuture<List<String>> getModelArns(String arn) {
    if (arn.contains(":provisioned-model/")) {
      return SdkCalls.start(
          () -> client.getProvisionedModelThroughput(request -> request.provisionedModelId(arn)),
          model ->
              List.of(
                  Objects.requireNonNullElse(
                      model.foundationModelArn(), String.valueOf(model.modelArn()))));
    }
    if (arn.contains(":custom-model-deployment/")) {
      return SdkCalls.start(
          () ->
              client.getCustomModelDeployment(
                  request -> request.customModelDeploymentIdentifier(arn)),
          deployment -> List.of(String.valueOf(deployment.modelArn())));
    }
    if (arn.contains(IMPORTED)) {
      return SdkCalls.start(
          () -> client.getImportedModel(request -> request.modelIdentifier(arn)),
          model -> List.of(architecture(arn, String.valueOf(model.modelArchitecture()))));
    }
    return BedrockControlPlane.super.getModelArns(arn);
  }
}
