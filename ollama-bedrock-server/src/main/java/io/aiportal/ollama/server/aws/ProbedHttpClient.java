package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.internal.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * Makes sure that an endpoint can be reached at all before the first request goes there.
 *
 * <p>The SDK's pool of connections may lose a request that comes right after one whose connection
 * could not be made, and fails it only when the time for getting a connection is over. That happens
 * until an endpoint was reached once; so until then somebody else tries first, and says at once
 * what is wrong. Who comes meanwhile waits for the same try.
 */
final class ProbedHttpClient implements SdkAsyncHttpClient {

  private final SdkAsyncHttpClient client;
  private final Probe probe;
  private final Executor thread;
  private volatile boolean reached;

  // Guarded by this.
  private @Nullable CompletableFuture<Void> probing;

  ProbedHttpClient(SdkAsyncHttpClient client, Probe probe, Executor thread) {
    this.client = client;
    this.probe = probe;
    this.thread = thread;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    if (reached) {
      return client.execute(request);
    }
    CompletableFuture<Void> answer = new CompletableFuture<>();
    probed()
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                request.responseHandler().onError(failure);
                answer.completeExceptionally(failure);
              } else if (!answer.isDone()) {
                Futures.follow(client.execute(request), answer);
              }
            });
    return answer;
  }

  private synchronized CompletableFuture<Void> probed() {
    CompletableFuture<Void> open = probing;
    if (open == null) {
      CompletableFuture<Void> begun = new CompletableFuture<>();
      open = begun;
      probing = begun;
      thread.execute(() -> probe(begun));
    }
    return open;
  }

  private void probe(CompletableFuture<Void> begun) {
    Throwable failure = null;
    try {
      probe.connect();
      reached = true;
    } catch (Exception | LinkageError unreachable) {
      failure = unreachable;
    }
    synchronized (this) {
      probing = null;
    }
    if (failure == null) {
      begun.complete(null);
    } else {
      begun.completeExceptionally(failure);
    }
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  /** Connects once and hangs up. */
  @FunctionalInterface
  interface Probe {
    void connect() throws Exception;
  }
}
