package io.aiportal.ollama.bedrock;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls the models of Amazon Bedrock in one region, with the credentials of one account.
 *
 * <p>One call is one request: an implementation signs and sends it, and turns the answer into this
 * package's records. It never tries again by itself; whoever calls it decides that. Failures are
 * {@link BedrockException}s. Cancelling a returned future cancels its call.
 */
public interface BedrockRuntime {

  /** The AWS region that is called, such as {@code eu-west-2}. */
  String region();

  /**
   * The number of the AWS account that is called; null as long as nobody knows it. It is no secret,
   * and yet nothing that a caller should see.
   */
  default @Nullable String account() {
    return null;
  }

  /** Asks for a whole answer. */
  CompletableFuture<ConverseResponse> converse(ConverseRequest request, CallOptions options);

  /**
   * Asks for a streamed answer.
   *
   * @param request what to ask
   * @param options how to call
   * @param listener told first of the stream, before this method returns, and then of its events
   */
  void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener);

  /** Asks in the words of the model's own family. */
  CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options);

  /** Counts the tokens that a conversation would take as a prompt. */
  CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options);
}
