package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.embed.Embeddings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Makes the answers to requests for embeddings. */
final class EmbedResponses {

  private EmbedResponses() {}

  /** The answer to a request that has arrived just now. */
  static Function<Embeddings, EmbedResponse> embed(EmbedRequest request, Clock clock) {
    Instant arrived = clock.instant();
    return embeddings ->
        request.input().isEmpty()
            ? new EmbedResponse(request.model(), List.of(), 0, 0, 0)
            : new EmbedResponse(
                request.model(),
                embeddings.vectors(),
                // No duration is zero: zeros vanish from the JSON.
                Math.max(1, Duration.between(arrived, clock.instant()).toNanos()),
                1,
                embeddings.inputTokens());
  }

  /** The answer to a request of the older form. */
  static EmbeddingResponse embedding(Embeddings embeddings) {
    float[] vector = embeddings.vectors().isEmpty() ? new float[0] : embeddings.vectors().get(0);
    double[] embedding = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      embedding[i] = vector[i];
    }
    return new EmbeddingResponse(embedding);
  }
}
