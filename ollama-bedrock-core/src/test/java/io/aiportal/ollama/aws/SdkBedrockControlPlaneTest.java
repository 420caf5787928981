package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SdkBedrockControlPlaneTest {

  private static final String ARN = "arn:aws:bedrock:eu-west-2::foundation-model/amazon.nova";

  private final FakeHttp http = new FakeHttp();
  private final SdkBedrockControlPlane control =
      SdkBedrockControlPlane.of(SdkClients.control(http));

  private static String profile(String id) {
    return """
    {"inferenceProfileName":"Name of %s","inferenceProfileArn":"arn:%s",\
    "inferenceProfileId":"%s","type":"SYSTEM_DEFINED","status":"ACTIVE",\
    "models":[{"modelArn":"%s"}]}"""
        .formatted(id, id, id, ARN);
  }

  @Test
  void foundationModels_areListed() {
    http.answer(
        200,
        """
        {"modelSummaries":[{"modelId":"amazon.nova-lite-v1:0","modelArn":"arn:x",\
        "modelName":"Nova Lite","providerName":"Amazon","inputModalities":["TEXT","IMAGE"],\
        "outputModalities":["TEXT"],"responseStreamingSupported":true,\
        "inferenceTypesSupported":["ON_DEMAND"],"modelLifecycle":{"status":"LEGACY"}},\
        {"modelId":"x.y","modelArn":"arn:y","responseStreamingSupported":false}]}""");
    assertThat(control.listFoundationModels().join())
        .containsExactly(
            new FoundationModel(
                "amazon.nova-lite-v1:0",
                "Nova Lite",
                "Amazon",
                List.of("TEXT", "IMAGE"),
                List.of("TEXT"),
                true,
                List.of("ON_DEMAND"),
                "LEGACY",
                null),
            new FoundationModel(
                "x.y", "x.y", "", List.of(), List.of(), false, List.of(), "ACTIVE", null));
    assertThat(http.onlyOne().head().encodedPath()).isEqualTo("/foundation-models");
  }

  @Test
  void profiles_areListed_pageByPage() {
    http.answer(
            200, "{\"inferenceProfileSummaries\":[" + profile("eu.a") + "],\"nextToken\":\"p2\"}")
        .answer(
            200,
            """
            {"inferenceProfileSummaries":[{"inferenceProfileArn":"arn:app",\
            "inferenceProfileId":"app","type":"APPLICATION","models":[]}]}""");
    assertThat(control.listInferenceProfiles().join())
        .containsExactly(
            new InferenceProfile("eu.a", "arn:eu.a", "Name of eu.a", false, List.of(ARN)),
            new InferenceProfile("app", "arn:app", "app", true, List.of()));
    assertThat(http.sent()).hasSize(2);
    assertThat(http.sent().get(0).head().rawQueryParameters())
        .containsEntry("maxResults", List.of("1000"))
        .doesNotContainKey("nextToken");
    assertThat(http.sent().get(1).head().rawQueryParameters())
        .containsEntry("nextToken", List.of("p2"));
  }

  @Test
  void profiles_whosePageFails_failAsAWhole() {
    http.answer(
            200, "{\"inferenceProfileSummaries\":[" + profile("eu.a") + "],\"nextToken\":\"p2\"}")
        .answer(403, "{\"message\":\"No\"}", "x-amzn-errortype", "AccessDeniedException");
    assertFails(control.listInferenceProfiles(), BedrockException.Kind.ACCESS_DENIED);
  }

  @Test
  void profiles_thatMakeNoSense_fail() {
    http.answer(200, "{\"inferenceProfileSummaries\":[{\"models\":[]}]}");
    assertFails(control.listInferenceProfiles(), BedrockException.Kind.CORRUPT);
  }

  @Test
  void profiles_cancelled_cancelTheirPage() {
    http.streamThenSilence();
    CompletableFuture<List<InferenceProfile>> all = control.listInferenceProfiles();
    all.cancel(true);
    assertThat(http.onlyOne().isCancelled()).isTrue();
  }

  @Test
  void profile_isDescribed() {
    http.answer(200, profile("eu.a"))
        .answer(200, profile("b").replace("SYSTEM_DEFINED", "APPLICATION"));
    assertThat(
            control.getInferenceProfile("arn:aws:bedrock:x:y:application-inference-profile/eu.a"))
        .isCompletedWithValue(
            new InferenceProfile("eu.a", "arn:eu.a", "Name of eu.a", false, List.of(ARN)));
    assertThat(http.onlyOne().head().encodedPath())
        .isEqualTo(
            "/inference-profiles/arn%3Aaws%3Abedrock%3Ax%3Ay%3Aapplication-inference-profile%2Feu.a");
    assertThat(control.getInferenceProfile("b").join().application()).isTrue();
  }

  @Test
  void modelBehindAnArn_isAskedForWhereSuchArnsAreKnown() {
    String account = "arn:aws:bedrock:eu-west-2:123456789012:";
    http.answer(
            200,
            """
            {"modelArn":"arn:m","modelName":"mine","modelArchitecture":"Llama3",\
            "instructSupported":true}""")
        .answer(
            200,
            """
            {"provisionedModelArn":"arn:p","provisionedModelName":"p","modelArn":"arn:m",\
            "foundationModelArn":"arn:f","modelUnits":1,"desiredModelUnits":1,\
            "desiredModelArn":"arn:m","status":"InService","creationTime":"2026-01-01T00:00:00Z",\
            "lastModifiedTime":"2026-01-01T00:00:00Z"}""")
        .answer(
            200,
            """
            {"customModelDeploymentArn":"arn:d","modelDeploymentName":"d","modelArn":"arn:c",\
            "createdAt":"2026-01-01T00:00:00Z","status":"Active"}""")
        .answer(200, profile("app"));
    assertThat(control.getModelArns(account + "imported-model/i1"))
        .isCompletedWithValue(List.of(account + "foundation-model/llama3"));
    assertThat(control.getModelArns(account + "provisioned-model/p1"))
        .isCompletedWithValue(List.of("arn:f"));
    assertThat(control.getModelArns(account + "custom-model-deployment/d1"))
        .isCompletedWithValue(List.of("arn:c"));
    assertThat(control.getModelArns(account + "application-inference-profile/a1"))
        .isCompletedWithValue(List.of(ARN));
    assertThat(http.sent())
        .extracting(sent -> sent.head().encodedPath().replaceFirst("/arn.*", ""))
        .containsExactly(
            "/imported-models",
            "/provisioned-model-throughput",
            "/model-customization/custom-model-deployments",
            "/inference-profiles");
  }

  @Test
  void error_isOurs() {
    http.answer(429, "{\"message\":\"Slow\"}", "x-amzn-errortype", "ThrottlingException");
    assertFails(control.listFoundationModels(), BedrockException.Kind.THROTTLING);
    assertFails(control.getInferenceProfile("x"), BedrockException.Kind.THROTTLING);
  }

  private static void assertFails(CompletableFuture<?> call, BedrockException.Kind kind) {
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(call::join)
        .havingCause()
        .isInstanceOfSatisfying(
            BedrockException.class, error -> assertThat(error.kind()).isEqualTo(kind));
  }
}
