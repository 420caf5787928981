package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BedrockControlPlaneTest {

  private static final String ARN = "arn:aws:bedrock:eu-west-2:***:application-inference-profile/p";

  private static BedrockControlPlane knowing(String... modelArns) {
    return new BedrockControlPlane() {
      @Override
      public CompletableFuture<List<FoundationModel>> listFoundationModels() {
        return NONE.listFoundationModels();
      }

      @Override
      public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
        return NONE.listInferenceProfiles();
      }

      @Override
      public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
        assertThat(identifier).isEqualTo(ARN);
        return CompletableFuture.completedFuture(
            new InferenceProfile("p", ARN, "p", true, List.of(modelArns)));
      }
    };
  }

  @Test
  void modelBehindAnArn_isThatOfItsProfile() {
    assertThat(knowing("arn:first", "arn:second").getModelArns(ARN))
        .isCompletedWithValue(List.of("arn:first", "arn:second"));
  }

  @Test
  void profileWithoutModels_hasNoModelBehindIt() {
    assertThatThrownBy(() -> knowing().getModelArns(ARN).join())
        .cause()
        .isInstanceOf(BedrockException.class)
        .hasMessage("the profile has no models");
  }

  @Test
  void whereNobodyLists_nothingIsListed() {
    assertThat(BedrockControlPlane.NONE.listFoundationModels()).isCompletedWithValue(List.of());
    assertThat(BedrockControlPlane.NONE.listInferenceProfiles()).isCompletedWithValue(List.of());
    assertThatThrownBy(() -> BedrockControlPlane.NONE.getModelArns(ARN).join())
        .cause()
        .hasMessage("nobody lists profiles");
  }
}
