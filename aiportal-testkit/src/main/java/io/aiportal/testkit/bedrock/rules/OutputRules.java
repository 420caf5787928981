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
          OutputRules::keywords,
          OutputRules::effort);

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final Set<String> UNSUPPORTED_KEYWORDS =
      Set.of(
          "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "maxItems");

  private OutputRules() {}

  private static @Nullable Violation unsupported(CheckedRequest request) {
    if (!request.body().path("outputConfig").has("textFormat") || request.family().outputFormat()) {
      return null;
    }
    return switch (request.family().errors()) {
      case anthropic -> Violation.model("output_config.format: Extra inputs are not permitted");
      case bedrock -> Violation.unsupported("outputConfig.textFormat");
    };
  }

  private static @Nullable Violation notAnObject(CheckedRequest request) {
    JsonNode schema = schemaText(request);
    if (schema.isMissingNode()) {
      return null;
    }
    JsonNode parsed = schema(request);
    return parsed.isObject()
        ? null
        : Violation.validation(
            "The schema field in the outputConfig is not a JSON object. Add a valid JSON schema and"
                + " try again.");
  }

  private static @Nullable Violation openObjects(CheckedRequest request) {
    return request.family().closedSchemas() && hasOpenObject(schema(request))
        ? Violation.model(
            "output_config.format.schema: For 'object' type, 'additionalProperties' must be"
                + " explicitly set to false")
        : null;
  }

  private static @Nullable Violation keywords(CheckedRequest request) {
    if (!request.family().closedSchemas()) {
      return null;
    }
    for (JsonNode node : typed(schema(request))) {
      for (String keyword : (Iterable<String>) node::fieldNames) {
        boolean manyItems = keyword.equals("minItems") && node.get(keyword).asInt() > 1;
        if (UNSUPPORTED_KEYWORDS.contains(keyword) || manyItems) {
          return Violation.model(
              "output_config.format.schema: For '%s' type, property '%s' is not supported"
                  .formatted(node.path("type").asText(), keyword));
        }
      }
    }
    return null;
  }

  /** The highest efforts only mean something while the model thinks. */
  private static @Nullable Violation effort(CheckedRequest request) {
    String effort = request.body().path("outputConfig").path("effort").asText();
    boolean high = effort.equals("xhigh") || effort.equals("max");
    return high && !request.thinks()
        ? Violation.validation(
            ("The effort %s needs thinking to be enabled. Enable thinking or lower the effort"
                    + " and try again.")
                .formatted(effort))
        : null;
  }

  private static JsonNode schemaText(CheckedRequest request) {
    return request.body().at("/outputConfig/textFormat/structure/jsonSchema/schema");
  }

  private static JsonNode schema(CheckedRequest request) {
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
