package io.aiportal.ollama.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictSchemaTest {

  @Test
  void propertiesOfSeveralTypes_areCountedAtAnyDepth() {
    assertThat(
            StrictSchema.unions(
                json(
                    """
                    {"type": ["object", "null"], "properties": {
                      "a": {"anyOf": [{"properties": {"b": {"type": ["string", "null"]}}}]},
                      "c": {"type": "string"},
                      "d": {"properties": {"e": {"type": ["integer", "null"]}, "f": true}}}}
                    """)))
        .isEqualTo(3);
    assertThat(StrictSchema.unions(null)).isZero();
  }

  /** What they lead to is known to whoever checks the answer, and not to Bedrock. */
  @Test
  void dynamicReferences_haveNoStrictSchema() {
    for (String keyword : List.of("$dynamicRef", "$recursiveRef")) {
      assertThat(StrictSchema.of(json("{\"properties\": {\"a\": {\"" + keyword + "\": \"#\"}}}")))
          .isNull();
    }
  }

  @Test
  void unions_areClosedBranchByBranch() {
    assertThat(
            strict(
                """
                {"type": ["object", "null"], "properties": {
                  "a": {"anyOf": [{"properties": {"b": {"type": "string"}}}, {"type": "null"}]},
                  "c": {"type": ["array", "null"],
                        "items": {"oneOf": [{"type": "object", "properties": {"d": {}}}]}}}}
                """))
        .isEqualTo(
            json(
                """
                {"type": ["object", "null"], "properties": {
                  "a": {"anyOf": [{"properties": {"b": {"type": "string"}},
                                   "additionalProperties": false}, {"type": "null"}]},
                  "c": {"type": ["array", "null"],
                        "items": {"oneOf": [{"type": "object", "properties": {"d": {}},
                                             "additionalProperties": false}]}}},
                 "additionalProperties": false}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"type": "object"}
        """,
        """
        {"type": ["null", "object"]}
        """,
        """
        {"properties": {}}
        """,
        """
        {"properties": {"a": {}}, "additionalProperties": true}
        """,
        """
        {"properties": {"a": {}}, "additionalProperties": {"type": "string"}}
        """,
        """
        {"properties": {"a b": {"type": "string"}}}
        """,
        """
        {"properties": {"a": {"allOf": []}}}
        """,
        """
        {"properties": {"a": {"anyOf": [{"type": "object"}]}}}
        """,
        """
        {"properties": {"a": {"$ref": "#/properties/b"}}}
        """,
        """
        {"properties": {"a": {"$ref": "#"}}}
        """,
        """
        {"properties": {"a": {"$ref": "elsewhere#/properties/a"}}}
        """,
        """
        {"properties": {"a": {"$ref": "#/properties/a/x"}}}
        """,
        """
        {"properties": {"a": {"$ref": "#/$defs/n"}},
         "$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}}}}}
        """,
        """
        {"properties": {"a": {"$ref": "#/definitions/m"}},
         "definitions": {"m": {"properties": {"n": {"$ref": "#/definitions/n"}}},
                         "n": {"properties": {"m": {"$ref": "#/definitions/m"}}}}}
        """
      })
  void schema_thatCannotBeClosed_hasNoStrictForm(String schema) {
    assertThat(StrictSchema.of(json(schema))).isNull();
  }

  @Test
  void reference_thatIsFollowedTwice_isNoCircle() {
    assertThat(
            strict(
                """
                {"properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "#/$defs/n"}},
                 "$defs": {"n": {"type": "string", "maxLength": 3}}}
                """))
        .containsEntry("additionalProperties", false);
  }

  @Test
  void limits_moveIntoTheDescription() {
    assertThat(
            strict(
                """
                {"properties": {
                  "a": {"type": "integer", "minimum": 1, "maximum": 5, "description": "Stars."},
                  "b": {"type": "array", "minItems": 1},
                  "c": {"type": "array", "minItems": 2, "description": " "},
                  "d": {"type": "array", "uniqueItems": true},
                  "minimum": {"minimum": "odd", "uniqueItems": false}}}
                """))
        .isEqualTo(
            json(
                """
                {"properties": {
                  "a": {"type": "integer", "description": "Stars. (minimum=1, maximum=5)"},
                  "b": {"type": "array", "minItems": 1},
                  "c": {"type": "array", "description": "minItems=2"},
                  "d": {"type": "array", "description": "uniqueItems=true"},
                  "minimum": {}},
                 "additionalProperties": false}
                """));
  }

  @Test
  void chainOfReferences_isFollowedOnlySoFar() {
    assertThat(StrictSchema.of(chain(19))).isNotNull();
    assertThat(StrictSchema.of(chain(21))).isNull();
    assertThat(StrictSchema.of(chain(50_000))).isNull();
  }

  @Test
  void references_thatOnlyLookDifferent_areFollowedOnce() {
    Growth.assertLinear(
        100,
        size -> {
          Map<String, @Nullable Object> properties = new LinkedHashMap<>();
          Map<String, @Nullable Object> large = new LinkedHashMap<>();
          for (int i = 0; i < size; i++) {
            properties.put("p" + i, Map.of("$ref", "#/$defs/large" + "/".repeat(i % 100 + 1)));
            large.put("q" + i, Map.of("type", "string"));
          }
          Map<String, @Nullable Object> schema = new LinkedHashMap<>();
          schema.put("properties", properties);
          schema.put("$defs", Map.of("large", Map.of("properties", large)));
          assertThat(StrictSchema.of(schema)).isNotNull();
        });
  }

  /** So many definitions, each of which refers to the next. */
  private static Map<String, @Nullable Object> chain(int length) {
    Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
    for (int i = 0; i < length; i++) {
      definitions.put("d" + i, Map.of("$ref", "#/$defs/d" + (i + 1)));
    }
    definitions.put("d" + length, Map.of("type", "string"));
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("properties", Map.of("a", Map.of("$ref", "#/$defs/d0")));
    schema.put("$defs", definitions);
    return schema;
  }

  private static Map<String, @Nullable Object> strict(String schema) {
    return requireNonNull(StrictSchema.of(json(schema)));
  }

  private static Map<String, @Nullable Object> json(String text) {
    return requireNonNull(JsonObjects.parse(text), () -> "no JSON: " + List.of(text));
  }
}
