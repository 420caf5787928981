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

  private static @Nullable Violation unsupported(Call call) {
    if (!call.request().path("outputConfig").has("textFormat") || call.family().outputFormat()) {
      return null;
    }
    return switch (call.family().errors()) {
      case anthropic -> Violation.model("output_config.format: Extra inputs are not permitted");
      case bedrock -> Violation.unsupported("outputConfig.textFormat");
    };
  }

  private static @Nullable Violation notAnObject(Call call) {
    JsonNode schema = schemaText(call);
    if (schema.isMissingNode()) {
      return null;
    }
    JsonNode parsed = schema(call);
    return parsed.isObject()
        ? null
        : Violation.validation(
            "The schema field in the outputConfig is not a JSON object. Add a valid JSON schema and"
                + " try again.");
  }

  private static @Nullable Violation openObjects(Call call) {
    return call.family().closedSchemas() && hasOpenObject(schema(call))
        ? Violation.model(
            "output_config.format.schema: For 'object' type, 'additionalProperties' must be"
                + " explicitly set to false")
        : null;
  }

  private static @Nullable Violation keywords(Call call) {
    if (!call.family().closedSchemas()) {
      return null;
    }
    for (JsonNode node : typed(schema(call))) {
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
  private static @Nullable Violation effort(Call call) {
    String effort = call.request().path("outputConfig").path("effort").asText();
    boolean high = effort.equals("xhigh") || effort.equals("max");
    return high && !call.thinks()
        ? Violation.validation(
            ("The effort %s needs thinking to be enabled. Enable thinking or lower the effort"
                    + " and try again.")
                .formatted(effort))
        : null;
  }

  private static JsonNode schemaText(Call call) {
    return call.request().at("/outputConfig/textFormat/structure/jsonSchema/schema");
  }

  private static JsonNode schema(Call call) {
    try {
      return MAPPER.readTree(schemaText(call).asText());
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
