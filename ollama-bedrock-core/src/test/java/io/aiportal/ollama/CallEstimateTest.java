package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.attempt.CallRouting;
import io.aiportal.ollama.attempt.Targets;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallEstimateTest {

  /** Nobody is asked. */
  private final BedrockRuntime bedrock =
      (BedrockRuntime)
          Proxy.newProxyInstance(
              BedrockRuntime.class.getClassLoader(),
              new Class<?>[] {BedrockRuntime.class},
              (proxy, method, arguments) -> {
                return switch (method.getName()) {
                  case "region" -> "us-east-1";
                  case "account" -> null;
                  default -> throw new AssertionError(method);
                };
              });

  private final OllamaBedrock ollama =
      OllamaBedrock.builder(bedrock).catalogue(ModelCatalogue.builtIn("us-east-1")).build();

  private CallEstimate estimate(String json) {
    ChatRequest request = OllamaApi.readChat(json.getBytes(StandardCharsets.UTF_8));
    return ollama.estimate(OllamaApi.modelRequest(request), CallContext.NONE);
  }

  @Test
  void chat_isEstimatedFromAbove() {
    CallEstimate estimate =
        estimate(
            """
            {"model":"claude-sonnet-4.5","options":{"num_predict":100},
             "messages":[{"role":"user","content":"Hello there"}]}""");
    assertThat(estimate.model().baseModelId())
        .isEqualTo("anthropic.claude-sonnet-4-5-20250929-v1:0");
    assertThat(estimate.promptTokens()).isBetween(130, 140);
    assertThat(estimate.answerTokens()).isEqualTo(100);
    assertThat(estimate.isOfNothing()).isFalse();
    assertThat(estimate.reservedTokens()).isEqualTo(estimate.promptTokens() + 500L);
    assertThat(estimate.others()).isEmpty();
  }

  @Test
  void chat_withoutALimit_hasItsModelsDefault() {
    CallEstimate estimate =
        estimate(
            """
            {"model":"nova-lite","messages":[{"role":"user","content":"Hello there"}]}""");
    assertThat(estimate.answerTokens()).isEqualTo(8192);
    assertThat(estimate.reservedTokens()).isEqualTo(estimate.promptTokens() + 8192L);
  }

  @Test
  void prompt_isNeverLongerThanTheWindow() {
    String json = "{\"model\":\"nova-lite\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    assertThat(estimate(json.formatted("x".repeat(2_000_000))).promptTokens()).isEqualTo(300_000);
  }

  @Test
  void load_isOfNothing() {
    CallEstimate estimate = estimate("{\"model\":\"nova-lite\",\"messages\":[]}");
    assertThat(estimate.isOfNothing()).isTrue();
    assertThat(estimate.answerTokens()).isZero();
    assertThat(estimate.reservedTokens()).isZero();
  }

  @Test
  void embeddings_haveNoAnswer() {
    EmbedCall call =
        new EmbedCall("titan-embed-text-v2", List.of("Hello", "there"), null, true, true);
    CallEstimate estimate = ollama.estimate(call, CallContext.NONE);
    assertThat(estimate.model().name()).startsWith("titan-embed-text-v2");
    assertThat(estimate.promptTokens()).isEqualTo(4);
    assertThat(estimate.answerTokens()).isZero();
  }

  @Test
  void emptyTexts_areEmbeddedToo() {
    EmbedCall call = new EmbedCall("titan-embed-text-v2", List.of("", ""), null, true, true);
    CallEstimate estimate = ollama.estimate(call, CallContext.NONE);
    assertThat(estimate.promptTokens()).isEqualTo(2);
    assertThat(estimate.isOfNothing()).isFalse();
    EmbedCall none = new EmbedCall("titan-embed-text-v2", List.of(), null, true, true);
    assertThat(ollama.estimate(none, CallContext.NONE).isOfNothing()).isTrue();
  }

  @Test
  void mistakes_areToldAsTheCallWouldTellThem() {
    assertThatThrownBy(() -> estimate("{\"model\":\"nope\",\"messages\":[]}"))
        .hasMessage("model 'nope' not found");
    EmbedCall call = new EmbedCall("nova-lite", List.of("Hello"), null, true, true);
    assertThatThrownBy(() -> ollama.estimate(call, CallContext.NONE))
        .hasMessageContaining("does not support embed");
    CallContext none = CallContext.NONE.withModels(names -> false);
    assertThatThrownBy(
            () ->
                ollama.estimate(
                    OllamaApi.modelRequest(ChatRequest.of("nova-lite", Message.user("Hi"))), none))
        .hasMessage("model 'nova-lite' not found");
    EmbedCall closed = new EmbedCall("titan-embed-text-v2", List.of("Hello"), null, true, true);
    assertThatThrownBy(() -> ollama.estimate(closed, none)).hasMessageContaining("not found");
  }

  @Test
  void takenTokens_leaveOutWhatTheCacheHad() {
    CallEstimate claude =
        estimate(
            """
            {"model":"claude-sonnet-4.5","messages":[{"role":"user","content":"Hello"}]}""");
    assertThat(claude.takenTokens(new TokenUsage(10, 3, 1000, 7))).isEqualTo(10 + 7 + 15);
  }

  @Test
  void modelsThatMayAnswerInItsPlace_areTold() {
    CallRouting routing =
        new CallRouting() {
          @Override
          public Targets targets(ChatCall call, Model model, CallContext context) {
            throw new AssertionError("nobody is asked");
          }

          @Override
          public List<String> fallbacks(Model model) {
            return List.of("nova-pro", "nope", "claude-haiku-4.5");
          }
        };
    OllamaBedrock pooled = OllamaBedrock.builder(bedrock).routing(routing).build();
    CallEstimate estimate =
        pooled.estimate(
            OllamaApi.modelRequest(ChatRequest.of("nova-lite", Message.user("Hi"))),
            CallContext.NONE);
    assertThat(estimate.others())
        .extracting(Model::baseModelId)
        .containsExactly("amazon.nova-pro-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0");
  }

  @Test
  void request_isConvertedOnce() {
    AtomicInteger asked = new AtomicInteger();
    ModelRequest request =
        new ModelRequest(
            "m",
            catalogue -> {
              throw new AssertionError("not asked");
            },
            () -> {
              asked.incrementAndGet();
              return null;
            },
            true);
    ModelRequest once = request.convertedOnce();
    assertThat(once.call().get()).isNull();
    assertThat(once.call().get()).isNull();
    assertThat(asked).hasValue(1);
    assertThat(once.model()).isEqualTo("m");
    assertThat(once.returnsReasoning()).isTrue();
  }
}
