package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a root is made of is merged into it, and told in words as far as that loses something. */
class RootBranchesTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'oneOf':[{'required':['a']},{'required':['b','c']}],'properties':{'a':{'type':'string'}}} => {'type':'object','properties':{'a':{'type':'string'}}} => Give exactly one of these sets of arguments: a; or b, c.
          {'anyOf':[{'properties':{'k':{'const':'x'},'v':{'type':'int'}},'required':['k','v']},{'properties':{'k':{'const':'y'}},'required':['k']}]} => {'type':'object','properties':{'k':{'enum':['x','y']},'v':{'type':'integer'}},'required':['k']} => Give at least one of these sets of arguments: k = "x", v; or k = "y".
          {'anyOf':[{'required':['a']}]} => {'type':'object','properties':{},'required':['a']} =>
          {'anyOf':[{'required':['a']},{'type':'null'},{'type':['string','array']},false]} => {'type':'object','properties':{},'required':['a']} =>
          {'anyOf':[{'required':['a']},{'type':['object','null']},true]} => {'type':'object','properties':{}} => Give at least one of these sets of arguments: a; or none.
          {'anyOf':[{'required':['a']},{'type':'dict','required':['b']}]} => {'type':'object','properties':{}} => Give at least one of these sets of arguments: a; or b.
          {'anyOf':[{'required':['a']},{'type':['object','null'],'required':['b']}]} => {'type':'object','properties':{}} => Give at least one of these sets of arguments: a; or b.
          {'properties':{'a':{'description':'D'},'z':{'$ref':'#/properties/a'}},'anyOf':[{'properties':{'a':{'type':'string'}}},{'type':'null'}]} => {'type':'object','properties':{'a':{'type':'string'},'z':{'$ref':'#/$defs/ref1'}},'$defs':{'ref1':{'description':'D'}}} =>
          {'anyOf':[{},{}]} => {'type':'object','properties':{}} =>
          {'anyOf':[]} => {'type':'object','properties':{}} =>
          {'anyOf':[{'properties':{'a':true}},{'properties':{'b':true}}],'required':['c']} => {'type':'object','required':['c'],'properties':{'a':true,'b':true}} => Give at least one of these sets of arguments: a; or b.
          {'allOf':[{'required':['a'],'properties':{'a':true}},{'allOf':[{'required':['b'],'description':'D','minProperties':1}]}],'title':'T'} => {'type':'object','properties':{'a':true},'required':['a','b'],'description':'D','minProperties':1} =>
          {'allOf':[{'if':{'required':['a']},'then':{'required':['b']}},{'if':{'required':['c']},'else':{'required':['d']},'maxProperties':3}]} => {'type':'object','properties':{},'if':{'required':['a']},'then':{'required':['b']},'maxProperties':3} =>
          {'if':{'required':['x']},'allOf':[{'if':{'required':['a']},'then':{'required':['b']}}]} => {'type':'object','if':{'required':['x']},'properties':{}} =>
          {'allOf':[{'then':{'required':['b']}}]} => {'type':'object','properties':{}} =>
          {'properties':{'a':{'type':'string'}},'allOf':[{'properties':{'a':{'minLength':1}}}]} => {'type':'object','properties':{'a':{'allOf':[{'type':'string'},{'minLength':1}]}}} =>
          {'properties':{'a':{'description':'D'}},'anyOf':[{'properties':{'a':{'type':'string'}}},{'properties':{'a':{'type':'integer'}}}]} => {'type':'object','properties':{'a':{'anyOf':[{'type':'string'},{'type':'integer'}]}}} => Give at least one of these sets of arguments: a.
          {'properties':{'a':{'type':'string'}},'anyOf':[{'properties':{'a':{'minLength':3}}},{'properties':{'a':{'maxLength':2}}}]} => {'type':'object','properties':{'a':{'type':'string'}}} => Give at least one of these sets of arguments: a.
          {'anyOf':[{'properties':{'a':{'const':'x','type':'string'}}},{'properties':{'a':{'enum':['y','x'],'type':'string'}}}]} => {'type':'object','properties':{'a':{'type':'string','enum':['x','y']}}} => Give at least one of these sets of arguments: a = "x"; or a.
          {'anyOf':[{'properties':{'a':{'const':'x','type':'string'}}},{'properties':{'a':{'const':1,'type':'integer'}}}]} => {'type':'object','properties':{'a':{'enum':['x',1]}}} => Give at least one of these sets of arguments: a = "x"; or a.
          {'anyOf':[{'properties':{'a':{'const':'x'}}},{'properties':{'a':{'const':'y','title':'Y','description':'D','default':'y'}}}]} => {'type':'object','properties':{'a':{'enum':['x','y']}}} => Give at least one of these sets of arguments: a = "x"; or a = "y".
          {'anyOf':[{'properties':{'a':{'const':'x'}}},{'properties':{'a':{'type':'string'}}}]} => {'type':'object','properties':{'a':{'anyOf':[{'const':'x'},{'type':'string'}]}}} => Give at least one of these sets of arguments: a = "x"; or a.
          {'anyOf':[{'properties':{'a':{'const':'x'}}},{'properties':{'a':{'const':'y','minLength':1}}}]} => {'type':'object','properties':{'a':{'anyOf':[{'const':'x'},{'const':'y','minLength':1}]}}} => Give at least one of these sets of arguments: a = "x"; or a = "y".
          {'anyOf':[{'properties':{'a':{'type':'string'}}},{'properties':{'a':{'type':'string'}}}]} => {'type':'object','properties':{'a':{'type':'string'}}} => Give at least one of these sets of arguments: a.
          {'anyOf':[{'properties':{'a':true}},{'properties':{'a':{'type':'string'}}}]} => {'type':'object','properties':{'a':{'anyOf':[true,{'type':'string'}]}}} => Give at least one of these sets of arguments: a.
          {'anyOf':[{'properties':{'a':{'type':'string','required':true},'b':{'required':false}}},{'properties':{'a':{'type':'string','required':true}}}]} => {'type':'object','properties':{'a':{'type':'string'},'b':{}},'required':['a']} => Give at least one of these sets of arguments: a.
          {'anyOf':[{'anyOf':[{'required':['a','b']},{'required':['a','c']}]},{'oneOf':[{'required':['a']}]}]} => {'type':'object','properties':{},'required':['a']} => Give at least one of these sets of arguments: a.
          {'anyOf':[{'allOf':[{'required':['a'],'properties':{'a':{'const':'q'}}}]},{'allOf':[{'required':['b']}],'required':['a']}]} => {'type':'object','properties':{'a':{'const':'q'}},'required':['a']} => Give at least one of these sets of arguments: a = "q"; or a, b.
          {'oneOf':[{'$ref':'#/$defs/x'},{'$ref':'#/$defs/y'}],'$defs':{'x':{'required':['a'],'properties':{'a':true}},'y':{'$ref':'#/$defs/x','required':['b']}}} => {'type':'object','$defs':{'x':{'required':['a'],'properties':{'a':true}},'y':{'$ref':'#/$defs/x','required':['b']}},'properties':{'a':true},'required':['a']} => Give exactly one of these sets of arguments: a; or b, a.
          {'oneOf':[{'$ref':'#/$defs/x'},{'$ref':'#/$defs/x'}],'$defs':{'x':{'required':['a']}}} => {'type':'object','$defs':{'x':{'required':['a']}},'properties':{},'required':['a']} => Give exactly one of these sets of arguments: a.
          {'oneOf':[{'$ref':'#'},{'required':['a']}]} => {'type':'object','properties':{}} => Give exactly one of these sets of arguments: none; or a.
          {'oneOf':[{'required':['a']},{'required':['b']}],'anyOf':[{'required':['c']},{'required':['d']}]} => {'type':'object','properties':{}} => Give at least one of these sets of arguments: c; or d. Give exactly one of these sets of arguments: a; or b.
          {'oneOf':[{'required':['a b']},{'required':['c']}],'properties':{'a b':{}}} => {'type':'object','properties':{'a_b_00017063':{'description':'(named \\'a b\\')'}}} => Give exactly one of these sets of arguments: a_b_00017063; or c.
          {'anyOf':[{'properties':{'a':{'const':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'}},'required':['a']},{'properties':{'a':{'const':'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'}},'required':['a']}]} => {'type':'object','properties':{'a':{'enum':['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA','BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB']}},'required':['a']} => Give at least one of these sets of arguments: a = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"; or a.
          {'$ref':'#/$defs/a','$defs':{'a':{'properties':{'x':{'$ref':'#/properties/y'},'z':{'$ref':'#/$defs/a/properties/x'}}}},'properties':{'y':{'type':'int'}}} => {'type':'object','$defs':{'a':{'properties':{'x':{'$ref':'#/properties/y'},'z':{'$ref':'#/$defs/a/properties/x'}}}},'properties':{'y':{'type':'integer'},'x':{'$ref':'#/properties/y'},'z':{'$ref':'#/$defs/a/properties/x'}}} =>
          {'allOf':[{'properties':{'x':{'type':'int'}}}],'properties':{'y':{'$ref':'#/allOf/0/properties/x'},'z':{'$ref':'#/properties/x'}}} => {'type':'object','properties':{'y':{'$ref':'#/$defs/ref1'},'z':{},'x':{'type':'integer'}},'$defs':{'ref1':{'type':'integer'}}} =>
          {'allOf':[{'properties':{'y':{'minimum':1}}}],'properties':{'y':{'type':'int'},'z':{'$ref':'#/properties/y'}}} => {'type':'object','properties':{'y':{'allOf':[{'type':'integer'},{'minimum':1}]},'z':{'$ref':'#/$defs/ref1'}},'$defs':{'ref1':{'type':'integer'}}} =>
          {'oneOf':[{'required':['a']},{'required':[]}]} => {'type':'object','properties':{}} => Give exactly one of these sets of arguments: a; or none.
          {'type':'object','required':['a',5],'allOf':[{'required':'b'},5,null]} => {'type':'object','required':['a'],'properties':{}} =>
          {'allOf':[{'then':{'required':['b']}},{'if':{'required':['a']}},{'else':{'required':['c']}}]} => {'type':'object','properties':{},'if':{'required':['a']}} =>
          """)
  void branchesOfTheRoot_areMerged(String given, String expected, @Nullable String rule) {
    ToolSchema merged = ToolSchemas.of(json(given), Schemas.ANY);
    assertThat(JsonObjects.write(merged.schema())).isEqualTo(expected.replace('\'', '"'));
    assertThat(merged.rule()).isEqualTo(rule);
  }

  /** References and branches inside of each other are followed for eight levels. */
  @ParameterizedTest
  @CsvSource({
    "allOf, 8, true", "allOf, 9, false", "anyOf, 8, true", "anyOf, 9, false",
    "oneOf, 8, true", "oneOf, 9, false", "$ref, 8, true", "$ref, 9, false"
  })
  void partsInsideOfEachOther_areFollowedToALimit(String kind, int levels, boolean found) {
    Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
    Map<String, @Nullable Object> root = new LinkedHashMap<>(nested(kind, levels, definitions));
    root.put("$defs", definitions);
    Object required = ToolSchemas.of(root, Schemas.ANY).schema().get("required");
    assertThat(required).isEqualTo(found ? List.of("deep") : null);
    // One level less in a branch that is one of several.
    List<@Nullable Object> branches =
        List.of(Map.of("required", List.of("other")), nested(kind, levels - 1, definitions));
    String rule =
        ToolSchemas.of(Map.of("anyOf", branches, "$defs", definitions), Schemas.ANY).rule();
    assertThat(rule).contains(found ? "other; or deep." : "other; or none.");
  }

  private static Map<String, @Nullable Object> nested(
      String kind, int levels, Map<String, @Nullable Object> definitions) {
    Map<String, @Nullable Object> schema = Map.of("required", List.of("deep"));
    for (int i = 0; i < levels; i++) {
      if (kind.equals("$ref")) {
        definitions.put("d" + i, schema);
        schema = Map.of("$ref", "#/$defs/d" + i);
      } else {
        schema = Map.of(kind, List.of(schema));
      }
    }
    return schema;
  }

  @ParameterizedTest
  @CsvSource({"2, true", "16, true", "17, false", "40, false"})
  void waysToDescribeAProperty_areSixteenAtMost(int ways, boolean told) {
    List<@Nullable Object> branches = new ArrayList<>();
    for (int i = 0; i < ways; i++) {
      branches.add(Map.of("properties", Map.of("a", Map.of("minimum", i))));
      branches.add(Map.of("properties", Map.of("a", Map.of("minimum", i))));
    }
    Map<?, ?> properties =
        (Map<?, ?>)
            ToolSchemas.of(Map.of("anyOf", branches), Schemas.ANY).schema().get("properties");
    Map<?, ?> property = (Map<?, ?>) Objects.requireNonNull(properties).get("a");
    assertThat(property).isNotNull();
    if (told) {
      assertThat((List<?>) property.get("anyOf")).hasSize(ways);
    } else {
      assertThat(property).isEmpty();
    }
  }

  /** Sets of arguments are told until they fill two thousand characters. */
  @Test
  void ruleOfManyBranches_isCutShort() {
    List<@Nullable Object> branches = new ArrayList<>();
    for (int i = 10; i < 60; i++) {
      branches.add(Map.of("required", List.of("a".repeat(98) + i)));
    }
    String rule = ToolSchemas.of(Map.of("oneOf", branches), Schemas.ANY).rule();
    assertThat(rule).contains("a29; or ….").doesNotContain("a30");
    List<String> names = new ArrayList<>();
    for (int i = 10; i < 60; i++) {
      names.add("b".repeat(98) + i);
    }
    String long1 =
        ToolSchemas.of(
                Map.of(
                    "oneOf", List.of(Map.of("required", names), Map.of("required", List.of("c")))),
                Schemas.ANY)
            .rule();
    assertThat(long1).isEqualTo("Give exactly one of these sets of arguments: ….");
  }

  /** Branches of one another take over no more names than the schema is large. */
  @Test
  void branchesOfBranches_areMergedToALimit() {
    Map<String, @Nullable Object> definitions = new LinkedHashMap<>();
    List<@Nullable Object> branches = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      names.add("n" + i);
      branches.add(Map.of("$ref", "#/$defs/all", "minProperties", i));
    }
    definitions.put("all", Map.of("required", names));
    ToolSchema merged =
        ToolSchemas.of(Map.of("oneOf", branches, "$defs", definitions), Schemas.ANY);
    // What is left out makes the schema looser.
    assertThat(merged.schema()).doesNotContainKey("required");
    assertThat(merged.rule()).isNotNull();
  }

  private static Map<String, @Nullable Object> json(String text) {
    return Objects.requireNonNull(JsonObjects.parse(text.replace('\'', '"')));
  }
}
