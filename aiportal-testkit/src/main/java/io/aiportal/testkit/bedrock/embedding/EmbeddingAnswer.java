package io.aiportal.testkit.bedrock.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.TokenEstimate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a model answers.
 *
 * @param body the body
 * @param inputTokens the tokens that it read, which a header tells
 */
public record EmbeddingAnswer(JsonNode body, int inputTokens) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The answer to a request, in the shape of its family. */
  static EmbeddingAnswer of(TextsToEmbed request) {
    List<String> texts = request.read();
    int tokens = texts.stream().mapToInt(TokenEstimate::of).sum();
    ArrayNode vectors = JSON.arrayNode();
    for (String text : texts) {
      vectors.add(WordVectors.of(text, request.length(), request.family().normalized()));
    }
    ObjectNode body =
        switch (request.family().shape()) {
          case titan -> titan(vectors.get(0), tokens);
          case titanV2 -> titanV2(vectors.get(0), tokens);
          case cohere -> cohere(vectors, request.texts());
          case cohereV4 -> cohereV4(vectors, request.texts());
          case nova -> nova(vectors.get(0));
        };
    return new EmbeddingAnswer(body, tokens);
  }

  private static ObjectNode titan(JsonNode vector, int tokens) {
    ObjectNode body = JSON.objectNode();
    body.set("embedding", vector);
    return body.put("inputTextTokenCount", tokens);
  }

  private static ObjectNode titanV2(JsonNode vector, int tokens) {
    ObjectNode body = JSON.objectNode();
    body.set("embedding", vector);
    body.putObject("embeddingsByType").set("float", vector);
    return body.put("inputTextTokenCount", tokens);
  }

  private static ObjectNode cohere(ArrayNode vectors, List<String> texts) {
    ObjectNode body = JSON.objectNode();
    body.set("embeddings", vectors);
    body.put("id", id(texts)).put("response_type", "embeddings_floats");
    ArrayNode echo = body.putArray("texts");
    texts.forEach(text -> echo.add(text.toLowerCase(Locale.ROOT)));
    return body;
  }

  private static ObjectNode cohereV4(ArrayNode vectors, List<String> texts) {
    ObjectNode body = JSON.objectNode();
    body.putObject("embeddings").set("float", vectors);
    body.put("id", id(texts)).put("response_type", "embeddings_by_type");
    ArrayNode echo = body.putArray("texts");
    texts.forEach(echo::add);
    return body;
  }

  private static ObjectNode nova(JsonNode vector) {
    ObjectNode body = JSON.objectNode();
    ObjectNode embedding = body.putArray("embeddings").addObject();
    embedding.set("embedding", vector);
    embedding.put("embeddingType", "TEXT");
    return body;
  }

  private static String id(List<String> texts) {
    String all = String.join("\n", texts);
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
