package io.aiportal.ollama.server.transport;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseAnswerJson;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.undertow.client.ClientRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Calls Converse and ConverseStream on the I/O thread that serves the client.
 *
 * <p>What is not a conversation, and what no I/O thread asks for, goes through another runtime.
 */
public final class DirectBedrockRuntime implements BedrockRuntime, AutoCloseable {

  private static final String JSON = "application/json";
  private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";
  private static final String USER_AGENT = "ai-portal";

  private final BedrockRuntime other;
  private final HttpExchange.Way way;
  private final String basePath;

  private DirectBedrockRuntime(BedrockRuntime other, HttpExchange.Way way, String basePath) {
    this.other = other;
    this.way = way;
    this.basePath = basePath;
  }

  /**
   * Calls an endpoint; no connection is made yet.
   *
   * @param endpoint where Bedrock is
   * @param signer signs what is sent
   * @param tls what certificates are believed
   * @param lookups looks names up, which may take long
   * @param other what the rest goes through; stays the caller's
   */
  public static DirectBedrockRuntime of(
      URI endpoint, RequestSigner signer, SSLContext tls, Executor lookups, BedrockRuntime other) {
    String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
    return new DirectBedrockRuntime(
        other,
        new HttpExchange.Way(new ConnectionPool(endpoint, tls, lookups), signer),
        path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  @Override
  public String region() {
    return other.region();
  }

  @Override
  public @Nullable String account() {
    return other.account();
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    if (!(options.eventLoop() instanceof XnioIoThread thread)) {
      return other.converse(request, options);
    }
    WholeAnswer<ConverseResponse> answer =
        new WholeAnswer<>(way, thread, options.requestId(), ConverseAnswerJson::readResponse);
    begin(answer, request, "/converse", JSON, options);
    return answer.result();
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    if (!(options.eventLoop() instanceof XnioIoThread thread)) {
      other.converseStream(request, options, listener);
      return;
    }
    StreamedAnswer answer = new StreamedAnswer(way, thread, options.requestId(), listener);
    try {
      listener.onOpen(answer);
    } catch (Throwable thrown) {
      answer.fail(BedrockErrors.thrown(thrown));
      BedrockErrors.rethrowIfFatal(thrown);
    }
    if (!answer.isOver()) {
      begin(answer, request, "/converse-stream", EVENT_STREAM, options);
    }
  }

  /** Writes and signs the request on the thread that asks, as a long one may take its time. */
  private void begin(
      HttpExchange answer,
      ConverseRequest request,
      String operation,
      String accepted,
      CallOptions options) {
    try {
      byte[] body = ConverseJson.write(request);
      String path = basePath + "/model/" + encoded(request.modelId()) + operation;
      ClientRequest head =
          new ClientRequest().setMethod(Methods.POST).setPath(path).setProtocol(Protocols.HTTP_1_1);
      HeaderMap headers = head.getRequestHeaders();
      way.signer()
          .sign(path, body)
          .forEach((name, value) -> headers.put(new HttpString(name), value));
      headers.put(Headers.ACCEPT, accepted);
      headers.put(Headers.USER_AGENT, USER_AGENT);
      headers.put(Headers.CONTENT_LENGTH, body.length);
      answer.start(head, body, options.connectTimeout());
    } catch (Throwable thrown) {
      answer.fail(BedrockErrors.thrown(thrown));
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  /** A model's id as one segment of a path: a signature needs every byte as AWS would write it. */
  private static String encoded(String modelId) {
    return URLEncoder.encode(modelId, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    return other.invokeModel(request, options);
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    return other.countTokens(request, options);
  }

  /** Closes the connections that are free; those of open calls close when these end. */
  @Override
  public void close() {
    way.connections().close();
  }
}
