package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NotingControlPlaneTest {

  private static final InferenceProfile PROFILE =
      new InferenceProfile(
          "team",
          "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/team",
          "Team",
          true,
          List.of());

  private final CompletableFuture<List<InferenceProfile>> listed = new CompletableFuture<>();
  private final CalledAccount account = new CalledAccount(null);
  private final BedrockControlPlane lists =
      new NotingControlPlane(
          new BedrockControlPlane() {
            @Override
            public CompletableFuture<List<FoundationModel>> listFoundationModels() {
              return new CompletableFuture<>();
            }

            @Override
            public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
              return listed;
            }

            @Override
            public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
              return new CompletableFuture<>();
            }
          },
          account);

  @Test
  void whoeverHasTheProfiles_findsTheAccountNoted() {
    List<String> seen = new ArrayList<>();
    lists
        .listInferenceProfiles()
        .thenAccept(profiles -> seen.add(profiles.size() + " of " + account.number()));
    listed.complete(List.of(PROFILE));
    assertThat(seen).containsExactly("1 of 123456789012");
  }

  @Test
  void whoeverWantsThemNoLonger_endsTheCall() {
    lists.listInferenceProfiles().cancel(true);
    assertThat(listed).isCancelled();
  }
}
