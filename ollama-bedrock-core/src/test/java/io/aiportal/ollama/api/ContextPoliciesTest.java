package io.aiportal.ollama.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.api.anthropic.AnthropicApi;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.openai.OpenAiApi;
import io.aiportal.ollama.chat.ContextPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each API says of conversations that are too long. */
class ContextPoliciesTest {

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static ContextPolicy of(ModelRequest request) {
    return Objects.requireNonNull(request.call().get()).contextPolicy();
  }

  @Test
  void ollamas_isTheCallersToSay() {
    String says = "\"truncate\":false,\"shift\":true,\"options\":{\"num_ctx\":2048}}";
    ContextPolicy said = new ContextPolicy(false, true, 2048);
    ChatRequest chat =
        OllamaApi.readChat(
            bytes("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + says));
    assertThat(OllamaApi.toChatCall(chat).contextPolicy()).isEqualTo(said);
    assertThat(OllamaApi.toChatCall(chat.withTruncate(true).withStream(false)).contextPolicy())
        .isEqualTo(new ContextPolicy(true, true, 2048));
    GenerateRequest generate =
        OllamaApi.readGenerate(bytes("{\"model\":\"m\",\"prompt\":\"a\"," + says));
    assertThat(OllamaApi.toChatCall(generate).contextPolicy()).isEqualTo(said);
    assertThat(OllamaApi.toChatCall(generate.withTruncate(true).withSystem("s")).contextPolicy())
        .isEqualTo(new ContextPolicy(true, true, 2048));
    assertThat(OllamaApi.toChatCall(ChatRequest.of("m", Message.user("a"))).contextPolicy())
        .isEqualTo(ContextPolicy.DEFAULT);
  }

  @Test
  void others_leaveNothingOut() {
    String message = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
    assertThat(
            of(
                OpenAiApi.modelRequest(
                    OpenAiApi.readChatCompletion(bytes("{\"model\":\"m\"," + message + "}")))))
        .isEqualTo(ContextPolicy.WHOLE);
    assertThat(
            of(
                OpenAiApi.modelRequest(
                    OpenAiApi.readCompletion(bytes("{\"model\":\"m\",\"prompt\":\"a\"}")))))
        .isEqualTo(ContextPolicy.WHOLE);
    assertThat(
            of(
                AnthropicApi.modelRequest(
                    AnthropicApi.readMessages(
                        bytes("{\"model\":\"m\",\"max_tokens\":1," + message + "}")))))
        .isEqualTo(ContextPolicy.WHOLE);
  }

  @ParameterizedTest
  @CsvSource({"auto, true", "disabled, false", "'', false"})
  void truncationOfAResponse_isHonoured(String truncation, boolean shortened) {
    String request = "{\"model\":\"m\",\"input\":\"a\",\"truncation\":\"" + truncation + "\"}";
    assertThat(of(OpenAiApi.modelRequest(OpenAiApi.readResponse(bytes(request)))))
        .isEqualTo(shortened ? ContextPolicy.DEFAULT : ContextPolicy.WHOLE);
  }
}
