package io.aiportal.ollama.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.anthropic.AnthropicApi;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.openai.OpenAiApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What comes of a field that stands twice: the same as of a body in which nothing does. Each pair
 * of the table was decoded into Ollama's own types by Go 1.26, which makes one value of both.
 */
class FieldsThatStandTwiceTest {

  /** A body in which something stands twice, and one that is read alike. */
  private record Pair(String request, String body, String like) {}

  static List<Pair> pairs() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    try (InputStream table =
        Objects.requireNonNull(
            FieldsThatStandTwiceTest.class.getResourceAsStream("/go-decoder/twice.jsonl"))) {
      for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        JsonNode pair = new ObjectMapper().readTree(line);
        pairs.add(
            new Pair(
                pair.get("request").asText(),
                pair.get("body").asText(),
                pair.get("like").asText()));
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void body_isReadAsTheOneThatGoMakesOfIt(Pair pair) {
    assertThat(read(pair.request, pair.body)).isEqualTo(read(pair.request, pair.like));
  }

  private static Object read(String request, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return switch (request) {
      case "chat" -> OllamaApi.readChat(bytes);
      case "generate" -> OllamaApi.readGenerate(bytes);
      case "messages" -> AnthropicApi.readMessages(bytes);
      case "chat/completions" -> OpenAiApi.readChatCompletion(bytes);
      case "responses" -> OpenAiApi.readResponse(bytes);
      default -> throw new IllegalArgumentException(request);
    };
  }
}
