package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON schema that an answer has to follow. */
final class OutputRules {

  static final List<Rule> ALL =
      List.of(
          OutputRules::unsupported,
          OutputRules::notAnObject,
          OutputRules::openObjects,
          OutputRules::keywords);

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final Set<String> UNSUPPORTED_KEYWORDS =
      Set.of(
          "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "maxItems");

  private OutputRules() {}

  private static @Nullable Violation unsupported(CheckedRequest request) {
    JsonNode config = request.body().path("outputConfig");
    ModelFamily.Output output = request.family().output();
    boolean refused =
        (config.has("textFormat") && !output.format())
            || (config.has("effort") && !output.effort());
    return refused ? request.refusal("outputFormat") : null;
  }

  private static @Nullable Violation notAnObject(CheckedRequest request) {
    return schemaText(request).isMissingNode() || schema(request).isObject()
        ? null
        : request.refusal("outputSchema");
  }

  private static @Nullable Violation openObjects(CheckedRequest request) {
    return request.family().output().closedSchemas() && hasOpenObject(schema(request))
        ? request.refusal("openObject")
        : null;
  }

  private static @Nullable Violation keywords(CheckedRequest request) {
    if (!request.family().output().closedSchemas()) {
      return null;
    }
    for (JsonNode node : typed(schema(request))) {
      for (String keyword : (Iterable<String>) node::fieldNames) {
        boolean manyItems = keyword.equals("minItems") && node.get(keyword).asInt() > 1;
        if (UNSUPPORTED_KEYWORDS.contains(keyword) || manyItems) {
          String type = node.path("type").asText();
          return request.refusal("schemaKeyword", "type", type, "keyword", keyword);
        }
      }
    }
    return null;
  }

  private static JsonNode schemaText(CheckedRequest request) {
    return request.body().at("/outputConfig/textFormat/structure/jsonSchema/schema");
  }

  /** The schema of the answer's format; missing where there is none, or none that is JSON. */
  static JsonNode schema(CheckedRequest request) {
    try {
      return MAPPER.readTree(schemaText(request).asText());
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode();
    }
  }

  private static boolean hasOpenObject(JsonNode schema) {
    return typed(schema).stream()
        .filter(node -> node.path("type").asText().equals("object"))
        .anyMatch(
            node ->
                !node.path("additionalProperties").isBoolean()
                    || node.get("additionalProperties").asBoolean());
  }

  /** The schema and all schemas in it that state a type. */
  private static List<JsonNode> typed(JsonNode schema) {
    return schema.findParents("type").stream()
        .filter(node -> node.get("type").isTextual())
        .toList();
  }
}
