package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Answers that Bedrock really gave are the same to both transports, event by event. */
class RecordedTransportsIT {

  private static final ConverseRequest REQUEST =
      ConverseRequest.of(
          "anthropic.claude-3-haiku-20240307-v1:0",
          List.of(
              new ConverseMessage(ConversationRole.USER, List.of(new ContentBlock.Text("hi")))));

  private XnioWorker worker;
  private BedrockSimulator bedrock;
  private BedrockClients direct;
  private BedrockClients sdk;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", AccessKey.DEFAULT.id());
    System.setProperty("aws.secretAccessKey", AccessKey.DEFAULT.secret());
    worker =
        Xnio.getInstance()
            .createWorker(
                OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.WORKER_TASK_MAX_THREADS, 1));
    bedrock = BedrockSimulator.start();
    direct = clients(Transport.DIRECT);
    sdk = clients(Transport.SDK);
  }

  @AfterEach
  void stop() {
    direct.close();
    sdk.close();
    bedrock.close();
    worker.shutdownNow();
  }

  private BedrockClients clients(Transport transport) {
    return BedrockClients.open(
        Settings.read(
            Map.of(
                "AWS_REGION",
                bedrock.region(),
                "AWS_ENDPOINT_URL",
                bedrock.endpoint().toString(),
                "GATEWAY_TRANSPORT",
                transport.name()),
            null));
  }

  @Test
  void recordedStream_hasTheSameEvents() throws Exception {
    int compared = 0;
    for (Recording recording : recordings("converse-stream")) {
      bedrock.play(recording.responseBytes());
      List<ConverseStreamEvent> expected = events(sdk);
      for (int pieceSize : new int[] {Integer.MAX_VALUE, 61}) {
        bedrock.play(recording.responseBytes(), pieceSize);
        assertThat(events(direct))
            .as(recording.id())
            .usingRecursiveComparison()
            .isEqualTo(expected);
      }
      compared++;
    }
    System.out.println("Recorded streams compared: " + compared);
  }

  @Test
  void recordedAnswer_isTheSame() throws Exception {
    int compared = 0;
    for (Recording recording : recordings("converse")) {
      bedrock.playAnswer(recording.response());
      ConverseResponse expected = answer(sdk);
      bedrock.playAnswer(recording.response());
      assertThat(answer(direct))
          .as(recording.id())
          .usingRecursiveComparison()
          .ignoringFields("requestId")
          .withComparatorForType(
              (a, b) -> Double.compare(a.doubleValue(), b.doubleValue()), Number.class)
          .isEqualTo(expected);
      compared++;
    }
    System.out.println("Recorded answers compared: " + compared);
  }

  private static List<Recording> recordings(String operation) {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.out.println("NOT RUN: there are no recordings of Bedrock beside the checkout");
      return List.of();
    }
    List<Recording> answered = new ArrayList<>();
    for (Recording recording : recordings.get().of(operation)) {
      if (recording.status() == 200) {
        answered.add(recording);
      }
    }
    assertThat(answered).hasSizeGreaterThan(30);
    return answered;
  }

  private CallOptions options() {
    return new CallOptions(null, worker.getIoThread());
  }

  private ConverseResponse answer(BedrockClients clients) throws Exception {
    return clients.runtime().converse(REQUEST, options()).get(30, TimeUnit.SECONDS);
  }

  private List<ConverseStreamEvent> events(BedrockClients clients) throws Exception {
    List<ConverseStreamEvent> events = new ArrayList<>();
    CompletableFuture<List<ConverseStreamEvent>> all = new CompletableFuture<>();
    clients
        .runtime()
        .converseStream(
            REQUEST,
            options(),
            new ConverseStreamListener() {
              @Override
              public void onOpen(ConverseStream stream) {}

              @Override
              public void onEvent(ConverseStreamEvent event) {
                events.add(event);
              }

              @Override
              public void onEndOfRead() {}

              @Override
              public void onEnd() {
                all.complete(events);
              }

              @Override
              public void onError(BedrockException error) {
                all.completeExceptionally(error);
              }
            });
    return all.get(30, TimeUnit.SECONDS);
  }
}
