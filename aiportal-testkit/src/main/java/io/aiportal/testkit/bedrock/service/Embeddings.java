package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.reply.TokenEstimate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Embeddings in the shapes of Titan, Cohere and Nova.
 *
 * <p>A vector is made of its words alone: equal texts have equal vectors, and texts that share
 * words are near each other.
 */
final class Embeddings {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_COHERE_TEXTS = 96;

  private Embeddings() {}

  /** A body and the tokens that went into it. */
  record Embedded(JsonNode body, int inputTokens) {}

  /**
   * The response to a request; empty if the model is none that embeds.
   *
   * @throws ServiceException if the request is not what the model takes
   */
  static Optional<Embedded> of(String modelId, JsonNode request) {
    if (modelId.startsWith("amazon.titan-embed-text")) {
      return Optional.of(titan(modelId, request));
    }
    if (modelId.startsWith("cohere.embed")) {
      return Optional.of(cohere(modelId, request));
    }
    return modelId.startsWith("amazon.nova-2-multimodal-embeddings")
        ? Optional.of(nova(request))
        : Optional.empty();
  }

  private static Embedded titan(String modelId, JsonNode request) {
    String text = text(request, "inputText");
    boolean first = modelId.endsWith("-v1");
    int size = first ? 1536 : size(request, "dimensions", 1024, Set.of(256, 512, 1024));
    ObjectNode body = JSON.objectNode();
    ArrayNode vector = vector(text, size);
    body.set("embedding", vector);
    if (!first) {
      body.putObject("embeddingsByType").set("float", vector);
    }
    body.put("inputTextTokenCount", TokenEstimate.of(text));
    return new Embedded(body, TokenEstimate.of(text));
  }

  private static Embedded cohere(String modelId, JsonNode request) {
    boolean fourth = modelId.startsWith("cohere.embed-v4");
    Set<Integer> sizes = Set.of(256, 512, 1024, 1536);
    int size = fourth ? size(request, "output_dimension", 1536, sizes) : 1024;
    List<String> texts = cohereTexts(request);
    ArrayNode vectors = JSON.arrayNode();
    texts.forEach(text -> vectors.add(vector(text, size)));
    ObjectNode body = JSON.objectNode();
    if (fourth) {
      body.putObject("embeddings").set("float", vectors);
    } else {
      body.set("embeddings", vectors);
    }
    String all = String.join("\n", texts);
    UUID id = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    body.put("id", id.toString());
    body.put("response_type", fourth ? "embeddings_by_type" : "embeddings_floats");
    ArrayNode echo = body.putArray("texts");
    texts.forEach(text -> echo.add(fourth ? text : text.toLowerCase(Locale.ROOT)));
    return new Embedded(body, texts.stream().mapToInt(TokenEstimate::of).sum());
  }

  private static List<String> cohereTexts(JsonNode request) {
    if (!request.path("input_type").isTextual()) {
      throw malformed("#: required key [input_type] not found");
    }
    List<String> texts = new ArrayList<>();
    request.path("texts").forEach(text -> texts.add(text.asText()));
    if (texts.isEmpty()) {
      throw malformed("#/texts: expected minimum item count: 1, found: 0");
    }
    if (texts.size() > MOST_COHERE_TEXTS) {
      throw malformed("#/texts: expected maximum item count: 96, found: " + texts.size());
    }
    return texts;
  }

  private static Embedded nova(JsonNode request) {
    if (!request.path("taskType").asText().equals("SINGLE_EMBEDDING")) {
      throw malformed("#/taskType: the simulator knows SINGLE_EMBEDDING only");
    }
    JsonNode parameters = request.path("singleEmbeddingParams");
    String text = text(parameters.path("text"), "value");
    int size = size(parameters, "embeddingDimension", 3072, Set.of(256, 384, 1024, 3072));
    ObjectNode body = JSON.objectNode();
    ObjectNode embedding = body.putArray("embeddings").addObject();
    embedding.set("embedding", vector(text, size));
    embedding.put("embeddingType", "TEXT");
    return new Embedded(body, TokenEstimate.of(text));
  }

  private static String text(JsonNode object, String member) {
    JsonNode text = object.path(member);
    if (!text.isTextual()) {
      throw malformed("#: required key [" + member + "] not found");
    }
    if (text.asText().isEmpty()) {
      throw malformed("expected minLength: 1, actual: 0");
    }
    return text.asText();
  }

  private static int size(JsonNode object, String member, int usual, Set<Integer> allowed) {
    int size = object.path(member).asInt(usual);
    if (!allowed.contains(size)) {
      throw malformed("#/" + member + ": " + size + " is not a valid enum value");
    }
    return size;
  }

  private static ServiceException malformed(String what) {
    return new ServiceException(
        BedrockError.validation(
            "Malformed input request: " + what + ", please reformat your input and try again."));
  }

  private static ArrayNode vector(String text, int size) {
    double[] sum = new double[size];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
      Random random = new Random(word.hashCode());
      for (int i = 0; i < size; i++) {
        sum[i] += random.nextGaussian();
      }
    }
    double squares = 0;
    for (double component : sum) {
      squares += component * component;
    }
    double length = Math.sqrt(squares);
    ArrayNode vector = JSON.arrayNode(size);
    for (double component : sum) {
      vector.add((float) (component / length));
    }
    return vector;
  }
}
