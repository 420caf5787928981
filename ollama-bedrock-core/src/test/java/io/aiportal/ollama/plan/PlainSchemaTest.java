package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What references lead to stands in their place. */
class PlainSchemaTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'object','properties':{'a':{'type':'string'}},'required':['a']} => same =>
          {'type':'object','description':'D','properties':{'a':true},'additionalProperties':false} => {'type':'object','properties':{'a':true}} => D
          {'type':'object','properties':{'a':{'$ref':'#/$defs/x'},'b':{'items':{'$ref':'#/$defs/x'}},'c':{'anyOf':[{'$ref':'#/$defs/x'},true]}},'$defs':{'x':{'type':'integer'}}} => {'type':'object','properties':{'a':{'type':'integer'},'b':{'items':{'type':'integer'}},'c':{'anyOf':[{'type':'integer'},true]}}} =>
          {'type':'object','properties':{'a':{'$ref':'#/$defs/x','description':'mine','title':'T'}},'$defs':{'x':{'type':'integer','description':'theirs'}}} => {'type':'object','properties':{'a':{'type':'integer','description':'mine','title':'T'}}} =>
          {'type':'object','properties':{'a':{'$ref':'#/$defs/x','minimum':1}},'$defs':{'x':{'type':'integer'}}} => {'type':'object','properties':{'a':{'type':'integer','minimum':1}}} =>
          {'type':'object','properties':{'a':{'$ref':'#/$defs/x','minimum':1}},'$defs':{'x':{'type':'integer','minimum':0}}} => {'type':'object','properties':{'a':{'allOf':[{'type':'integer','minimum':0},{'minimum':1}]}}} =>
          {'type':'object','properties':{'a':{'$ref':'#/$defs/x','minimum':1},'b':{'$ref':'#/$defs/x'}},'$defs':{'x':true}} => {'type':'object','properties':{'a':true,'b':true}} =>
          {'type':'object','properties':{'a':{'$ref':'#/$defs/x'}},'$defs':{'x':{'type':'object','description':'D','properties':{'b':{'$ref':'#/$defs/x'},'c':{'$ref':'#'}}}}} => {'type':'object','properties':{'a':{'type':'object','description':'D','properties':{'b':{'type':'object','description':'D'},'c':{'type':'object'}}}}} =>
          {'type':'object','properties':{'a':{'$ref':'#/$defs/x'},'b':{'$ref':'#/$defs/y'}},'$defs':{'x':{'properties':{'k':{'$ref':'#/$defs/y'}}},'y':{'type':'string'}}} => {'type':'object','properties':{'a':{'properties':{'k':{'type':'string'}}},'b':{'type':'string'}}} =>
          {'type':'object','properties':{'a':{'$defs':{'q':true},'definitions':{},'type':'string'}},'description':'D'} => {'type':'object','properties':{'a':{'type':'string'}}} => D
          {'type':'object','properties':{'a':{'enum':[{'$ref':'x'}]},'b':{'dependencies':{'c':{'$ref':'#/$defs/x'},'d':['e']}}},'$defs':{'x':{'type':'null'}}} => {'type':'object','properties':{'a':{'enum':[{'$ref':'x'}]},'b':{'dependencies':{'c':{'type':'null'},'d':['e']}}}} =>
          {'type':'object','properties':{'a':{'$dynamicRef':'#x'}},'$defs':{'q':{'$dynamicAnchor':'x','type':'string'}}} => {'type':'object','properties':{'a':{'type':'string'}}} =>
          {'type':'object','properties':{'a':{'not':{'$ref':'#/$defs/x'}}},'minProperties':1,'$defs':{'x':{'type':'integer'}}} => {'type':'object','properties':{'a':{'not':{'type':'integer'}}}} =>
          {'type':'object','properties':{'a':{'$ref':'#/properties/b/items'},'b':{'items':{'type':'null'}}}} => {'type':'object','properties':{'a':{'type':'null'},'b':{'items':{'type':'null'}}}} =>
          """)
  void schema_hasNoReferences_andLittleAtItsRoot(
      String given, String expected, @Nullable String rule) {
    Map<String, @Nullable Object> schema = json(given);
    ToolSchema plain = ToolSchemas.of(schema, Schemas.PLAIN);
    if (expected.equals("same")) {
      assertThat(plain.schema()).isSameAs(schema);
    }
    assertThat(JsonObjects.write(plain.schema()))
        .isEqualTo((expected.equals("same") ? given : expected).replace('\'', '"'));
    assertThat(plain.rule()).isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource({"98, true", "99, false", "300, false"})
  void referencesOfReferences_areFollowedToALimit(int length, boolean followed) {
    Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
    for (int i = 0; i < length; i++) {
      definitions.put("d" + i, Map.of("$ref", "#/$defs/d" + (i + 1)));
    }
    definitions.put("d" + length, Map.of("minLength", 1));
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("properties", Map.of("p", Map.of("$ref", "#/$defs/d0")));
    schema.put("$defs", definitions);
    Map<String, @Nullable Object> plain = ToolSchemas.of(schema, Schemas.PLAIN).schema();
    assertThat(plain.get("properties"))
        .isEqualTo(Map.of("p", followed ? Map.of("minLength", 1) : Map.of()));
  }

  /** References that double with each level add 64 KiB, and stubs for the rest. */
  @Test
  void whatReferencesLeadTo_isAddedToALimit() {
    Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      Object next = Map.of("$ref", "#/$defs/d" + (i + 1));
      definitions.put(
          "d" + i,
          Map.of("type", "object", "description", "D", "properties", Map.of("a", next, "b", next)));
    }
    definitions.put("d20", Map.of("type", "string"));
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("properties", Map.of("p", Map.of("$ref", "#/$defs/d0")));
    schema.put("$defs", definitions);
    String plain = JsonObjects.write(ToolSchemas.of(schema, Schemas.PLAIN).schema());
    assertThat(plain.length()).isBetween(10_000, 100_000);
    assertThat(plain).doesNotContain("$ref");
  }

  /** Whatever it is that makes a definition large: 64 KiB of it are enough. */
  @ParameterizedTest
  @ValueSource(strings = {"description", "properties", "enum", "required", "anyOf"})
  void largeDefinition_isAddedToALimit(String large) {
    String bulk = "b".repeat(4_000);
    Object held =
        switch (large) {
          case "description" -> bulk;
          case "properties" -> Map.of(bulk.substring(0, 64), Map.of("title", bulk));
          case "anyOf" -> List.of(Map.of("title", bulk));
          default -> List.of(bulk);
        };
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      properties.put("p" + i, Map.of("$ref", "#/$defs/d"));
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("properties", properties);
    schema.put("$defs", Map.of("d", Map.of("type", "object", large, held)));
    Map<String, @Nullable Object> plain = ToolSchemas.of(schema, Schemas.PLAIN).schema();
    assertThat(JsonObjects.write(plain).length()).isBetween(30_000, 100_000);
    Map<?, ?> all = (Map<?, ?>) Objects.requireNonNull(plain.get("properties"));
    assertThat(all.get("p0")).isEqualTo(Map.of("type", "object", large, held));
    assertThat(all.get("p99")).isEqualTo(Map.of("type", "object"));
  }

  private static Map<String, @Nullable Object> json(String text) {
    return Objects.requireNonNull(JsonObjects.parse(text.replace('\'', '"')));
  }
}
