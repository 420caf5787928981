package io.aiportal.ollama.aws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** An HTTP client without a network: it keeps what it is asked, and gives what it was told to. */
final class FakeHttp implements SdkAsyncHttpClient {

  private final List<Sent> sent = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();

  /** The requests so far, in order. */
  List<Sent> sent() {
    return sent;
  }

  /** The only request. */
  Sent onlyOne() {
    if (sent.size() != 1) {
      throw new AssertionError("requests: " + sent.size());
    }
    return sent.get(0);
  }

  /** The next request is answered so; the last answer stays. Headers are name and value in turn. */
  FakeHttp answer(int status, String body, String... headers) {
    return answer(status, List.of(body.getBytes(StandardCharsets.UTF_8)), headers);
  }

  FakeHttp answer(int status, List<byte[]> body, String... headers) {
    SdkHttpResponse.Builder head = SdkHttpResponse.builder().statusCode(status);
    if (!Arrays.asList(headers).contains("Content-Type")) {
      head.putHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      head.putHeader(headers[i], headers[i + 1]);
    }
    answers.add(new Answer(head.build(), body, null, true));
    return this;
  }

  /** The next request is answered with these frames of an event stream. */
  FakeHttp stream(byte[]... frames) {
    return answer(200, List.of(frames), "Content-Type", "application/vnd.amazon.eventstream");
  }

  /** The next request begins to be answered so, and then nothing more comes. */
  FakeHttp streamThenSilence(byte[]... frames) {
    stream(frames);
    Answer whole = answers.removeLast();
    answers.add(new Answer(whole.head, whole.body, null, false));
    return this;
  }

  /** The next request fails so. */
  FakeHttp fail(Throwable failure) {
    answers.add(new Answer(SdkHttpResponse.builder().build(), List.of(), failure, false));
    return this;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    AtomicBoolean cancelled = new AtomicBoolean();
    sent.add(new Sent(request.request(), body(request), done, cancelled));
    Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
    if (answer.failure != null) {
      request.responseHandler().onError(answer.failure);
      done.completeExceptionally(answer.failure);
      return done;
    }
    request.responseHandler().onHeaders(answer.head);
    request.responseHandler().onStream(subscriber -> give(answer, subscriber, done, cancelled));
    return done;
  }

  private static void give(
      Answer answer,
      Subscriber<? super ByteBuffer> subscriber,
      CompletableFuture<Void> done,
      AtomicBoolean cancelled) {
    Deque<byte[]> left = new ArrayDeque<>(answer.body);
    subscriber.onSubscribe(
        new Subscription() {
          private boolean giving;
          private long wanted;
          private boolean over;

          @Override
          public void request(long more) {
            wanted += more;
            if (giving) {
              return;
            }
            giving = true;
            while (wanted > 0 && !over && !left.isEmpty()) {
              wanted--;
              subscriber.onNext(ByteBuffer.wrap(left.remove()));
            }
            giving = false;
            if (left.isEmpty() && !over && answer.ends) {
              over = true;
              subscriber.onComplete();
              done.complete(null);
            }
          }

          @Override
          public void cancel() {
            over = true;
            cancelled.set(true);
          }
        });
  }

  private static byte[] body(AsyncExecuteRequest request) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    request
        .requestContentPublisher()
        .subscribe(
            new Subscriber<>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                body.writeBytes(copy);
              }

              @Override
              public void onError(Throwable failure) {
                throw new AssertionError(failure);
              }

              @Override
              public void onComplete() {}
            });
    return body.toByteArray();
  }

  @Override
  public String clientName() {
    return "fake";
  }

  @Override
  public void close() {}

  /** A request as it would have gone out. */
  record Sent(
      SdkHttpRequest head, byte[] body, CompletableFuture<Void> done, AtomicBoolean cancelled) {

    /** Whether the SDK wants no more of the answer. */
    boolean isCancelled() {
      return cancelled.get() || done.isCancelled();
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private record Answer(SdkHttpResponse head, List<byte[]> body, Throwable failure, boolean ends) {}
}
