package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.server.aws.RawBedrock.Script;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.testkit.bedrock.eventstream.EventStreamMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/** What both transports make of servers that answer well, badly, slowly, or not at all. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Transport.class)
class TransportsIT {

  private static final ConverseRequest REQUEST = request("amazon.nova-lite-v1:0", "hi");

  private static XnioWorker worker;

  @Parameter private Transport transport;

  @BeforeAll
  static void startWorker() throws IOException {
    worker =
        Xnio.getInstance()
            .createWorker(
                OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.WORKER_TASK_MAX_THREADS, 1));
  }

  @AfterAll
  static void stopWorker() {
    worker.shutdownNow();
  }

  private static ConverseRequest request(String model, String text) {
    return ConverseRequest.of(
        model,
        List.of(new ConverseMessage(ConversationRole.USER, List.of(new ContentBlock.Text(text)))));
  }

  private static CallOptions options() {
    return new CallOptions(Duration.ofSeconds(20), worker.getIoThread());
  }

  private BedrockClients clients(String endpoint, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_REGION", "eu-west-2");
    environment.put("AWS_ENDPOINT_URL", endpoint);
    environment.put("AWS_BEARER_TOKEN_BEDROCK", "the-key");
    environment.put("GATEWAY_TRANSPORT", transport.name());
    environment.putAll(more);
    return BedrockClients.open(Settings.read(environment, null));
  }

  private BedrockClients clients(RawBedrock bedrock) {
    return clients(bedrock.endpoint("http").toString(), Map.of());
  }

  private static ConverseResponse ask(BedrockClients clients) throws Exception {
    return clients.runtime().converse(REQUEST, options()).get(30, TimeUnit.SECONDS);
  }

  private static BedrockException refusal(CompletableFuture<?> call) {
    BedrockException[] refusal = {null};
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOfSatisfying(BedrockException.class, error -> refusal[0] = error);
    return refusal[0];
  }

  private static byte[] event(String type, String payload) {
    return new EventStreamMessage(
            Map.of(
                ":message-type", "event",
                ":event-type", type,
                ":content-type", "application/json"),
            payload.getBytes(StandardCharsets.UTF_8))
        .encode();
  }

  private static byte[] text(String text) {
    return event(
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"}}");
  }

  /** Hears a stream and does nothing about it. */
  private static class Ears implements ConverseStreamListener {
    final CompletableFuture<List<ConverseStreamEvent>> heard = new CompletableFuture<>();
    final BlockingQueue<ConverseStreamEvent> events = new LinkedBlockingQueue<>();
    final AtomicLong reads = new AtomicLong();
    volatile @Nullable ConverseStream stream;

    @Override
    public void onOpen(ConverseStream opened) {
      stream = opened;
    }

    @Override
    public void onEvent(ConverseStreamEvent event) {
      events.add(event);
    }

    @Override
    public void onEndOfRead() {
      reads.incrementAndGet();
    }

    @Override
    public void onEnd() {
      heard.complete(new ArrayList<>(events));
    }

    @Override
    public void onError(BedrockException error) {
      heard.completeExceptionally(error);
    }

    List<ConverseStreamEvent> all() throws Exception {
      return heard.get(30, TimeUnit.SECONDS);
    }
  }

  // Connections

  @Test
  void connection_isUsedAgain() throws Exception {
    Script script =
        connection -> {
          while (connection.request()) {
            connection.answer(200, "", RawBedrock.ANSWER);
          }
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      ConverseResponse answer = ask(clients);
      assertThat(answer.content()).containsExactly(new ContentBlock.Text("Hi"));
      assertThat(answer.usage()).isEqualTo(new TokenUsage(1, 2, null, 0));
      for (int call = 0; call < 5; call++) {
        assertThat(ask(clients)).isEqualTo(answer);
      }
      assertThat(bedrock.connections()).isEqualTo(1);
    }
  }

  @Test
  void connectionAfterAStream_isUsedAgain() throws Exception {
    byte[] whole = event("messageStop", "{\"stopReason\":\"end_turn\"}");
    Script script =
        connection -> {
          while (connection.request()) {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send(Integer.toHexString(whole.length) + "\r\n");
            connection.send(whole);
            connection.send("\r\n0\r\n\r\n");
          }
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      for (int call = 0; call < 5; call++) {
        Ears ears = new Ears();
        clients.runtime().converseStream(REQUEST, options(), ears);
        assertThat(ears.all()).hasSize(1);
      }
      assertThat(bedrock.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n"
      })
  void answerThatEndsItsConnection_isRead_andTheNextHasAnother(String head) throws Exception {
    Script script =
        connection -> {
          connection.request();
          connection.send(head.formatted(RawBedrock.ANSWER.length()) + RawBedrock.ANSWER);
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      for (int call = 0; call < 5; call++) {
        assertThat(ask(clients).content()).hasSize(1);
      }
      assertThat(bedrock.connections()).isEqualTo(5);
    }
  }

  @Test
  void connectionThatWasClosedWhileIdle_isNotUsedAgain() throws Exception {
    CountDownLatch closed = new CountDownLatch(5);
    Script script =
        connection -> {
          connection.request();
          connection.answer(200, "", RawBedrock.ANSWER);
          connection.socket().close();
          closed.countDown();
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      for (int call = 0; call < 5; call++) {
        assertThat(ask(clients).content()).hasSize(1);
        // The I/O thread has time to notice; a call that comes sooner is made again by its maker.
        Thread.sleep(200);
      }
      assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  // Answers

  @ParameterizedTest
  @CsvSource({
    "1000, 1", "300, 7",
  })
  void answerInPieces_isRead(int words, int pieceSize) throws Exception {
    String said = "word ".repeat(words);
    String answer = RawBedrock.ANSWER.replace("Hi", said);
    Script script =
        connection -> {
          connection.request();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n");
          for (int at = 0; at < answer.length(); at += pieceSize) {
            connection.send(answer.substring(at, Math.min(answer.length(), at + pieceSize)));
          }
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      assertThat(ask(clients).content()).containsExactly(new ContentBlock.Text(said));
    }
  }

  @Test
  void answerThatBreaksOff_isSaidToBe() throws Exception {
    Script script =
        connection -> {
          connection.request();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"output\":");
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      BedrockException error = refusal(clients.runtime().converse(REQUEST, options()));
      assertThat(error.kind()).isEqualTo(Kind.BROKEN_OFF);
      assertThat(error).hasMessage("the connection failed within the answer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200"})
  void connectionThatIsClosedBeforeTheAnswer_isSaidToHaveFailed(String beginning) throws Exception {
    Script script =
        connection -> {
          connection.request();
          connection.send(beginning);
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      BedrockException error = refusal(clients.runtime().converse(REQUEST, options()));
      assertThat(error.kind()).isEqualTo(Kind.CONNECTION);
      assertThat(error).hasMessage("the connection failed");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "429|x-amzn-ErrorType: ThrottlingException|{\"message\":\"Slow down\"}"
            + "|THROTTLING|ThrottlingException|Slow down",
        "400|X-Amzn-Errortype: ValidationException:http://internal.amazon.com/coral/|"
            + "{\"Message\":\"No\"}|VALIDATION|ValidationException|No",
        "400|x-amzn-ErrorType: com.amazon.coral.service#ThrottlingException|{\"message\":\"a\"}"
            + "|THROTTLING|ThrottlingException|a",
        "400|X-A: b|{\"__type\":\"com.amazon.coral.service#ThrottlingException\","
            + "\"message\":\"a\"}|THROTTLING|ThrottlingException|a",
        "503|X-A: b|null|SERVICE_UNAVAILABLE|ServiceUnavailableException|null",
        "502|Content-Type: text/html|<html>Bad Gateway</html>|OTHER||null",
        "403|X-A: b|{\"message\":null}|ACCESS_DENIED|AccessDeniedException|null",
        "418|x-amzn-ErrorType: TeapotException|{\"message\":\"Short\"}|OTHER|TeapotException|Short",
        "403|x-amzn-ErrorType: ExpiredTokenException|{\"message\":\"secret\"}"
            + "|CREDENTIALS|ExpiredTokenException|null",
      })
  void refusal_isToldAsBedrockToldIt(
      int status,
      String header,
      @Nullable String body,
      Kind kind,
      @Nullable String code,
      @Nullable String sentence)
      throws Exception {
    Script script =
        connection -> {
          while (connection.request()) {
            connection.answer(
                status,
                header + "\r\nx-amzn-RequestId: r-7\r\nRetry-After: 7\r\n",
                body == null ? "" : body);
          }
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      Ears ears = new Ears();
      clients.runtime().converseStream(REQUEST, options(), ears);
      for (CompletableFuture<?> call :
          List.of(clients.runtime().converse(REQUEST, options()), ears.heard)) {
        BedrockException error = refusal(call);
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.code()).isEqualTo(code == null ? "" : code);
        assertThat(error.getMessage()).isEqualTo(sentence);
        assertThat(error.requestId()).isEqualTo("r-7");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(7));
      }
    }
  }

  @Test
  void refusalOfAnyLength_keepsItsStatus() throws Exception {
    String page = "<html>" + "x".repeat(1 << 20);
    Script script =
        connection -> {
          while (connection.request()) {
            connection.answer(503, "", page);
          }
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      for (int call = 0; call < 3; call++) {
        BedrockException error = refusal(clients.runtime().converse(REQUEST, options()));
        assertThat(error.kind()).isEqualTo(Kind.SERVICE_UNAVAILABLE);
      }
      assertThat(bedrock.connections()).isEqualTo(1);
    }
  }

  @Test
  void requestId_isToldWhenTheAnswerBegins() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    CountDownLatch known = new CountDownLatch(1);
    Script script =
        connection -> {
          connection.request();
          connection.beginStream();
          known.await();
          connection.send(event("messageStop", "{\"stopReason\":\"end_turn\"}"));
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      Ears ears = new Ears();
      clients
          .runtime()
          .converseStream(
              REQUEST, new CallOptions(null, worker.getIoThread(), told::complete), ears);
      assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo("r-7");
      known.countDown();
      assertThat(ears.all()).hasSize(1);
      assertThat(ears.stream.requestId()).isEqualTo("r-7");
    }
  }

  // Requests

  @Test
  void key_isSentAsABearerToken() throws Exception {
    CompletableFuture<List<String>> seen = new CompletableFuture<>();
    try (RawBedrock bedrock = new RawBedrock(noting(seen));
        BedrockClients clients = clients(bedrock)) {
      ask(clients);
      List<String> head = seen.get();
      assertThat(RawBedrock.header(head, "Authorization")).isEqualTo("Bearer the-key");
      assertThat(RawBedrock.header(head, "Content-Type")).isEqualTo("application/json");
      assertThat(RawBedrock.header(head, "Host"))
          .isEqualTo(bedrock.endpoint("http").getRawAuthority());
    }
  }

  private static Script noting(CompletableFuture<List<String>> seen) {
    return connection -> {
      List<String> head = connection.head();
      connection.body(head);
      seen.complete(head);
      connection.answer(200, "Connection: close\r\n", RawBedrock.ANSWER);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "amazon.nova-lite-v1:0, amazon.nova-lite-v1%3A0",
    "arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.amazon.nova-lite-v1:0, "
        + "arn%3Aaws%3Abedrock%3Aeu-west-2%3A123456789012%3Ainference-profile"
        + "%2Feu.amazon.nova-lite-v1%3A0",
    "a b+c*d~e_f.g, a%20b%2Bc%2Ad~e_f.g",
    "größe%2F, gr%C3%B6%C3%9Fe%252F",
  })
  void modelId_isOneSegmentOfThePath(String model, String segment) throws Exception {
    CompletableFuture<List<String>> seen = new CompletableFuture<>();
    try (RawBedrock bedrock = new RawBedrock(noting(seen));
        BedrockClients clients = clients(bedrock.endpoint("http") + "/base/", Map.of())) {
      clients.runtime().converse(request(model, "hi"), options()).get(30, TimeUnit.SECONDS);
      assertThat(seen.get().get(0)).isEqualTo("POST /base/model/" + segment + "/converse HTTP/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longRequest_isSentWhole(boolean slowly) throws Exception {
    String prompt = "0123456789".repeat(2_000_000);
    CompletableFuture<byte[]> seen = new CompletableFuture<>();
    Script script =
        connection -> {
          List<String> head = connection.head();
          int left = Integer.parseInt(RawBedrock.header(head, "Content-Length"));
          ByteArrayOutputStream body = new ByteArrayOutputStream(left);
          while (body.size() < left) {
            body.writeBytes(connection.read(Math.min(1 << 20, left - body.size())));
            if (slowly) {
              Thread.sleep(10);
            }
          }
          seen.complete(body.toByteArray());
          connection.answer(200, "", RawBedrock.ANSWER);
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      CompletableFuture<ConverseResponse> answer =
          clients.runtime().converse(request("amazon.nova-lite-v1:0", prompt), options());
      assertThat(answer.get(50, TimeUnit.SECONDS).content()).hasSize(1);
      assertThat(new String(seen.get(), StandardCharsets.UTF_8).contains(prompt)).isTrue();
    }
  }

  @Test
  void answerBeforeAllIsSent_isRead() throws Exception {
    if (transport == Transport.SDK) {
      return; // It waits until all is sent.
    }
    CountDownLatch read = new CountDownLatch(1);
    Script script =
        connection -> {
          connection.head();
          connection.read(1000);
          connection.answer(
              413, "x-amzn-ErrorType: RequestTooLarge\r\n", "{\"message\":\"Too large\"}");
          read.await();
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      String prompt = "x".repeat(20_000_000);
      BedrockException error =
          refusal(clients.runtime().converse(request("amazon.nova-lite-v1:0", prompt), options()));
      assertThat(error.status()).isEqualTo(413);
      assertThat(error.code()).isEqualTo("RequestTooLarge");
      assertThat(error).hasMessage("Too large");
      read.countDown();
    }
  }

  // Streams

  @Test
  void eventsThatComeTogether_areAllHeard() throws Exception {
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    for (int i = 0; i < 5_000; i++) {
      together.writeBytes(text("w" + i));
    }
    Script script =
        connection -> {
          connection.request();
          connection.beginStream();
          connection.send(together.toByteArray());
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      Ears ears = new Ears();
      clients.runtime().converseStream(REQUEST, options(), ears);
      List<ConverseStreamEvent> all = ears.all();
      assertThat(all).hasSize(5_000);
      for (int i = 0; i < 5_000; i++) {
        assertThat(all.get(i)).isEqualTo(new ConverseStreamEvent.TextDelta(0, "w" + i));
      }
      if (transport == Transport.DIRECT) {
        assertThat(ears.reads.get()).isLessThan(2_500);
      }
    }
  }

  @Test
  void streamThatIsPaused_makesBedrockWait_andGoesOn() throws Exception {
    int events = 40_000;
    byte[] one = text("x".repeat(1_000));
    AtomicLong sent = new AtomicLong();
    Script script =
        connection -> {
          connection.request();
          connection.beginStream();
          for (int i = 0; i < events; i++) {
            connection.send(one);
            sent.incrementAndGet();
          }
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      Ears ears =
          new Ears() {
            private boolean first = true;

            @Override
            public void onEvent(ConverseStreamEvent event) {
              super.onEvent(event);
              if (first) {
                first = false;
                stream.pause();
              }
            }
          };
      clients.runtime().converseStream(REQUEST, options(), ears);
      long before = -1;
      while (ears.events.isEmpty() || before != sent.get()) {
        before = sent.get();
        Thread.sleep(300);
      }
      assertThat(sent.get()).isLessThan(events);
      long heard = ears.events.size();
      ears.stream.resume();
      assertThat(ears.all()).hasSize(events);
      assertThat(heard).isLessThan(events / 2);
    }
  }

  /** Whoever pauses from elsewhere comes between two reads. */
  @Test
  void streamThatIsPausedBetweenReads_keepsNoThreadBusy() throws Exception {
    CountDownLatch paused = new CountDownLatch(1);
    Script script =
        connection -> {
          connection.request();
          connection.beginStream();
          connection.send(text("one"));
          paused.await();
          connection.send(text("two"));
          connection.send(event("messageStop", "{\"stopReason\":\"end_turn\"}"));
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      Ears ears = new Ears();
      XnioIoThread thread = worker.getIoThread();
      clients.runtime().converseStream(REQUEST, options(), ears);
      assertThat(ears.events.poll(30, TimeUnit.SECONDS)).isNotNull();
      Thread.sleep(100);
      ears.stream.pause();
      CountDownLatch turn = new CountDownLatch(1);
      thread.execute(turn::countDown);
      turn.await();
      paused.countDown();
      ThreadTime.assertIdle(thread);
      ears.stream.resume();
      assertThat(ears.all()).hasSize(2);
    }
  }

  /** The socket is written to when it takes more, and is nobody's business afterwards. */
  @Test
  void requestThatWasLong_keepsNoThreadBusy_whileTheModelThinks() throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    CountDownLatch thought = new CountDownLatch(1);
    Script script =
        connection -> {
          connection.request();
          received.countDown();
          thought.await();
          connection.beginStream();
          connection.send(event("messageStop", "{\"stopReason\":\"end_turn\"}"));
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      Ears ears = new Ears();
      XnioIoThread thread = worker.getIoThread();
      ConverseRequest longOne = request("amazon.nova-lite-v1:0", "x".repeat(20_000_000));
      clients.runtime().converseStream(longOne, options(), ears);
      received.await();
      Thread.sleep(100);
      ThreadTime.assertIdle(thread);
      thought.countDown();
      assertThat(ears.all()).hasSize(1);
    }
  }

  @Test
  void streamThatIsPausedBeforeItBegins_isHeardWhenResumed() throws Exception {
    Script script =
        connection -> {
          connection.request();
          connection.beginStream();
          connection.send(event("messageStop", "{\"stopReason\":\"end_turn\"}"));
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock)) {
      Ears ears = new Ears();
      clients.runtime().converseStream(REQUEST, options(), ears);
      ears.stream.pause();
      Thread.sleep(200);
      ears.stream.resume();
      assertThat(ears.all()).hasSize(1);
    }
  }

  // Cancelling

  @Test
  void callThatIsCancelledWhileSending_isClosed() throws Exception {
    Semaphore sending = new Semaphore(0);
    assertClosedWhenCancelled(
        "x".repeat(20_000_000),
        sending,
        connection -> {
          connection.head();
          connection.read(1000);
          sending.release();
        });
  }

  @Test
  void callThatIsCancelledWhileWaiting_isClosed() throws Exception {
    Semaphore waiting = new Semaphore(0);
    assertClosedWhenCancelled(
        "hi",
        waiting,
        connection -> {
          connection.request();
          waiting.release();
        });
  }

  @Test
  void callThatIsCancelledWithinItsAnswer_isClosed() throws Exception {
    Semaphore begun = new Semaphore(0);
    assertClosedWhenCancelled(
        "hi",
        begun,
        connection -> {
          connection.request();
          connection.beginStream();
          connection.send(text("one"));
          Thread.sleep(100);
          begun.release();
        });
  }

  private void assertClosedWhenCancelled(String prompt, Semaphore ready, Script script)
      throws Exception {
    for (boolean streamed : new boolean[] {true, false}) {
      CompletableFuture<Boolean> closed = new CompletableFuture<>();
      Script watched =
          connection -> {
            script.run(connection);
            closed.complete(connection.waitsForClose());
          };
      try (RawBedrock bedrock = new RawBedrock(watched);
          BedrockClients clients = clients(bedrock)) {
        ConverseRequest request = request("amazon.nova-lite-v1:0", prompt);
        Ears ears = new Ears();
        CompletableFuture<?> answer = null;
        if (streamed) {
          clients.runtime().converseStream(request, options(), ears);
        } else {
          answer = clients.runtime().converse(request, options());
        }
        assertThat(ready.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        if (answer == null) {
          ears.stream.cancel();
        } else {
          answer.cancel(false);
        }
        assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ears.heard.isDone()).isFalse();
      }
    }
  }

  // Connecting

  @Test
  void portThatNobodyListensTo_isNamed() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    for (String scheme : new String[] {"http", "https"}) {
      assertUnreached(
          scheme + "://127.0.0.1:" + port,
          "could not connect to 127.0.0.1:" + port + ": Connection refused");
      assertUnreached(
          scheme + "://localhost:" + port,
          "could not connect to localhost:" + port + ": Connection refused");
    }
  }

  @Test
  void hostThatCannotBeFound_isNamed() {
    assertUnreached("https://bedrock.invalid", "the host bedrock.invalid could not be found");
  }

  private void assertUnreached(String endpoint, String sentence) {
    try (BedrockClients clients = clients(endpoint, Map.of("GATEWAY_CONNECT_TIMEOUT", "1m"))) {
      Ears ears = new Ears();
      clients.runtime().converseStream(REQUEST, options(), ears);
      for (CompletableFuture<?> call :
          List.of(clients.runtime().converse(REQUEST, options()), ears.heard)) {
        BedrockException error = refusal(call);
        assertThat(error).hasMessage(sentence);
        assertThat(error.kind()).isEqualTo(Kind.CONNECT);
        assertThat(error.requestSent()).isFalse();
      }
    }
  }

  @Test
  void serverThatNeverAgreesOnTls_isGivenUpInTime() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (RawBedrock bedrock =
            new RawBedrock(connection -> closed.complete(connection.waitsForClose()));
        BedrockClients clients =
            clients(
                bedrock.endpoint("https").toString(), Map.of("GATEWAY_CONNECT_TIMEOUT", "500ms"))) {
      CallOptions options = new CallOptions(Duration.ofMillis(500), worker.getIoThread());
      BedrockException error = refusal(clients.runtime().converse(REQUEST, options));
      if (transport == Transport.DIRECT) {
        assertThat(error.kind()).isEqualTo(Kind.CONNECT);
        assertThat(error)
            .hasMessage(
                "could not connect to "
                    + bedrock.endpoint("https").getRawAuthority()
                    + ": connection timed out after 500 ms");
      }
      assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void callThatIsCancelledBeforeTlsIsAgreedOn_isClosed() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    Script script =
        connection -> {
          connected.countDown();
          closed.complete(connection.waitsForClose());
        };
    try (RawBedrock bedrock = new RawBedrock(script);
        BedrockClients clients = clients(bedrock.endpoint("https").toString(), Map.of())) {
      Ears ears = new Ears();
      clients.runtime().converseStream(REQUEST, options(), ears);
      assertThat(connected.await(30, TimeUnit.SECONDS)).isTrue();
      ears.stream.cancel();
      if (transport == Transport.DIRECT) {
        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ears.heard.isDone()).isFalse();
    }
  }
}
