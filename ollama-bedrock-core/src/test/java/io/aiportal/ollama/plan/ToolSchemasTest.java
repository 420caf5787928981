package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas of arguments; the common ones are golden requests. */
class ToolSchemasTest {

  private static final int SIZE = 300;

  static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of("keys of one stem", by(ToolSchemasTest::keys)),
        Arguments.of("branches of one property", by(ToolSchemasTest::branches)),
        Arguments.of("branches that are one definition", by(ToolSchemasTest::sameBranches)),
        Arguments.of("references to a large definition", by(ToolSchemasTest::references)),
        Arguments.of("references into what is inside of each other", by(ToolSchemasTest::nested)),
        Arguments.of("definitions that double", by(ToolSchemasTest::doubling)));
  }

  private static IntFunction<Map<String, @Nullable Object>> by(
      IntFunction<Map<String, @Nullable Object>> schema) {
    return schema;
  }

  /** A root that was meant for something else must not rule out the object that it becomes. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'enum':[1,null,'a']} => {'type':'object','properties':{}}
          {'type':'object','properties':{},'enum':[]} => {'type':'object','properties':{}}
          {'enum':[1,{'a':2}]} => {'type':'object','enum':[{'a':2}],'properties':{}}
          {'const':null} => {'type':'object','properties':{}}
          {'const':{'a':1}} => {'type':'object','const':{'a':1},'properties':{}}
          {'type':'object','properties':{},'const':'a'} => {'type':'object','properties':{}}
          {'$ref':'#/$defs/e','$defs':{'e':{'enum':[1]}}} => {'type':'object','$defs':{'e':{'enum':[1]}},'properties':{}}
          {'not':{'type':'object'}} => {'type':'object','properties':{}}
          {'not':{}} => {'type':'object','properties':{}}
          {'not':{'required':['a']}} => {'type':'object','not':{'required':['a']},'properties':{}}
          """)
  void rootOfAnotherType_becomesAnObject(String given, String expected) {
    Map<String, @Nullable Object> schema =
        Objects.requireNonNull(JsonObjects.parse(given.replace('\'', '"')));
    assertThat(JsonObjects.write(ToolSchemas.of(schema, Schemas.ANY).schema()))
        .isEqualTo(expected.replace('\'', '"'));
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  @Timeout(60)
  void work_growsWithTheSchemaAndNoMore(
      String name, IntFunction<Map<String, @Nullable Object>> schema) {
    for (Schemas taken : Schemas.values()) {
      Map<Integer, Map<String, @Nullable Object>> schemas = new LinkedHashMap<>();
      Growth.assertLinear(
          SIZE, size -> ToolSchemas.of(schemas.computeIfAbsent(size, schema::apply), taken));
    }
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void result_isNotMuchLargerThanTheSchema(
      String name, IntFunction<Map<String, @Nullable Object>> schema) throws Exception {
    Map<String, @Nullable Object> large = schema.apply(32 * SIZE);
    int before = JsonObjects.write(large).length();
    for (Schemas taken : Schemas.values()) {
      ToolSchema normalized = ToolSchemas.of(large, taken);
      String after = JsonObjects.write(normalized.schema());
      assertThat(after.length()).isLessThan(8 * before + 200_000);
      assertThat(Objects.requireNonNullElse(normalized.rule(), "").length()).isLessThan(5_000);
      SchemaRules.check(new ObjectMapper().readTree(after), taken == Schemas.PLAIN);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 199})
  void references_ofReferencesAtTheRoot_areFollowedToALimit(int length) throws Exception {
    Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
    for (int i = 0; i < length; i++) {
      definitions.put("d" + i, Map.of("$ref", "#/$defs/d" + (i + 1)));
    }
    definitions.put("d" + length, Map.of("properties", Map.of("deep", Map.of("type", "string"))));
    ToolSchema normalized =
        ToolSchemas.of(Map.of("$ref", "#/$defs/d0", "$defs", definitions), Schemas.ANY);

    SchemaRules.check(new ObjectMapper().readTree(JsonObjects.write(normalized.schema())), false);
    boolean found = normalized.schema().get("properties").toString().contains("deep");
    assertThat(found).isEqualTo(length < 8);
  }

  @Test
  void reference_toItself_isLeftOutAtTheRoot() {
    assertThat(ToolSchemas.of(Map.of("$ref", "#"), Schemas.ANY).schema())
        .isEqualTo(Map.of("type", "object", "properties", Map.of()));
    assertThat(ToolSchemas.of(Map.of("$ref", "#"), Schemas.PLAIN).schema())
        .isEqualTo(Map.of("type", "object", "properties", Map.of()));
  }

  @Test
  void keys_thatDifferOnlyInWhatIsNotTaken_keepNamesOfTheirOwn() {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    // Two of them have the same hash.
    for (String key :
        List.of("Aa é", "BB é", "a b", "a_b", "a.b", "x".repeat(65), "x".repeat(66))) {
      properties.put(key, Map.of());
    }
    ToolSchema normalized =
        ToolSchemas.of(Map.of("type", "object", "properties", properties), Schemas.ANY);

    assertThat((Map<?, ?>) normalized.schema().get("properties")).hasSize(properties.size());
    assertThat(normalized.keys().callersKeys().values())
        .containsExactlyInAnyOrder("Aa é", "BB é", "a b", "x".repeat(65), "x".repeat(66));
    assertThat(PropertyKeys.fits("x".repeat(64))).isTrue();
    assertThat(PropertyKeys.fits("x".repeat(65))).isFalse();
    assertThat(PropertyKeys.fits("")).isFalse();
  }

  @Test
  void keyThatIsTooLong_keepsFortyCharacters_andCharactersThatAreTaken() {
    String key = "x".repeat(45) + "é";
    PropertyKeys keys = PropertyKeys.of(Set.of(key, "azAZ09_.-", "`{@[/:\u00e9"));
    assertThat(keys.toBedrock(key)).matches("x{40}_[0-9a-f]{8}");
    assertThat(keys.toBedrock("azAZ09_.-")).isEqualTo("azAZ09_.-");
    assertThat(keys.toBedrock("`{@[/:\u00e9")).matches("_{8}[0-9a-f]{8}");
    assertThat(PropertyKeys.of(Set.of("azAZ09_.-é")).toBedrock("azAZ09_.-é"))
        .startsWith("azAZ09_.-__");
  }

  @Test
  void size_isThatOfAllTexts_andKeysAreThoseOfProperties() {
    Map<String, @Nullable Object> schema =
        Map.of("properties", Map.of("ab", List.of(1, "xyz")), "k", Map.of("properties", 5));
    Set<String> keys = new LinkedHashSet<>();
    // Eight for each value and each key, and its text.
    assertThat(SchemaSize.of(schema, keys))
        .isEqualTo(8 + (18 + (8 + 10 + (8 + 8 + 11))) + (9 + (8 + 18 + 8)));
    assertThat(keys).containsExactly("ab");
  }

  @Test
  void titleAndDraft_areLeftOut() {
    Map<String, @Nullable Object> wanted = Map.of("type", "object", "properties", Map.of());
    for (String noise : List.of("title", "$schema")) {
      Map<String, @Nullable Object> schema = new LinkedHashMap<>(wanted);
      schema.put(noise, "Arguments");
      assertThat(ToolSchemas.of(schema, Schemas.ANY).schema()).isEqualTo(wanted);
    }
    assertThat(ToolSchemas.of(wanted, Schemas.ANY).schema()).isSameAs(wanted);
  }

  @Test
  void description_ofATool_getsTheRuleBehindIt() {
    ToolSchema ruled = new ToolSchema(Map.of(), PropertyKeys.SAME, "Rule.");
    ToolSchema free = new ToolSchema(Map.of(), PropertyKeys.SAME, null);

    assertThat(ruled.describe("Does it.")).isEqualTo("Does it.\nRule.");
    assertThat(ruled.describe("\u00a0")).isEqualTo("Rule.");
    assertThat(ruled.describe(null)).isEqualTo("Rule.");
    assertThat(free.describe("Does it.")).isEqualTo("Does it.");
    assertThat(free.describe(" ")).isNull();
    assertThat(free.describe(null)).isNull();
  }

  private static Map<String, @Nullable Object> keys(int size) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      // Strings of "Aa" and "BB" all have the same hash.
      String bits = Integer.toBinaryString((1 << 20) + i);
      properties.put("é" + bits.replace("0", "Aa").replace("1", "BB"), Map.of("type", "str"));
    }
    return object(properties);
  }

  private static Map<String, @Nullable Object> branches(int size) {
    List<@Nullable Object> branches = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      branches.add(
          Map.of("properties", Map.of("a", Map.of("const", i)), "required", List.of("a", "k" + i)));
    }
    return Map.of("type", "object", "anyOf", branches);
  }

  private static Map<String, @Nullable Object> sameBranches(int size) {
    List<@Nullable Object> branches = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      branches.add(Map.of("$ref", "#/$defs/d"));
    }
    return Map.of("oneOf", branches, "allOf", branches, "$defs", Map.of("d", keys(size)));
  }

  private static Map<String, @Nullable Object> references(int size) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      properties.put("p" + i, Map.of("$ref", "#/$defs/d"));
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>(object(properties));
    schema.put("$defs", Map.of("d", keys(size)));
    return schema;
  }

  private static Map<String, @Nullable Object> nested(int size) {
    Map<String, @Nullable Object> inside = keys(size);
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    StringBuilder reference = new StringBuilder("#/x");
    for (int i = 0; i < 150; i++) {
      inside = Map.of("x", inside);
      properties.put("p" + i, Map.of("$ref", reference.toString()));
      reference.append("/x");
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>(object(properties));
    schema.putAll(inside);
    return schema;
  }

  private static Map<String, @Nullable Object> doubling(int size) {
    Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Map<String, @Nullable Object> next = Map.of("$ref", "#/$defs/d" + (i + 1));
      definitions.put("d" + i, object(Map.of("a", next, "b", next)));
    }
    definitions.put("d" + size, Map.of("type", "string"));
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("oneOf", List.of(Map.of("$ref", "#/$defs/d0"), Map.of("$ref", "#/$defs/d1")));
    schema.put("$defs", definitions);
    return schema;
  }

  private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> properties) {
    return Map.of("type", "object", "properties", properties);
  }
}
