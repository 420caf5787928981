package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.ollama.Think;
import io.aiportal.ollama.api.ollama.Tool;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a client says, in whatever order: Bedrock takes what becomes of it, and nothing is lost.
 */
@Tag("slow")
class AnyConversationTest {

  private static final int CONVERSATIONS = 3_000;
  private static final ModelCatalogue MODELS = ModelCatalogue.builtIn("us-east-1");
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final List<String> ROLES =
      List.of("system", "user", "assistant", "assistant", "tool", "tool", "critic", "");
  private static final List<Think> THINKS =
      List.of(Think.OFF, Think.ON, Think.LOW, Think.HIGH, Think.MAX, new Think("hard"));
  private static final List<String> BLANKS = List.of("", " ", "\n", "\t \n");
  private static final List<String> NAMES = List.of("get_time", "get-time", "get time", "x", "");
  private static final List<String> IDS =
      List.of("a", "tooluse_1", "no good", "call_1", "abcdef123");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-3-haiku",
        "claude-sonnet-4.5",
        "claude-sonnet-5",
        "nova-pro",
        "nova-2-lite",
        "llama3.3",
        "mistral.mistral-large-2407-v1:0",
        "mistral.mistral-7b-instruct-v0:2",
        "gpt-oss",
        "deepseek.r1-v1:0"
      })
  void conversation_ofAnyOrder_isWellFormed(String name) {
    Model model = MODELS.resolve(name).orThrow();
    Random random = new Random(1);
    for (int i = 0; i < CONVERSATIONS; i++) {
      ChatRequest request = request(random, model);
      Plan plan = Planner.plan(OllamaApi.toChatCall(request), model);
      JsonNode body = ConverseRules.check(plan.request(), model.traits());
      Plan again = Planner.plan(OllamaApi.toChatCall(request), model);
      assertThat(ConverseJson.write(again.request())).isEqualTo(ConverseJson.write(plan.request()));
      for (Message message : request.messages()) {
        assertThat(body.toString()).contains(message.content().strip());
      }
    }
  }

  private static ChatRequest request(Random random, Model model) {
    List<Message> messages = new ArrayList<>();
    int size = random.nextInt(9);
    for (int i = 0; i < size; i++) {
      messages.add(message(random, i, model));
    }
    ChatRequest request = ChatRequest.of(model.name(), messages.toArray(Message[]::new));
    if (model.traits().can(Capability.TOOLS) && random.nextBoolean()) {
      List<Tool> tools = new ArrayList<>();
      for (String name : NAMES) {
        if (random.nextBoolean()) {
          tools.add(new Tool(name, one(random, BLANKS), null));
        }
      }
      request = request.withTools(tools);
    }
    if (model.traits().can(Capability.THINKING)) {
      request = request.withThink(one(random, THINKS));
    }
    Map<String, Object> options = new HashMap<>();
    options.put("temperature", random.nextDouble() * 3 - 1);
    options.put("num_predict", random.nextInt(200_000) - 50_000);
    options.put("stop", List.of("\n", "END"));
    return request.withOptions(options);
  }

  private static Message message(Random random, int index, Model model) {
    String content = random.nextInt(3) == 0 ? one(random, BLANKS) : "says" + index;
    String role = one(random, ROLES);
    boolean image = model.traits().can(Capability.VISION) && random.nextInt(8) == 0;
    List<ToolCall> calls = new ArrayList<>();
    while (role.equals("assistant") && random.nextBoolean()) {
      calls.add(
          new ToolCall(
              random.nextBoolean() ? one(random, IDS) : null,
              new ToolCall.Function(0, one(random, NAMES), Map.of("a", 1))));
    }
    return new Message(
        role,
        content,
        random.nextBoolean() ? "thinks" : null,
        image ? List.of(PNG) : List.of(),
        calls,
        random.nextBoolean() ? one(random, NAMES) : null,
        random.nextBoolean() ? one(random, IDS) : null);
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
