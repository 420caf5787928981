package io.aiportal.ollama.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.Text;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenerateContextTest {

  private static final Model MODEL =
      ModelCatalogue.builtIn("us-east-1").resolve("claude-sonnet-4.5").orThrow();

  @Test
  void turns_thereAndBack_areTheSame() {
    List<Message> turns =
        List.of(Message.system("Be brief."), Message.user("Grüße 😀"), Message.assistant("Hello!"));

    assertThat(GenerateContext.decode(GenerateContext.encode(turns))).isEqualTo(turns);
    assertThat(GenerateContext.decode(List.of())).isEmpty();
  }

  @Test
  void context_ofALongConversation_keepsTheLastLineBelow64Kib() {
    Random random = new Random(1);
    List<Message> turns = new ArrayList<>();
    int longest = 0;
    List<Integer> context = GenerateContext.encode(turns);
    while (!context.isEmpty()) {
      longest = context.stream().map(String::valueOf).collect(Collectors.joining(",")).length();
      assertThat(GenerateContext.decode(context)).isEqualTo(turns);
      turns.add(
          Message.user(
              random
                  .ints(200, 'a', 'z')
                  .mapToObj(Character::toString)
                  .collect(Collectors.joining())));
      context = GenerateContext.encode(turns);
    }

    assertThat(longest).isBetween(40_000, 60_000);
  }

  @Test
  void context_thatIsForeignOrDamaged_isRefused() {
    List<Integer> context = GenerateContext.encode(List.of(Message.user("Hello, hello, hello")));
    assertRefused(List.of(1));
    assertRefused(List.of(128006, 882, 128007));
    assertRefused(context.subList(0, context.size() - 1));
    for (int i = 0; i < context.size() - 1; i++) {
      List<Integer> damaged = new ArrayList<>(context);
      damaged.set(i, damaged.get(i) ^ 0x10100);
      assertRefused(damaged);
    }
  }

  @Test
  void context_carriesTheConversationOn() {
    GenerateRequest first = request("One?", "Be brief.", List.of());
    List<Integer> context = GenerateTranslator.context(first, "One.");
    GenerateRequest second = request("Two?", null, context);
    context = GenerateTranslator.context(second, "Two.");

    ConverseRequest third = translate(request("Three?", null, context));
    assertThat(texts(third)).containsExactly("One?", "One.", "Two?", "Two.", "Three?");
    assertThat(third.system()).containsExactly(new ContentBlock.Text("Be brief."));
    ConverseRequest other = translate(request("Three?", "Be kind.", context));
    assertThat(other.system()).containsExactly(new ContentBlock.Text("Be kind."));
  }

  @Test
  void context_ofARawRequest_isEmpty() {
    GenerateRequest raw =
        new GenerateRequest(
            "m", "p", null, null, null, true, List.of(), List.of(), null, Map.of(), null, null,
            null);

    assertThat(GenerateTranslator.context(raw, "answer")).isEmpty();
  }

  private static GenerateRequest request(
      String prompt, @Nullable String system, List<Integer> context) {
    return new GenerateRequest(
        "m", prompt, null, system, null, false, context, List.of(), null, Map.of(), null, null,
        null);
  }

  private static ConverseRequest translate(GenerateRequest request) {
    return GenerateTranslator.translate(request, MODEL).request();
  }

  private static List<String> texts(ConverseRequest request) {
    List<String> texts = new ArrayList<>();
    for (ConverseMessage message : request.messages()) {
      message.content().forEach(block -> texts.add(((Text) block).text()));
    }
    return texts;
  }

  private static void assertRefused(List<Integer> context) {
    assertThatThrownBy(() -> GenerateContext.decode(context))
        .isInstanceOfSatisfying(
            CallException.class, refused -> assertThat(refused.status()).isEqualTo(400))
        .hasMessageContaining("unchanged, or leave it out");
  }
}
