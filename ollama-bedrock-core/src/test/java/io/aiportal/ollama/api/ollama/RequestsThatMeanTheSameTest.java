package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.api.ollama.OddJson.Refused;
import io.aiportal.ollama.api.ollama.OddJson.Shape;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However a request is spelt: what Go takes for the same is the same, and what it refuses is
 * refused.
 */
class RequestsThatMeanTheSameTest {

  private static final int REQUESTS = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TEXTS =
      List.of(
          "Hi",
          "Say \"it\".\n",
          "a/b\\c",
          "\u00e9\u4e2d \ud83d\ude00",
          "<&>\u2028\t\u0001",
          " s k ");

  private Random random = new Random(0);

  private boolean chance() {
    return random.nextInt(3) == 0;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private ObjectNode request(Shape shape) {
    ObjectNode request = JSON.createObjectNode();
    request.put("model", pick(List.of("nova-lite", "claude:4", "x/y")));
    switch (shape) {
      case CHAT -> chat(request);
      case GENERATE -> generate(request);
      default -> embed(request);
    }
    if (chance()) {
      options(request.putObject("options"));
    }
    if (chance()) {
      request.put("keep_alive", pick(List.of("5m", "90s")));
    } else if (chance()) {
      request.put("keep_alive", pick(List.of(0, 300, 86_400)));
    }
    return request;
  }

  private void options(ObjectNode options) {
    options.put("temperature", pick(List.of(0.0, 0.5, 1.25)));
    if (chance()) {
      options.put("num_predict", pick(List.of(1, 100, 4096))).put("top_k", 40);
    }
    if (chance()) {
      options.putArray("stop").add(pick(TEXTS)).add("stop");
    }
    if (chance()) {
      options.put("Temperature", "no such option").putNull("seed");
    }
  }

  private void chatAndGenerate(ObjectNode request) {
    if (chance()) {
      request.put("stream", random.nextBoolean());
    }
    if (chance()) {
      request.put("think", random.nextBoolean());
    } else if (chance()) {
      request.put("think", pick(List.of("low", "high")));
    }
    if (chance()) {
      request.put("format", "json");
    } else if (chance()) {
      ObjectNode schema = request.putObject("format").put("type", "object");
      schema.putObject("properties").putObject("Name").put("maxLength", 5);
    }
    if (chance()) {
      request.put("truncate", random.nextBoolean()).put("top_logprobs", random.nextInt(21));
    }
  }

  private void images(ObjectNode node) {
    if (chance()) {
      node.putArray("images").add("AAECAw==").add("/+8=");
    }
  }

  private void chat(ObjectNode request) {
    chatAndGenerate(request);
    ArrayNode messages = request.putArray("messages");
    while (messages.isEmpty() || chance()) {
      messages.addObject().put("role", "system").put("content", pick(TEXTS));
      images(messages.addObject().put("role", "user").put("content", pick(TEXTS)));
      ObjectNode said = messages.addObject().put("role", "assistant").put("content", pick(TEXTS));
      if (chance()) {
        said.put("thinking", pick(TEXTS));
      }
      if (chance()) {
        ObjectNode call = said.putArray("tool_calls").addObject();
        ObjectNode function = call.put("id", "c1").putObject("function");
        function.put("name", "f").putObject("arguments").put("Z", 1.5).put("a", pick(TEXTS));
        messages.addObject().put("role", "tool").put("content", "r").put("tool_call_id", "c1");
      }
    }
    if (chance()) {
      ObjectNode tool = request.putArray("tools").addObject().put("type", "function");
      ObjectNode function = tool.putObject("function").put("name", "f");
      ObjectNode schema = function.put("description", pick(TEXTS)).putObject("parameters");
      schema.put("type", "object").putObject("properties").putObject("Z").put("type", "number");
      schema.putArray("required").add("Z");
    }
  }

  private void generate(ObjectNode request) {
    chatAndGenerate(request);
    images(request.put("prompt", pick(TEXTS)));
    if (chance()) {
      request.put("system", pick(TEXTS));
    }
    if (chance()) {
      request.putArray("context").add(1).add(-2).add(300_000);
    }
  }

  private void embed(ObjectNode request) {
    if (chance()) {
      request.put("input", pick(TEXTS));
    } else {
      request.putArray("input").add(pick(TEXTS)).add(pick(TEXTS));
    }
    if (chance()) {
      request.put("truncate", random.nextBoolean()).put("dimensions", 256);
    }
  }

  /** All that is made of a body: what is asked, and what is told to the server that answers. */
  private static List<Object> read(String text, Shape shape) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    List<Object> all = new ArrayList<>();
    switch (shape) {
      case CHAT -> {
        ChatRequest chat = OllamaApi.readChat(body);
        all.add(OllamaApi.toChatCall(chat));
        // Not only what it is, but the order in which its keys stand.
        all.add(json(chat.messages()) + json(chat.tools()) + chat.format());
        all.add(List.of(optional(chat.stream()), optional(chat.keepAlive())));
        all.add(List.of(optional(chat.think()), optional(chat.truncate())));
      }
      case GENERATE -> {
        GenerateRequest generate = OllamaApi.readGenerate(body);
        all.add(OllamaApi.toChatCall(generate));
        all.add(List.of(generate.context(), json(generate.images())));
        all.add(List.of(optional(generate.stream()), optional(generate.keepAlive())));
        all.add(List.of(optional(generate.think()), optional(generate.truncate())));
      }
      default -> {
        EmbedRequest embed = OllamaApi.readEmbed(body);
        all.add(OllamaApi.toEmbedCall(embed));
        all.add(optional(embed.keepAlive()));
      }
    }
    return all;
  }

  private static Object optional(@Nullable Object value) {
    return value == null ? "absent" : value;
  }

  private static String json(Object value) {
    return new String(GoEncoder.encode(value), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "GENERATE", "EMBED"})
  void request_speltOddly_asksTheSame(Shape shape) {
    for (int seed = 0; seed < REQUESTS; seed++) {
      random = new Random(seed);
      ObjectNode request = request(shape);
      String odd = new OddJson(random).write(request, shape);
      assertThat(read(odd, shape))
          .as("%d: %s", seed, odd)
          .usingRecursiveComparison()
          .isEqualTo(read(request.toString(), shape));
    }
  }

  private static void assertRefused(Refused refused, Shape shape, int seed) {
    assertThatThrownBy(() -> read(refused.body(), shape))
        .as("%d: %s", seed, refused.body())
        .isInstanceOfSatisfying(
            CallException.class, error -> assertThat(error.status()).isEqualTo(400))
        .hasMessage(refused.sentence());
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "GENERATE", "EMBED"})
  void request_withAMistake_isRefusedInGosWords(Shape shape) {
    for (int seed = 0; seed < REQUESTS; seed++) {
      random = new Random(seed);
      assertRefused(new OddJson(random).broken(request(shape), shape), shape, seed);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "GENERATE", "EMBED"})
  void request_thatEndsTooEarly_isRefusedInGosWords(Shape shape) {
    for (int seed = 0; seed < REQUESTS; seed++) {
      random = new Random(seed);
      assertRefused(new OddJson(random).cut(request(shape), shape), shape, seed);
    }
  }

  /** A value of another type is told by the name and the type that its field has in Go. */
  @ParameterizedTest
  @EnumSource(names = {"CHAT", "GENERATE", "EMBED"})
  void request_withAnotherType_isRefusedInGosWords(Shape shape) {
    for (int seed = 0; seed < REQUESTS; seed++) {
      random = new Random(seed);
      ObjectNode request = request(shape);
      assertRefused(new OddJson(random).mistyped(request, shape), shape, seed);
    }
  }
}
