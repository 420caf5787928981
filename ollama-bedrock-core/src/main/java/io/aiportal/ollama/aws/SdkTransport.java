package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.BedrockTransport;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** Both services of Bedrock as one transport, through AWS SDK clients that the caller owns. */
public final class SdkTransport implements BedrockTransport {

  private final BedrockRuntime runtime;
  private final @Nullable BedrockControlPlane control;

  private SdkTransport(BedrockRuntime runtime, @Nullable BedrockControlPlane control) {
    this.runtime = runtime;
    this.control = control;
  }

  /** A transport that can ask models, but lists none. */
  public static SdkTransport of(BedrockRuntimeAsyncClient runtime) {
    return of(SdkBedrockRuntime.of(runtime), null);
  }

  /** A transport that asks models with one client and lists them with the other. */
  @SuppressWarnings("exports") // Optional: whoever calls this has the client.
  public static SdkTransport of(BedrockRuntimeAsyncClient runtime, BedrockAsyncClient control) {
    return of(SdkBedrockRuntime.of(runtime), SdkBedrockControlPlane.of(control));
  }

  /** A transport over the two services. */
  public static SdkTransport of(BedrockRuntime runtime, @Nullable BedrockControlPlane control) {
    return new SdkTransport(runtime, control);
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(ConverseRequest request) {
    return runtime.converse(request, CallOptions.DEFAULT);
  }

  @Override
  public void converseStream(ConverseRequest request, ConverseStreamListener listener) {
    runtime.converseStream(request, CallOptions.DEFAULT, listener);
  }

  @Override
  public CompletableFuture<List<FoundationModel>> listFoundationModels() {
    return control == null
        ? CompletableFuture.completedFuture(List.of())
        : control.listFoundationModels();
  }

  @Override
  public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
    return control == null
        ? CompletableFuture.completedFuture(List.of())
        : control.listInferenceProfiles();
  }
}
