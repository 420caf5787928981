package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls models for a project of Bedrock's: every call belongs to it. */
final class ProjectRuntime implements BedrockRuntime {

  private final BedrockRuntime called;
  private final String project;

  ProjectRuntime(BedrockRuntime called, String project) {
    this.called = called;
    this.project = project;
  }

  @Override
  public String region() {
    return called.region();
  }

  @Override
  public @Nullable String account() {
    return called.account();
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    return called.converse(ofProject(request), options);
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    called.converseStream(ofProject(request), options, listener);
  }

  private ConverseRequest ofProject(ConverseRequest request) {
    return request.withService(request.service().withProject(project));
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    return called.invokeModel(request.withProject(project), options);
  }

  /** Nothing is billed for it, so it belongs to no project. */
  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    return called.countTokens(request, options);
  }
}
