package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

class ProbedHttpClientTest {

  private final Deque<Runnable> thread = new ArrayDeque<>();
  private final List<String> errors = new ArrayList<>();
  private final Inner inner = new Inner();
  private Throwable unreachable;
  private int probes;

  private final ProbedHttpClient client = new ProbedHttpClient(inner, this::connect, thread::add);

  private void connect() throws Exception {
    probes++;
    if (unreachable instanceof Error error) {
      throw error;
    }
    if (unreachable != null) {
      throw (Exception) unreachable;
    }
  }

  private CompletableFuture<Void> execute() {
    return client.execute(
        AsyncExecuteRequest.builder().responseHandler(new Handler(errors)).build());
  }

  @Test
  void firstRequests_waitForOneProbe_andLaterOnesForNone() {
    CompletableFuture<Void> one = execute();
    CompletableFuture<Void> two = execute();
    assertThat(inner.calls).isEmpty();
    thread.remove().run();
    assertThat(inner.calls).hasSize(2);
    execute();
    assertThat(inner.calls).hasSize(3);
    assertThat(probes).isEqualTo(1);
    assertThat(one).isNotDone();
    inner.calls.forEach(call -> call.complete(null));
    assertThat(one).isCompleted();
    assertThat(two).isCompleted();
  }

  @Test
  void unreachableHost_failsAtOnce_andIsTriedAnew() {
    for (Throwable reason :
        List.of(new UnknownHostException("bedrock.example"), new NoClassDefFoundError("dns"))) {
      unreachable = reason;
      CompletableFuture<Void> failed = execute();
      thread.remove().run();
      assertThat(failed).isCompletedExceptionally();
      assertThat(failed.handle((nothing, failure) -> failure)).isCompletedWithValue(reason);
      assertThat(errors).last().isEqualTo(reason.toString());
    }
    assertThat(inner.calls).isEmpty();
    unreachable = null;
    execute();
    thread.remove().run();
    assertThat(inner.calls).hasSize(1);
    assertThat(probes).isEqualTo(3);
  }

  @Test
  void failureAndCancellation_passThrough() {
    CompletableFuture<Void> failing = execute();
    CompletableFuture<Void> cancelled = execute();
    CompletableFuture<Void> cancelledBefore = execute();
    cancelledBefore.cancel(true);
    thread.remove().run();
    assertThat(inner.calls).hasSize(2);
    // Those who wait for a future hear of it in no order.
    failing.cancel(true);
    assertThat(inner.calls).anyMatch(CompletableFuture::isCancelled);
    inner.calls.forEach(call -> call.completeExceptionally(new IOException("reset")));
    assertThat(cancelled).isCompletedExceptionally();
    assertThat(cancelled.isCancelled()).isFalse();
  }

  @Test
  void client_isStillItself() {
    assertThat(client.clientName()).isEqualTo("inner");
    client.close();
    assertThat(inner.closed).isTrue();
  }

  private static final class Inner implements SdkAsyncHttpClient {
    private final List<CompletableFuture<Void>> calls = new ArrayList<>();
    private boolean closed;

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      CompletableFuture<Void> call = new CompletableFuture<>();
      calls.add(call);
      return call;
    }

    @Override
    public String clientName() {
      return "inner";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private record Handler(List<String> errors) implements SdkAsyncHttpResponseHandler {
    @Override
    public void onHeaders(SdkHttpResponse headers) {}

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {}

    @Override
    public void onError(Throwable error) {
      errors.add(error.toString());
    }
  }
}
