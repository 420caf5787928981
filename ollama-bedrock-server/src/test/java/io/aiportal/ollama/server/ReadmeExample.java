package io.aiportal.ollama.server;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.Message;
import java.time.Duration;
import java.util.stream.Stream;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** The README's example of embedding, which {@link ReadmeIT} compares with it and runs. */
final class ReadmeExample {

  private ReadmeExample() {}

  static void run() {
    // example {
    try (BedrockRuntimeAsyncClient client =
        BedrockRuntimeAsyncClient.builder()
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder().readTimeout(Duration.ofMinutes(15)))
            .build()) {
      OllamaBedrock ollama = OllamaBedrock.create(client);
      ChatRequest request =
          ChatRequest.of("claude-sonnet-4.5", Message.user("Why is the sky blue?"));
      try (Stream<ChatResponse> answer = ollama.chat(request).stream()) {
        answer.forEach(piece -> System.out.print(piece.message().content()));
      }
    }
    // }
  }
}
