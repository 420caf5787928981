package io.aiportal.testkit.bedrock.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.reply.TokenEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a request asks for, whichever family it is for.
 *
 * @param family the model's family
 * @param texts the texts, whole
 * @param truncate which end of a text that is too long is cut: NONE, START or END
 * @param length numbers in a vector
 */
record TextsToEmbed(EmbeddingFamily family, List<String> texts, String truncate, int length) {

  /** Reads a request that follows the family's schema. */
  static TextsToEmbed of(EmbeddingFamily family, JsonNode request) {
    return switch (family.shape()) {
      case titan, titanV2 ->
          new TextsToEmbed(
              family,
              List.of(request.get("inputText").asText()),
              "NONE",
              request.path("dimensions").asInt(family.length()));
      case cohere, cohereV4 -> {
        List<String> texts = new ArrayList<>();
        request.get("texts").forEach(text -> texts.add(text.asText()));
        yield new TextsToEmbed(
            family,
            texts,
            request.path("truncate").asText("NONE"),
            request.path("output_dimension").asInt(family.length()));
      }
      case nova -> {
        JsonNode parameters = request.get("singleEmbeddingParams");
        JsonNode text = parameters.get("text");
        yield new TextsToEmbed(
            family,
            List.of(text.get("value").asText()),
            text.get("truncationMode").asText(),
            parameters.path("embeddingDimension").asInt(family.length()));
      }
    };
  }

  /** The refusal of a text with too many tokens that may not be cut. */
  Optional<BedrockError> tooLong() {
    int most = family.maxTokens();
    return texts.stream()
        .mapToInt(TokenEstimate::of)
        .filter(tokens -> tokens > most && truncate.equals("NONE"))
        .mapToObj(
            tokens ->
                BedrockError.validation(
                    "400 Bad Request: Too many input tokens. Max input tokens: %d, request input token count: %d"
                        .formatted(most, tokens)))
        .findFirst();
  }

  /** The texts as the model reads them, cut where they are too long. */
  List<String> read() {
    return texts.stream().map(this::cut).toList();
  }

  private String cut(String text) {
    int most = family.maxTokens() * TokenEstimate.CHARACTERS_PER_TOKEN;
    if (text.length() <= most) {
      return text;
    }
    return truncate.equals("START")
        ? text.substring(text.length() - most)
        : text.substring(0, most);
  }
}
