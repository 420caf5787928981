package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.json.JsonKeys;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever schema a tool has, of whatever draft and with whatever mistakes: models take it. */
@Tag("slow")
class AnySchemaTest {

  private static final int SCHEMAS = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> KEYS =
      List.of(
          "city",
          "a b",
          "a_b",
          "日本",
          "",
          "$filter",
          "type",
          "properties",
          "$ref",
          "x/y~z%",
          "items");
  private static final List<String> LIMITS =
      List.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "divisibleBy",
          "minItems",
          "maxItems",
          "uniqueItems",
          "minLength",
          "minProperties",
          "maxProperties");
  private static final List<String> REFERENCES =
      List.of(
          "#",
          "#/$defs/a",
          "#/$defs/b",
          "#/definitions/a b",
          "#/properties/city",
          "#/properties/a%20b",
          "#/properties/x~1y~0z%25",
          "#/anyOf/0",
          "#/allOf/1/properties/city",
          "#/items/0",
          "#/properties/city/items/1",
          "#/components/a",
          "#named",
          "#/nowhere",
          "https://example.org/schema",
          "other.json#/a");

  @ParameterizedTest
  @EnumSource(Schemas.class)
  void schema_ofAnyKind_isTaken(Schemas taken) throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < SCHEMAS; i++) {
      Map<String, @Nullable Object> schema = schema(random, 0);
      check(schema, taken);
    }
  }

  /** What Bedrock enforces has no keyword that it refuses, whatever draft or mistake it was of. */
  @Test
  void schema_ofAnyKind_isEnforcedWithoutWhatIsRefused_orNotAtAll() throws Exception {
    Random random = new Random(3);
    int enforced = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      Map<String, @Nullable Object> schema = enforceable(random, 0);
      String sent =
          Plans.plan(
                  Plans.SONNET,
                  ChatCall.builder("name")
                      .turns(List.of(Turn.user("Hi")))
                      .outputFormat(new OutputFormat.JsonSchema(null, schema, null)))
              .request()
              .outputSchema();
      if (sent != null) {
        enforced++;
        SchemaRules.checkEnforced(JSON.readTree(sent));
      }
    }
    assertThat(enforced).isGreaterThan(SCHEMAS / 2);
  }

  /** A schema whose limits are of any draft, or of none. */
  private static Map<String, @Nullable Object> enforceable(Random random, int depth) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("type", one(random, List.of("integer", "number", "string")));
    for (int i = random.nextInt(4); i > 0; i--) {
      Object limit = random.nextInt(4) == 0 ? value(random) : limit(random);
      schema.put(one(random, LIMITS), limit);
    }
    if (depth < 3 && random.nextBoolean()) {
      schema.put("type", "object");
      schema.put("properties", Map.of("a", enforceable(random, depth + 1)));
    } else if (depth < 3 && random.nextBoolean()) {
      schema.put("type", "array");
      schema.put("items", enforceable(random, depth + 1));
    }
    return schema;
  }

  private static void check(Map<String, @Nullable Object> schema, Schemas taken) throws Exception {
    String before = JsonObjects.write(schema);
    ToolSchema normalized = ToolSchemas.of(schema, taken);
    String text = JsonObjects.write(normalized.schema());
    JsonNode sent = JSON.readTree(text);
    try {
      SchemaRules.check(sent, taken == Schemas.PLAIN);
    } catch (AssertionError refused) {
      throw new AssertionError("of " + before, refused);
    }
    assertThat(JsonObjects.write(schema)).as("the caller's schema").isEqualTo(before);
    ToolSchema again = ToolSchemas.of(normalized.schema(), taken);
    assertThat(JsonObjects.write(again.schema())).as("of %s", before).isEqualTo(text);
    assertThat(again.schema()).as("normalized %s", text).isSameAs(normalized.schema());
    assertThat(again.keys().callersKeys()).isEmpty();
    keysComeBack(normalized);
  }

  /** Whatever a model fills the schema with: the caller reads it under his own keys. */
  private static void keysComeBack(ToolSchema normalized) {
    Map<String, String> keys = normalized.keys().callersKeys();
    keys.forEach(
        (sent, callers) -> {
          assertThat(PropertyKeys.fits(sent)).isTrue();
          assertThat(PropertyKeys.fits(callers)).isFalse();
          assertThat(normalized.keys().toBedrock(callers)).isEqualTo(sent);
        });
    Object arguments = instance(normalized.schema(), normalized.schema(), 0);
    Object restored = JsonKeys.renamed(arguments, keys);
    assertThat(JsonKeys.renamed(restored, normalized.keys().bedrockKeys())).isEqualTo(arguments);
    String text = JsonObjects.write(restored);
    keys.keySet().forEach(sent -> assertThat(text).doesNotContain(sent));
  }

  /** Some value for a schema, with all properties that it tells of. */
  private static @Nullable Object instance(
      @Nullable Object schema, Map<String, @Nullable Object> root, int depth) {
    if (!(schema instanceof Map<?, ?> map) || depth > 6) {
      return 1;
    }
    if (map.get("properties") instanceof Map<?, ?> properties) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      properties.forEach(
          (key, property) -> object.put(String.valueOf(key), instance(property, root, depth + 1)));
      return object;
    }
    if (map.get("$ref") instanceof String reference) {
      return instance(new LocalReferences(root).target(reference), root, depth + 1);
    }
    if (map.get("anyOf") instanceof List<?> ways) {
      return instance(ways.get(0), root, depth + 1);
    }
    return map.get("items") == null ? "text" : List.of(instance(map.get("items"), root, depth + 1));
  }

  @Test
  void schema_thatNeedsNothing_staysAsItIs() {
    Random random = new Random(2);
    for (int i = 0; i < 1_000; i++) {
      Map<String, @Nullable Object> properties = new LinkedHashMap<>();
      for (String key : List.of("b", "a", "c.d", "e-f", "type", "x".repeat(64))) {
        properties.put(key, sound(random, 0));
      }
      Map<String, @Nullable Object> schema = new LinkedHashMap<>();
      if (random.nextBoolean()) {
        schema.put("additionalProperties", false);
        schema.put("$defs", Map.of("a", sound(random, 0)));
      }
      schema.put("required", List.of("b"));
      schema.put("properties", properties);
      schema.put("type", "object");
      ToolSchema normalized = ToolSchemas.of(schema, Schemas.ANY);
      assertThat(normalized.schema()).as("%s", schema).isSameAs(schema);
      assertThat(normalized.rule()).isNull();
      assertThat(normalized.keys()).isSameAs(PropertyKeys.SAME);
    }
  }

  private static Map<String, @Nullable Object> sound(Random random, int depth) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    switch (random.nextInt(depth > 3 ? 4 : 8)) {
      case 0 -> schema.put("type", List.of("string", "null"));
      case 1 -> schema.put("enum", List.of("a b", 1, Map.of("$ref", "x")));
      case 2 -> {
        schema.put("type", "integer");
        schema.put("minimum", Integer.MIN_VALUE);
        schema.put("exclusiveMaximum", Integer.MAX_VALUE);
        schema.put("maximum", 0.5);
      }
      case 3 -> {
        schema.put("description", "…");
        schema.put("default", null);
        schema.put("x-own", Map.of("type", "any"));
      }
      case 4 -> schema.put("anyOf", List.of(sound(random, depth + 1), true));
      case 5 -> {
        schema.put("type", "array");
        schema.put("prefixItems", List.of(sound(random, depth + 1)));
        schema.put("items", sound(random, depth + 1));
        schema.put("maxItems", 2);
      }
      case 6 -> schema.put("properties", Map.of("k", sound(random, depth + 1)));
      default -> schema.put("$ref", "#/properties/b");
    }
    return schema;
  }

  /** A schema as people write them, and worse. */
  static Map<String, @Nullable Object> schema(Random random, int depth) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      keyword(random, depth, schema);
    }
    return schema;
  }

  private static void keyword(Random random, int depth, Map<String, @Nullable Object> schema) {
    switch (random.nextInt(20)) {
      case 0, 1 -> schema.put("type", type(random));
      case 2, 3, 4 -> schema.put("properties", named(random, depth, KEYS));
      case 5 ->
          schema.put(
              one(random, List.of("$defs", "definitions")),
              named(random, depth, List.of("a", "b", "a b")));
      case 6 -> schema.put("required", required(random));
      case 7 ->
          schema.put("items", random.nextBoolean() ? list(random, depth) : any(random, depth));
      case 8 -> schema.put("additionalItems", any(random, depth));
      case 9 -> schema.put("$ref", one(random, REFERENCES));
      case 10 -> schema.put(one(random, List.of("anyOf", "oneOf", "allOf")), list(random, depth));
      case 11 ->
          schema.put(one(random, List.of("exclusiveMinimum", "exclusiveMaximum")), limit(random));
      case 12 -> schema.put(one(random, LIMITS), limit(random));
      case 13 -> schema.put(one(random, List.of("description", "title", "format")), value(random));
      case 14 ->
          schema.put(
              one(random, List.of("additionalProperties", "not", "if", "then")),
              any(random, depth));
      case 15 -> schema.put(one(random, List.of("enum", "const", "default")), value(random));
      case 16 -> schema.put("patternProperties", named(random, depth, List.of("^a", ".*")));
      case 17 ->
          schema.put(
              one(random, List.of("dependencies", "dependentRequired", "dependentSchemas")),
              named(random, depth, KEYS));
      case 18 -> schema.put("components", named(random, depth, List.of("a", "b")));
      default -> schema.put("$anchor", "named");
    }
  }

  private static @Nullable Object any(Random random, int depth) {
    return depth < 4 && random.nextInt(4) > 0 ? schema(random, depth + 1) : value(random);
  }

  private static List<@Nullable Object> list(Random random, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    int size = random.nextInt(3);
    for (int i = 0; i < size; i++) {
      list.add(any(random, depth));
    }
    return list;
  }

  private static Map<String, @Nullable Object> named(Random random, int depth, List<String> names) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (String name : names) {
      if (random.nextInt(3) == 0) {
        named.put(name, any(random, depth));
      }
    }
    return named;
  }

  private static @Nullable Object required(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextBoolean();
      case 1 -> one(random, KEYS);
      default -> List.of(one(random, KEYS), one(random, KEYS), 1);
    };
  }

  private static @Nullable Object type(Random random) {
    List<String> words =
        List.of(
            "object", "string", "any", "str", "float", "dict", "Integer", "array", "Thing", "null");
    return random.nextInt(4) == 0
        ? List.of(one(random, words), one(random, words))
        : one(random, words);
  }

  private static @Nullable Object limit(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> true;
      case 1 -> false;
      case 5 -> 2.0;
      case 6 -> new BigDecimal("3.00");
      case 2 -> Integer.MAX_VALUE;
      case 3 -> Long.MAX_VALUE;
      case 4 -> BigInteger.TEN.pow(400);
      default -> -0.5;
    };
  }

  private static @Nullable Object value(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> true;
      case 2 -> 3;
      case 3 -> List.of(1, "a");
      case 4 -> Map.of("a b", 1, "b", List.of(Map.of("", 2)));
      case 5 -> "string";
      case 6 -> List.of(Long.MIN_VALUE, Map.of("a", BigInteger.TEN.pow(30)));
      default -> "words";
    };
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
