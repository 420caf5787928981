package io.aiportal.ollama.bedrock;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The way to Bedrock: everything that reaches it goes through here.
 *
 * <p>A transport signs, sends, retries what is safe to retry, and turns answers into this package's
 * records. It retries a stream only while none of its events was delivered. Failures are {@link
 * BedrockException}s. Cancelling a returned future cancels its call.
 */
public interface BedrockTransport {

  /** Asks for a whole answer. */
  CompletableFuture<ConverseResponse> converse(ConverseRequest request);

  /**
   * Asks for a streamed answer.
   *
   * @param request what to ask
   * @param listener told first of the stream, before this method returns, and then of its events
   */
  void converseStream(ConverseRequest request, ConverseStreamListener listener);

  /** Lists the region's foundation models. */
  CompletableFuture<List<FoundationModel>> listFoundationModels();

  /** Lists the region's inference profiles, all pages of them. */
  CompletableFuture<List<InferenceProfile>> listInferenceProfiles();
}
