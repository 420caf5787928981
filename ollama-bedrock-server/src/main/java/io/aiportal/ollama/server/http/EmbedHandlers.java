package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.EmbedRequest;
import io.aiportal.ollama.api.ollama.EmbeddingRequest;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.openai.EmbeddingsRequest;
import io.aiportal.ollama.api.openai.OpenAiApi;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers {@code /api/embed}, {@code /api/embeddings} and {@code /v1/embeddings}. */
final class EmbedHandlers {

  /** The longest vector there is, as numbers and twice as text of some 13 digits each. */
  static final int BYTES_A_TEXT = 3072 * (4 + 2 * 13);

  private final ModelAnswers answers;
  private final RequestBodies bodies;
  private final Clock clock = Clock.systemUTC();

  EmbedHandlers(ModelAnswers answers, RequestBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void embed(HttpCall call) {
    answers.requireRoom();
    bodies.read(
        call,
        body -> {
          EmbedRequest request = OllamaApi.readEmbed(body);
          begin(
              call,
              OllamaApi.toEmbedCall(request),
              request.keepAlive(),
              Reply.JSON,
              OllamaApi.embedAnswer(request, clock).andThen(OllamaApi::write));
        });
  }

  void embeddings(HttpCall call) {
    answers.requireRoom();
    bodies.read(
        call,
        body -> {
          EmbeddingRequest request = OllamaApi.readEmbedding(body);
          begin(
              call,
              OllamaApi.toEmbedCall(request),
              request.keepAlive(),
              Reply.JSON,
              embeddings -> OllamaApi.write(OllamaApi.embeddingAnswer(embeddings)));
        });
  }

  /** OpenAI's; what a request itself shows to be wrong has been told so far. */
  void openAi(HttpCall call) {
    answers.requireRoom();
    bodies.readUnpacked(
        call,
        body -> {
          EmbeddingsRequest request = OpenAiApi.readEmbeddings(body);
          call.requireOwn(request.model());
          call.protocol(ResponseProtocol.OPENAI);
          begin(
              call,
              OpenAiApi.toEmbedCall(request),
              null,
              Reply.BARE_JSON,
              embeddings -> OpenAiApi.embeddings(request, embeddings));
        });
  }

  private void begin(
      HttpCall call,
      EmbedCall asked,
      @Nullable Duration keepAlive,
      String contentType,
      Function<Embeddings, byte[]> body) {
    bodies.reserve(call, (long) BYTES_A_TEXT * asked.texts().size());
    answers.embed(call, asked, keepAlive, contentType, body);
  }
}
