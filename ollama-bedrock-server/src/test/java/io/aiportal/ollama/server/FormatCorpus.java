package io.aiportal.ollama.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Schemas of the drafts 4 to 2020-12, with answers that follow them and answers that do not; the
 * same for the same seed. Who is right is told by another validator than ours.
 */
final class FormatCorpus {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final SchemaRegistry JUDGE =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private static final int MOST_DEPTH = 3;
  private static final int TRIES = 12;

  private static final List<String> KEYS = List.of("name", "age", "tags", "next", "a", "b_c", "x");

  /** Patterns, each with a text that it is found in. */
  private static final Map<String, String> PATTERNS =
      Map.of("^[a-z]+$", "abc", "^[A-Z]{2}-[0-9]{2}$", "AB-12", "o", "foo", "^$|^x", "x");

  private final Random random;
  private Draft draft = Draft.UNSAID;

  FormatCorpus(long seed) {
    this.random = new Random(seed);
  }

  /** A draft, in which schemas are written. */
  private enum Draft {
    FOUR("http://json-schema.org/draft-04/schema#"),
    SIX("http://json-schema.org/draft-06/schema#"),
    SEVEN("http://json-schema.org/draft-07/schema#"),
    OF_2019("https://json-schema.org/draft/2019-09/schema"),
    OF_2020("https://json-schema.org/draft/2020-12/schema"),
    UNSAID("");

    final String address;

    Draft(String address) {
      this.address = address;
    }

    boolean isSince(Draft other) {
      return compareTo(other) >= 0;
    }
  }

  /**
   * A schema with answers to it.
   *
   * @param valid answers that follow it, at least one
   * @param invalid answers that do not, at least one
   */
  record Entry(ObjectNode schema, List<JsonNode> valid, List<JsonNode> invalid) {}

  /** What is wrong with a value; empty for nothing. */
  static String problem(JsonNode schema, JsonNode value) {
    return String.join(
        "; ", judged(schema).validate(value).stream().map(Object::toString).toList());
  }

  private static Schema judged(JsonNode schema) {
    return JUDGE.getSchema(schema);
  }

  /** So many schemas, no two of them the same. */
  List<Entry> entries(int count) {
    List<Entry> entries = new ArrayList<>();
    List<ObjectNode> known = new ArrayList<>();
    while (entries.size() < count) {
      Entry entry = entry(root());
      if (!entry.valid().isEmpty() && !entry.invalid().isEmpty()) {
        if (!known.contains(entry.schema())) {
          known.add(entry.schema());
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private Entry entry(ObjectNode schema) {
    Schema judge = judged(schema);
    List<JsonNode> valid = new ArrayList<>();
    List<JsonNode> invalid = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      JsonNode value = i < TRIES / 2 ? value(schema, schema, 0) : broken(value(schema, schema, 0));
      (judge.validate(value).isEmpty() ? valid : invalid).add(value);
    }
    return new Entry(schema, valid, invalid);
  }

  private ObjectNode root() {
    draft = one(List.of(Draft.values()));
    ObjectNode schema = JSON.objectNode();
    if (draft != Draft.UNSAID) {
      schema.put("$schema", draft.address);
    }
    ObjectNode definitions = JSON.objectNode();
    definitions.set("leaf", schema(MOST_DEPTH));
    definitions.set("node", list());
    switch (random.nextInt(10)) {
      case 0 -> schema.put("$ref", reference("node"));
      case 1 -> {
        schema.setAll(object(0));
        ((ObjectNode) schema.path("properties")).putObject("next").put("$ref", "#");
      }
      case 2, 3, 4, 5 -> schema.setAll(object(0));
      default -> schema.setAll(schema(0));
    }
    schema.set(definitionsAt(), definitions);
    return schema;
  }

  private String definitionsAt() {
    return draft.isSince(Draft.OF_2019) ? "$defs" : "definitions";
  }

  private String reference(String name) {
    return "#/" + definitionsAt() + "/" + name;
  }

  /** A list that goes on as itself. */
  private ObjectNode list() {
    ObjectNode node = JSON.objectNode().put("type", "object");
    ObjectNode properties = node.putObject("properties");
    properties.putObject("name").put("type", "string");
    ArrayNode ways = properties.putObject("next").putArray("anyOf");
    ways.addObject().put("$ref", reference("node"));
    ways.addObject().put("type", "null");
    node.putArray("required").add("name");
    return node;
  }

  private ObjectNode schema(int depth) {
    return switch (random.nextInt(depth < MOST_DEPTH ? 16 : 8)) {
      case 0 -> number("integer");
      case 1 -> number("number");
      case 2 -> text();
      case 3 -> JSON.objectNode().put("type", random.nextBoolean() ? "boolean" : "null");
      case 4 -> choice();
      case 5 -> JSON.objectNode().set("type", JSON.arrayNode().add("string").add("null"));
      case 6 -> depth > 0 && depth < MOST_DEPTH ? reference() : text();
      case 7 -> number("integer");
      case 8, 9 -> array(depth);
      case 10 -> union("anyOf", depth);
      case 11 -> union("oneOf", depth);
      case 12 -> union("allOf", depth);
      default -> object(depth);
    };
  }

  private ObjectNode reference() {
    return JSON.objectNode().put("$ref", reference(random.nextBoolean() ? "leaf" : "node"));
  }

  private ObjectNode number(String type) {
    ObjectNode schema = JSON.objectNode().put("type", type);
    int least = random.nextInt(10) - 5;
    int most = least + random.nextInt(20);
    switch (random.nextInt(5)) {
      case 0 -> limits(schema, "minimum", "exclusiveMinimum", least);
      case 1 -> limits(schema, "maximum", "exclusiveMaximum", most);
      case 2 -> {
        limits(schema, "minimum", "exclusiveMinimum", least);
        limits(schema, "maximum", "exclusiveMaximum", most);
      }
      case 3 -> schema.put("multipleOf", 1 + random.nextInt(4));
      default -> {}
    }
    return schema;
  }

  private void limits(ObjectNode schema, String inclusive, String exclusive, int limit) {
    boolean isExclusive = random.nextBoolean();
    if (draft == Draft.FOUR) {
      schema.put(inclusive, limit).put(exclusive, isExclusive);
    } else {
      schema.put(isExclusive ? exclusive : inclusive, limit);
    }
  }

  private ObjectNode text() {
    ObjectNode schema = JSON.objectNode().put("type", "string");
    switch (random.nextInt(5)) {
      case 0 -> schema.put("minLength", random.nextInt(4));
      case 1 -> schema.put("maxLength", random.nextInt(6));
      case 2 -> schema.put("pattern", one(List.copyOf(new java.util.TreeSet<>(PATTERNS.keySet()))));
      default -> {}
    }
    return schema;
  }

  private ObjectNode choice() {
    ObjectNode schema = JSON.objectNode();
    if (draft.isSince(Draft.SIX) && random.nextBoolean()) {
      return schema.set("const", one(anyValues()));
    }
    ArrayNode values = schema.putArray("enum");
    values.add("red").add("green");
    if (random.nextBoolean()) {
      values.add(one(anyValues())).add(7);
    }
    return schema;
  }

  private ObjectNode array(int depth) {
    ObjectNode schema = JSON.objectNode().put("type", "array");
    boolean tuple = random.nextInt(3) == 0;
    if (tuple) {
      boolean newest = draft.isSince(Draft.OF_2020);
      ArrayNode first = schema.putArray(newest ? "prefixItems" : "items");
      first.add(schema(depth + 1)).add(schema(depth + 1));
      if (random.nextBoolean()) {
        schema.put(newest ? "items" : "additionalItems", false);
      }
    } else {
      schema.set("items", schema(depth + 1));
    }
    if (random.nextBoolean()) {
      schema.put("minItems", random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      schema.put("maxItems", 2 + random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      schema.put("uniqueItems", true);
    }
    if (random.nextInt(5) == 0 && draft.isSince(Draft.SIX)) {
      schema.putObject("contains").put("type", "string");
    }
    return schema;
  }

  private ObjectNode object(int depth) {
    ObjectNode schema = JSON.objectNode();
    if (random.nextInt(8) > 0) {
      schema.put("type", "object");
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (int i = random.nextInt(4); i >= 0; i--) {
      String key = one(KEYS);
      properties.set(key, schema(depth + 1));
      if (random.nextBoolean() && !contains(required, key)) {
        required.add(key);
      }
    }
    if (required.isEmpty()) {
      schema.remove("required");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      rule(schema, depth);
    }
    return schema;
  }

  private static boolean contains(ArrayNode names, String name) {
    for (JsonNode known : names) {
      if (known.textValue().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Something more that an object must obey. */
  private void rule(ObjectNode schema, int depth) {
    boolean since2019 = draft.isSince(Draft.OF_2019);
    switch (random.nextInt(9)) {
      case 0 -> schema.put("additionalProperties", false);
      case 1 -> schema.set("additionalProperties", schema(depth + 1));
      case 2 -> schema.putObject("patternProperties").set("^x", schema(depth + 1));
      case 3 -> schema.put("minProperties", random.nextInt(3));
      case 4 -> schema.put("maxProperties", 2 + random.nextInt(4));
      case 5 ->
          schema
              .putObject(since2019 ? "dependentRequired" : "dependencies")
              .putArray("name")
              .add("age");
      case 6 ->
          schema
              .putObject(since2019 ? "dependentSchemas" : "dependencies")
              .putObject("a")
              .putArray("required")
              .add("b_c");
      case 7 -> schema.putObject("not").putArray("required").add("tags");
      default -> {
        if (draft.isSince(Draft.SEVEN)) {
          schema.putObject("if").putArray("required").add("age");
          schema.putObject("then").putArray("required").add("name");
        }
      }
    }
  }

  private ObjectNode union(String combination, int depth) {
    ObjectNode schema = JSON.objectNode();
    ArrayNode ways = schema.putArray(combination);
    ways.add(schema(depth + 1));
    ways.add(combination.equals("allOf") ? JSON.objectNode() : schema(depth + 1));
    if (random.nextInt(3) == 0) {
      ways.addObject().put("type", combination.equals("allOf") ? "string" : "null");
    }
    return schema;
  }

  /** A value that mostly follows a schema. */
  private JsonNode value(JsonNode schema, JsonNode root, int depth) {
    if (depth > 8) {
      return NullNode.instance;
    }
    if (schema.has("$ref")) {
      return value(root.at(schema.path("$ref").textValue().substring(1)), root, depth + 1);
    }
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.has("enum")) {
      return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
    }
    for (String combination : List.of("anyOf", "oneOf", "allOf")) {
      JsonNode ways = schema.path(combination);
      if (!ways.isEmpty()) {
        boolean first = combination.equals("allOf") || depth > 3;
        int way = depth > 3 ? ways.size() - 1 : first ? 0 : random.nextInt(ways.size());
        return value(ways.path(way), root, depth + 1);
      }
    }
    JsonNode type = schema.path("type");
    String name = type.isArray() ? type.path(random.nextInt(type.size())).asText() : type.asText();
    return switch (name) {
      case "integer", "number" -> number(schema, name);
      case "string" -> text(schema);
      case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
      case "array" -> array(schema, root, depth);
      case "null" -> NullNode.instance;
      default -> schema.has("properties") ? object(schema, root, depth) : one(anyValues());
    };
  }

  private JsonNode number(JsonNode schema, String type) {
    int step = schema.path("multipleOf").asInt(1);
    int least = limit(schema, "minimum", "exclusiveMinimum", Integer.MIN_VALUE);
    int most = limit(schema, "maximum", "exclusiveMaximum", Integer.MAX_VALUE);
    int number =
        least != Integer.MIN_VALUE
            ? least + random.nextInt(3)
            : most != Integer.MAX_VALUE ? most - random.nextInt(3) : random.nextInt(50) * step;
    return type.equals("number") && step == 1 && random.nextInt(3) == 0
        ? DecimalNode.valueOf(BigDecimal.valueOf(number).add(new BigDecimal("0.5")))
        : IntNode.valueOf(number);
  }

  private static int limit(JsonNode schema, String inclusive, String exclusive, int none) {
    return schema.has(inclusive)
        ? schema.path(inclusive).asInt()
        : schema.path(exclusive).isNumber() ? schema.path(exclusive).asInt() : none;
  }

  private JsonNode text(JsonNode schema) {
    String fitting = PATTERNS.get(schema.path("pattern").asText());
    String text = fitting == null ? one(List.of("Rome", "", "é😀", "a \"b\"\n", "x")) : fitting;
    return TextNode.valueOf(text + "o".repeat(schema.path("minLength").asInt()));
  }

  private JsonNode array(JsonNode schema, JsonNode root, int depth) {
    ArrayNode array = JSON.arrayNode();
    JsonNode items = schema.path("items");
    JsonNode first = items.isArray() ? items : schema.path("prefixItems");
    int size = Math.max(schema.path("minItems").asInt(), first.size()) + random.nextInt(2);
    for (int i = 0; i < size; i++) {
      JsonNode element = i < first.size() ? first.path(i) : items;
      if (element.isObject()) {
        array.add(value(element, root, depth + 1));
      }
    }
    return array;
  }

  private JsonNode object(JsonNode schema, JsonNode root, int depth) {
    ObjectNode object = JSON.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              boolean needed = schema.path("required").toString().contains(property.getKey());
              if (needed || (depth < 3 && random.nextBoolean())) {
                object.set(property.getKey(), value(property.getValue(), root, depth + 1));
              }
            });
    return object;
  }

  /** The value with something in it that hardly follows the same schema. */
  private JsonNode broken(JsonNode value) {
    if (value instanceof ObjectNode object && !object.isEmpty()) {
      ObjectNode broken = object.deepCopy();
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = one(names);
      if (random.nextBoolean()) {
        broken.remove(name);
      } else {
        broken.set(name, random.nextBoolean() ? one(anyValues()) : broken(broken.path(name)));
      }
      return random.nextInt(4) == 0 ? broken.put("more", 1) : broken;
    }
    if (value.isArray() && !value.isEmpty()) {
      ArrayNode broken = value.deepCopy();
      broken.add(random.nextBoolean() ? one(anyValues()) : broken.path(0));
      return broken;
    }
    return value.isInt() ? IntNode.valueOf(value.intValue() - 7) : one(anyValues());
  }

  private static List<JsonNode> anyValues() {
    return List.of(
        NullNode.instance,
        BooleanNode.TRUE,
        IntNode.valueOf(4),
        TextNode.valueOf("words"),
        json("[1,\"a\"]"),
        json("{\"name\":\"Ann\",\"age\":200}"),
        json("{}"));
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
