package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.bedrock.model.FoundationModelSummary;
import software.amazon.awssdk.services.bedrock.model.GetInferenceProfileResponse;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileModel;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;

/** The SDK's lists of models as ours. */
final class SdkModels {

  private SdkModels() {}

  static FoundationModel foundationModel(FoundationModelSummary model) {
    return new FoundationModel(
        model.modelId(),
        Objects.requireNonNullElse(model.modelName(), model.modelId()),
        Objects.requireNonNullElse(model.providerName(), ""),
        model.inputModalitiesAsStrings(),
        model.outputModalitiesAsStrings(),
        Boolean.TRUE.equals(model.responseStreamingSupported()),
        model.inferenceTypesSupportedAsStrings(),
        model.modelLifecycle() == null ? "ACTIVE" : model.modelLifecycle().statusAsString(),
        model.modelLifecycle() == null ? null : model.modelLifecycle().endOfLifeTime());
  }

  static InferenceProfile inferenceProfile(InferenceProfileSummary profile) {
    List<String> models = profile.models().stream().map(InferenceProfileModel::modelArn).toList();
    return new InferenceProfile(
        profile.inferenceProfileId(),
        profile.inferenceProfileArn(),
        Objects.requireNonNullElse(profile.inferenceProfileName(), profile.inferenceProfileId()),
        profile.type() == InferenceProfileType.APPLICATION,
        models);
  }

  static InferenceProfile inferenceProfile(GetInferenceProfileResponse profile) {
    List<String> models = profile.models().stream().map(InferenceProfileModel::modelArn).toList();
    return new InferenceProfile(
        profile.inferenceProfileId(),
        profile.inferenceProfileArn(),
        Objects.requireNonNullElse(profile.inferenceProfileName(), profile.inferenceProfileId()),
        profile.type() == InferenceProfileType.APPLICATION,
        models);
  }
}
