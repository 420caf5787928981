package io.aiportal.ollama.server.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.eventstream.EventStreamMessage;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Answers that Bedrock really gave, byte for byte through the SDK's decoder and our machine: text,
 * thinking, tool calls, stop reason and usage must be what the recorded events and bodies say.
 */
class RecordedAnswersIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ChatRequest QUESTION =
      ChatRequest.of("claude-3-haiku", Message.user("Hello"));

  private final Map<String, String> unused = new TreeMap<>();
  private BedrockSimulator bedrock;
  private BedrockRuntimeAsyncClient client;
  private OllamaBedrock ollama;

  @BeforeEach
  void start() {
    bedrock = BedrockSimulator.start();
    client =
        BedrockRuntimeAsyncClient.builder()
            .region(Region.of(bedrock.region()))
            .endpointOverride(bedrock.endpoint())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret())))
            .build();
    ollama = OllamaBedrock.create(client);
  }

  @AfterEach
  void stop() {
    client.close();
    bedrock.close();
  }

  @Test
  void recordedStream_whole_saysWhatItsEventsSay() throws IOException {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.out.println("NOT RUN: there are no recordings of Bedrock beside the checkout");
      return;
    }
    int used = 0;
    for (Recording recording : recordings.get().of("converse-stream")) {
      if (recording.status() != 200) {
        unused.put(recording.id(), "was refused with " + recording.status());
        continue;
      }
      Said expected = Said.by(EventStreamMessage.decodeAll(recording.responseBytes()));
      for (int pieceSize : new int[] {Integer.MAX_VALUE, 100}) {
        bedrock.play(recording.responseBytes(), pieceSize);
        try (Stream<ChatResponse> pieces = ollama.chat(QUESTION).stream()) {
          assertThat(Said.by(pieces)).as(recording.id()).isEqualTo(expected);
        }
      }
      used++;
    }
    report("streams", used);
  }

  @Test
  void recordedAnswer_whole_saysWhatItsBodySays() {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.out.println("NOT RUN: there are no recordings of Bedrock beside the checkout");
      return;
    }
    int used = 0;
    for (Recording recording : recordings.get().of("converse")) {
      if (recording.status() != 200) {
        unused.put(recording.id(), "was refused with " + recording.status());
        continue;
      }
      bedrock.playAnswer(recording.response());
      ChatResponse answer = ollama.chat(QUESTION).execute();
      assertThat(Said.by(Stream.of(answer)))
          .as(recording.id())
          .isEqualTo(Said.by(recording.response()));
      used++;
    }
    report("answers", used);
  }

  private void report(String what, int used) {
    System.out.println("Recorded " + what + " replayed: " + used + ", not usable:");
    unused.forEach((id, reason) -> System.out.println("  " + id + " " + reason));
    assertThat(used).isGreaterThan(30);
  }

  /** What an answer comes to. */
  private record Said(
      String text,
      String thinking,
      List<String> calls,
      String doneReason,
      int promptTokens,
      int tokens) {

    /** By the pieces that a client gets. */
    static Said by(Stream<ChatResponse> pieces) {
      List<ChatResponse> all = pieces.toList();
      ChatResponse last = all.get(all.size() - 1);
      return new Said(
          join(all.stream().map(piece -> piece.message().content())),
          join(all.stream().map(piece -> piece.message().thinking()).filter(t -> t != null)),
          all.stream()
              .flatMap(piece -> piece.message().toolCalls().stream())
              .map(Said::call)
              .toList(),
          String.valueOf(last.doneReason()),
          (int) last.metrics().promptEvalCount(),
          (int) last.metrics().evalCount());
    }

    /** By the events of a stream, read here a second time and as plainly as can be. */
    static Said by(List<EventStreamMessage> events) throws IOException {
      Map<Integer, String> names = new TreeMap<>();
      Map<Integer, StringBuilder> inputs = new TreeMap<>();
      StringBuilder text = new StringBuilder();
      StringBuilder thinking = new StringBuilder();
      String stop = "";
      JsonNode usage = MissingNode.getInstance();
      for (EventStreamMessage event : events) {
        JsonNode payload = JSON.readTree(event.payload());
        int index = payload.path("contentBlockIndex").asInt();
        JsonNode use = payload.at("/start/toolUse");
        if (use.isObject() && !use.path("type").asText().equals("server_tool_use")) {
          names.put(index, use.path("toolUseId").asText() + " " + use.path("name").asText());
          inputs.put(index, new StringBuilder());
        }
        text.append(payload.at("/delta/text").asText());
        thinking.append(payload.at("/delta/reasoningContent/text").asText());
        if (inputs.containsKey(index)) {
          inputs.get(index).append(payload.at("/delta/toolUse/input").asText());
        }
        stop = payload.has("stopReason") ? payload.path("stopReason").asText() : stop;
        usage = payload.has("usage") ? payload.path("usage") : usage;
      }
      List<String> calls = new ArrayList<>();
      for (Map.Entry<Integer, String> call : names.entrySet()) {
        String input = inputs.get(call.getKey()).toString();
        calls.add(call.getValue() + " " + numbered(JSON.readTree(input.isBlank() ? "{}" : input)));
      }
      return new Said(
          text.toString(), thinking.toString(), calls, doneReason(stop), prompt(usage), out(usage));
    }

    /** By the body of a whole answer. */
    static Said by(JsonNode body) {
      StringBuilder text = new StringBuilder();
      StringBuilder thinking = new StringBuilder();
      List<String> calls = new ArrayList<>();
      for (JsonNode block : body.at("/output/message/content")) {
        text.append(block.path("text").asText());
        for (JsonNode cited : block.at("/citationsContent/content")) {
          text.append(cited.path("text").asText());
        }
        thinking.append(block.at("/reasoningContent/reasoningText/text").asText());
        JsonNode use = block.path("toolUse");
        if (use.isObject() && !use.path("type").asText().equals("server_tool_use")) {
          calls.add(
              use.path("toolUseId").asText()
                  + " "
                  + use.path("name").asText()
                  + " "
                  + numbered(use.path("input").deepCopy()));
        }
      }
      JsonNode usage = body.path("usage");
      return new Said(
          text.toString(),
          thinking.toString(),
          calls,
          doneReason(body.path("stopReason").asText()),
          prompt(usage),
          out(usage));
    }

    private static String call(ToolCall call) {
      return call.id()
          + " "
          + call.function().name()
          + " "
          + numbered(JSON.valueToTree(call.function().arguments()));
    }

    /** The same value with every number as a double, so that 1.0 and 1 are the same. */
    private static JsonNode numbered(JsonNode value) {
      if (value.isNumber()) {
        return DoubleNode.valueOf(value.asDouble());
      }
      if (value instanceof ObjectNode object) {
        object.properties().forEach(member -> member.setValue(numbered(member.getValue())));
      } else if (value instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, numbered(array.get(i)));
        }
      }
      return value;
    }

    private static String join(Stream<String> parts) {
      return parts.collect(Collectors.joining());
    }

    private static String doneReason(String stop) {
      return stop.equals("max_tokens") ? "length" : "stop";
    }

    private static int prompt(JsonNode usage) {
      return usage.path("inputTokens").asInt()
          + usage.path("cacheReadInputTokens").asInt()
          + usage.path("cacheWriteInputTokens").asInt();
    }

    private static int out(JsonNode usage) {
      return usage.path("outputTokens").asInt();
    }
  }
}
