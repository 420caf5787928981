package io.aiportal.ollama.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCheckTest {

  /** A schema, a value that follows it, and one that does not, with the place and the keyword. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object'} | {} | [] | | type",
        "{'type':['string','null']} | null | 1 | | type",
        "{'type':'integer'} | 1.0 | 1.5 | | type",
        "{'type':'integer'} | 100000000000000000000 | '1' | | type",
        "{'type':'number'} | 1e3 | true | | type",
        "{'type':'string'} | '' | 1 | | type",
        "{'type':'array'} | [] | {} | | type",
        "{'type':'boolean'} | false | null | | type",
        "{'type':['null',{'minimum':3}]} | 3 | 2 | | type",
        "{'type':['any']} | 3 | | | ",
        "{'enum':[1,'a',{'b':[2]}]} | {'b':[2.0]} | {'b':[3]} | | enum",
        "{'enum':[null]} | null | 0 | | enum",
        "{'const':{'a':1,'b':2}} | {'b':2,'a':1} | {'a':1} | | const",
        "{'const':null} | null | false | | const",
        "{'minimum':2} | 2 | 1.9 | | minimum",
        "{'maximum':2} | 2.0 | 2.1 | | maximum",
        "{'exclusiveMinimum':2} | 2.1 | 2 | | exclusiveMinimum",
        "{'exclusiveMaximum':2} | 1.9 | 2 | | exclusiveMaximum",
        "{'minimum':2,'exclusiveMinimum':true} | 3 | 2 | | minimum",
        "{'maximum':2,'exclusiveMaximum':true} | 1 | 2 | | maximum",
        "{'multipleOf':0.1} | 0.3 | 0.35 | | multipleOf",
        "{'multipleOf':1e-600} | 3e-600 | 1.5e-600 | | multipleOf",
        "{'not':{'multipleOf':1e-1000}} | 1e-1001 | 1 | | not",
        "{'minLength':2} | 'ab' | '\\ud83d\\ude00' | | minLength",
        "{'maxLength':1} | '\\ud83d\\ude00' | 'ab' | | maxLength",
        "{'pattern':'^a+$'} | 'aa' | 'b' | | pattern",
        "{'pattern':'^\\\\p{Letter}+\\\\P{Number}$'} | 'aé-' | '12' | | pattern",
        "{'minLength':1,'maxLength':1,'pattern':'a'} | 'a' | 'b' | | pattern",
        "{'minItems':1} | [1] | [] | | minItems",
        "{'maxItems':1} | [1] | [1,2] | | maxItems",
        "{'uniqueItems':true} | [1,'1'] | [1,1.0] | | uniqueItems",
        "{'items':{'type':'string'}} | ['a'] | ['a',1] | /1 | type",
        "{'prefixItems':[{'const':1}],'items':false} | [1] | [1,2] | /1 | false",
        "{'items':[{'const':1}],'additionalItems':false} | [1] | [1,2] | /1 | false",
        "{'contains':{'const':1}} | [0,1] | [0] | | contains",
        "{'contains':{'const':1},'minContains':0,'maxContains':1} | [] | [1,1] | | contains",
        "{'contains':{'const':1},'minContains':2,'maxContains':2} | [1,0,1] | [1,0] | | contains",
        "{'contains':{'const':1},'unevaluatedItems':{'const':2}} | [1,2] | [1,3] | /1 | const",
        "{'required':['a']} | {'a':null} | {} | | required",
        "{'properties':{'a/b~c':{'type':'null'}}} | {'a/b~c':null} | {'a/b~c':1} | /a~1b~0c | type",
        "{'additionalProperties':false,'properties':{'a':true}} | {'a':1} | {'b':1} | /b | false",
        "{'patternProperties':{'^x':{'type':'null'}}} | {'y':1} | {'x1':1} | /x1 | type",
        "{'patternProperties':{'a':{'type':'null'},'b':{'const':1}}} | {'b':1} | {'b':2} | /b | const",
        "{'patternProperties':{'^x':true},'additionalProperties':false} | {'x':1} | {'a':1} | /a | false",
        "{'propertyNames':{'maxLength':1}} | {'a':1} | {'ab':1} | | propertyNames",
        "{'minProperties':1} | {'a':1} | {} | | minProperties",
        "{'maxProperties':1} | {'a':1} | {'a':1,'b':1} | | maxProperties",
        "{'dependentRequired':{'a':['b']}} | {'b':1} | {'a':1} | | dependentRequired",
        "{'dependentSchemas':{'a':{'required':['b']}}} | {'b':1} | {'a':1} | | required",
        "{'dependencies':{'a':['b']}} | {'a':1,'b':1} | {'a':1} | | dependencies",
        "{'dependencies':{'a':{'required':['b']}}} | {'b':1} | {'a':1} | | required",
        "{'allOf':[{'minimum':1},{'maximum':2}]} | 1 | 3 | | maximum",
        "{'anyOf':[{'minimum':3},{'maximum':1}]} | 0 | 2 | | anyOf",
        "{'oneOf':[{'minimum':1},{'minimum':2}]} | 1 | 2 | | oneOf",
        "{'not':{'type':'null'}} | 1 | null | | not",
        "{'if':{'type':'null'},'else':{'const':1}} | 1 | 2 | | const",
        "{'if':{'minimum':5},'else':{'maximum':1}} | 6 | 3 | | maximum",
        "{'if':{'minimum':5},'then':{'const':9}} | 9 | 6 | | const",
        "{'$ref':'#/$defs/a','$defs':{'a':{'type':'null'}}} | null | 1 | | type",
        "{'$ref':'#/$defs/a%25b','$defs':{'a%b':{'type':'null'}}} | null | 1 | | type",
        "{'$ref':'#x','$defs':{'a':{'$anchor':'x','type':'null'}}} | null | 1 | | type",
        "{'$ref':'y','$defs':{'a':{'$id':'y','type':'null'}}} | null | 1 | | type",
        "{'properties':{'a':{'$ref':'#'}},'required':['b']} | {'b':1} | {'b':1,'a':{}} | /a | required",
        "{'allOf':[{'properties':{'a':true}}],'unevaluatedProperties':false} | {'a':1} | {'b':1} | /b | false",
        "{'prefixItems':[true],'unevaluatedItems':false} | [1] | [1,2] | /1 | false",
        "{'allOf':[{'prefixItems':[true]}],'unevaluatedItems':false} | [1] | [1,2] | /1 | false",
        "{'items':{'type':'integer'},'unevaluatedItems':false} | [1,2] | ['a'] | /0 | type",
        "{'allOf':[{'unevaluatedItems':true}],'unevaluatedItems':false} | [1] | | | ",
        "{'allOf':[{'unevaluatedProperties':true}],'unevaluatedProperties':false} | {'a':1} | | | ",
        "{'additionalProperties':true,'unevaluatedProperties':false} | {'a':1} | | | ",
        "{'if':{'required':['a'],'properties':{'a':true}},'unevaluatedProperties':false} | {'a':1} | {'b':1} | /b | false",
        "{'anyOf':[{'properties':{'a':true}},{'required':['c'],'properties':{'b':true}}],'unevaluatedProperties':false} | {'a':1} | {'a':1,'b':1} | /b | false",
        "{'not':{'properties':{'a':{'const':0}}},'unevaluatedProperties':{'const':1}} | {'a':1} | {'a':2} | /a | const",
        "{'allOf':[{'properties':{'a':true}},{'unevaluatedProperties':false}]} | {} | {'a':1} | /a | false"
      })
  void keyword_isObeyed(String row) {
    String[] parts = row.replace('\'', '"').split("\\|", -1);
    Map<String, Object> schema = Objects.requireNonNull(JsonObjects.parse(parts[0].strip()));
    assertThat(SchemaCheck.problems(schema, JsonObjects.parseValue(parts[1]))).isEmpty();
    if (!parts[2].isBlank()) {
      assertThat(SchemaCheck.problems(schema, JsonObjects.parseValue(parts[2])))
          .first()
          .extracting(SchemaProblem::path, SchemaProblem::keyword)
          .containsExactly(parts[3].strip(), parts[4].strip());
    }
  }

  /** Rules of all kinds inside of what is only tried: a schema, a value that follows, one not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "false | | 1",
        "true | 1 |",
        "{'type':'null'} | null | 1",
        "{'const':1} | 1 | 2",
        "{'exclusiveMinimum':1} | 2 | 1",
        "{'pattern':'^a'} | 'a' | 'b'",
        "{'allOf':[{'minimum':1},{'maximum':2}]} | 2 | 0",
        "{'anyOf':[{'const':1},{'const':2}]} | 2 | 3",
        "{'oneOf':[{'const':1},{'minimum':0}]} | 2 | 1",
        "{'not':{'const':1}} | 2 | 1",
        "{'if':{'minimum':5},'then':{'const':9},'else':{'const':0}} | 0 | 6",
        "{'uniqueItems':true} | [1,2] | [1,1]",
        "{'items':{'const':1}} | [1,1] | [1,2]",
        "{'contains':{'const':1}} | [0,1] | [0]",
        "{'contains':{'const':1},'maxContains':1} | [1,0] | [1,1]",
        "{'unevaluatedItems':false} | [] | [1]",
        "{'minItems':1} | [1] | []",
        "{'required':['a']} | {'a':1} | {}",
        "{'properties':{'a':{'const':1}}} | {'a':1} | {'a':2}",
        "{'additionalProperties':false} | {} | {'a':1}",
        "{'dependentRequired':{'a':['b']}} | {'b':1} | {'a':1}",
        "{'unevaluatedProperties':false} | {} | {'a':1}"
      })
  void schemaThatIsTried_fitsOrDoesNot(String row) {
    String[] parts = row.replace('\'', '"').split("\\|", -1);
    Object schema = Objects.requireNonNull(JsonObjects.parseValue(parts[0]));
    if (!parts[1].isBlank()) {
      Object right = JsonObjects.parseValue(parts[1]);
      assertThat(keywords(Map.of("anyOf", List.of(schema)), right)).isEmpty();
      assertThat(keywords(Map.of("oneOf", List.of(false, schema)), right)).isEmpty();
      assertThat(keywords(Map.of("not", schema), right)).containsExactly("not");
    }
    if (!parts[2].isBlank()) {
      Object wrong = JsonObjects.parseValue(parts[2]);
      assertThat(keywords(Map.of("anyOf", List.of(schema)), wrong)).containsExactly("anyOf");
      assertThat(keywords(Map.of("oneOf", List.of(false, schema)), wrong)).containsExactly("oneOf");
      assertThat(keywords(Map.of("not", schema), wrong)).isEmpty();
    }
  }

  /** What cannot be told makes no answer wrong, whatever it stands in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'pattern':'('} | 'aa'",
        "{'pattern':5} | 'aa'",
        "{'patternProperties':{'(':{'type':'null'}}} | {'a':1}",
        "{'type':'strange'} | 1",
        "{'type':['strange','null']} | 1",
        "{'type':5} | 1",
        "{'$ref':'#/nowhere'} | 1",
        "{'$ref':'#nowhere'} | 1",
        "{'$ref':'http://localhost/never-fetched'} | 1",
        "{'$ref':'http://local host/'} | 1",
        "{'$ref':'#/%zz'} | 1",
        "{'$ref':5} | 1",
        "{'$dynamicRef':'#nowhere'} | 1",
        "{'items':'string'} | [1]",
        "{'properties':{'a':'string'}} | {'a':1}",
        "{'properties':['a']} | {'a':1}",
        "{'required':'a'} | {}",
        "{'required':[5]} | {}",
        "{'enum':1} | 2",
        "{'allOf':{}} | 2",
        "{'anyOf':[]} | 2",
        "{'anyOf':{}} | 2",
        "{'oneOf':[]} | 2",
        "{'oneOf':['string']} | 2",
        "{'oneOf':['string','number']} | 2",
        "{'oneOf':['string',true]} | 2",
        "{'not':'string'} | 2",
        "{'if':'string','then':false,'else':false} | 2",
        "{'minimum':'3'} | 2",
        "{'exclusiveMinimum':'3'} | 2",
        "{'multipleOf':0} | 2",
        "{'multipleOf':-2} | 2",
        "{'multipleOf':1e-200000} | 1",
        "{'multipleOf':1e-1001} | 1",
        "{'uniqueItems':'true'} | [1,1]",
        "{'contains':'string'} | [1]",
        "{'contains':'string','maxContains':0} | [1]",
        "{'propertyNames':'string'} | {'a':1}",
        "{'additionalProperties':'string'} | {'a':1}",
        "{'dependentSchemas':{'a':'b'}} | {'a':1}"
      })
  void whatCannotBeTold_isNoProblem(String row) {
    String[] parts = row.replace('\'', '"').split("\\|", -1);
    Map<String, Object> schema = Objects.requireNonNull(JsonObjects.parse(parts[0]));
    Object value = JsonObjects.parseValue(parts[1]);
    assertThat(keywords(schema, value)).isEmpty();
    assertThat(keywords(Map.of("not", schema), value)).isEmpty();
    assertThat(keywords(Map.of("oneOf", List.of(schema, true)), value)).isEmpty();
    assertThat(keywords(Map.of("anyOf", List.of(false, schema)), value)).isEmpty();
    assertThat(keywords(Map.of("if", schema, "then", false, "else", false), value)).isEmpty();
    // All the rest of the schema counts.
    assertThat(keywords(Map.of("allOf", List.of(schema, false)), value)).containsExactly("false");
    assertThat(keywords(Map.of("anyOf", List.of(false, false)), value)).containsExactly("anyOf");
  }

  /** What may have a say in everything leaves nothing for those that wait for the rest. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'#/nowhere'}",
        "{'allOf':['string']}",
        "{'anyOf':['string']}",
        "{'if':'string'}",
        "{'patternProperties':{'(':true}}"
      })
  void whatCannotBeTold_mayHaveASayInEverything(String row) {
    Map<String, Object> schema = Objects.requireNonNull(JsonObjects.parse(row.replace('\'', '"')));
    Map<String, Object> closed = new LinkedHashMap<>(schema);
    closed.put("unevaluatedProperties", false);
    assertThat(keywords(closed, Map.of("a", 1))).isEmpty();
    if (!schema.containsKey("patternProperties")) {
      Map<String, Object> full = new LinkedHashMap<>(schema);
      full.put("unevaluatedItems", false);
      assertThat(keywords(full, List.of(1))).isEmpty();
    }
    // A pattern that may be meant takes a name away from the others.
    assertThat(
            keywords(
                Map.of("patternProperties", Map.of("(", true), "additionalProperties", false),
                Map.of("a", 1)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // By pointers, also with what is no character of an address.
        "{'$ref':'#/$defs/a','$defs':{'a':{'type':'null'}}}",
        "{'$ref':'#/definitions/List<a>','definitions':{'List<a>':{'type':'null'}}}",
        "{'$ref':'#/$defs/a~1b','$defs':{'a/b':{'type':'null'}}}",
        "{'$ref':'#/anyOf/1','anyOf':[true,{'type':'null'}]}",
        // By anchors, wherever they stand.
        "{'$ref':'#x','$defs':{'a':{'$anchor':'x','type':'null'}}}",
        "{'$ref':'#x','$defs':{'a':{'$dynamicAnchor':'x','type':'null'}}}",
        "{'$dynamicRef':'#x','$defs':{'a':{'$dynamicAnchor':'x','type':'null'}}}",
        "{'$dynamicRef':'#x','$defs':{'a':{'$anchor':'x','type':'null'}}}",
        "{'$dynamicRef':'#/$defs/a','$defs':{'a':{'type':'null'}}}",
        "{'$ref':'#x','anyOf':[true,{'$anchor':'x','type':'null'}]}",
        "{'$ref':'#x','$defs':{'enum':{'$anchor':'x','type':'null'}}}",
        "{'$ref':'#x','definitions':{'const':{'$anchor':'x','type':'null'}}}",
        "{'$ref':'#x','dependentSchemas':{'default':{'$anchor':'x','type':'null'}}}",
        "{'$ref':'#x','patternProperties':{'examples':{'$anchor':'x','type':'null'}}}",
        "{'$ref':'#x','properties':{'examples':{'$anchor':'x','type':'null'}}}",
        // The first of a name, and none of what only looks like a schema.
        "{'$ref':'#x','allOf':[{'$anchor':'x','type':'null'},{'not':{'$anchor':'x','const':2}}]}",
        "{'enum':[{'$anchor':'x'},1,null],'$ref':'#x','$defs':{'a':{'$anchor':'x','type':'null'}}}",
        "{'$ref':'#/properties/a','properties':{'id':'http://b/','a':{'$ref':'#/$defs/z'}},'$defs':{'z':{'type':'null'}}}",
        // By names of their own.
        "{'$ref':'y','$defs':{'a':{'$id':'y','type':'null'}}}",
        "{'$ref':'y#','$defs':{'a':{'id':'y','type':'null'}}}",
        "{'$ref':'#y','definitions':{'a':{'id':'#y','type':'null'}}}",
        "{'$ref':'http://a/b#z','$defs':{'a':{'$id':'http://a/b','$defs':{'z':{'$anchor':'z','type':'null'}}}}}",
        "{'$ref':'http://a/c','$defs':{'a':{'$id':'http://a/b','$defs':{'z':{'$id':'c','type':'null'}}}}}",
        "{'$ref':'http://a/b#/$defs/z','$defs':{'a':{'$id':'http://a/b','$defs':{'z':{'type':'null'}}}}}",
        "{'$ref':'#/$defs/a','$defs':{'a':{'$id':'http://a/b','$ref':'#/$defs/z','$defs':{'z':{'type':'null'}}}}}",
        "{'$ref':'#/$defs/a','$defs':{'a':{'$id':'no address','$ref':'#/$defs/z'},'z':{'type':'null'}}}",
        "{'$ref':'#/properties/id','properties':{'id':{'type':'null'}}}",
        "{'$schema':'http://json-schema.org/draft-07/schema#','$ref':'#/definitions/a','definitions':{'a':{'type':'null'}}}"
      })
  void reference_isFollowed(String row) {
    Map<String, Object> schema = Objects.requireNonNull(JsonObjects.parse(row.replace('\'', '"')));
    assertThat(keywords(schema, null)).isEmpty();
    assertThat(keywords(schema, 1)).containsOnly("type");
  }

  @Test
  void referenceOfAnOldDraft_isAloneInItsSchema() {
    String schema =
        "{'$schema':'%s','properties':{'a':{'$ref':'#/definitions/b','maximum':1,"
            + "'$id':'http://a/'}},'definitions':{'b':{'type':'integer'}}}";
    for (String old :
        List.of(
            "http://json-schema.org/draft-04/schema#",
            "http://json-schema.org/draft-06/schema",
            "http://json-schema.org/draft-07/schema#")) {
      assertThat(keywords(json(schema.formatted(old)), Map.of("a", 2))).isEmpty();
      assertThat(keywords(json(schema.formatted(old)), Map.of("a", ""))).containsExactly("type");
    }
    String today = schema.formatted("https://json-schema.org/draft/2020-12/schema");
    assertThat(keywords(json(today), Map.of("a", 2))).containsExactly("maximum");
  }

  @Test
  void dynamicReference_leadsToTheOutermostOfItsName() {
    Map<String, Object> schema =
        json(
            "{'$id':'http://a/strict','$dynamicAnchor':'node','$ref':'tree',"
                + "'unevaluatedProperties':false,'$defs':{'tree':{'$id':'http://a/tree',"
                + "'$dynamicAnchor':'node','type':'object','properties':{'data':true,"
                + "'children':{'items':{'$dynamicRef':'#node'}}}}}}");

    assertThat(keywords(schema, json("{'children':[{'data':1}]}"))).isEmpty();
    assertThat(keywords(schema, json("{'children':[{'daat':1}]}"))).containsExactly("false");
    assertThat(keywords(schema, json("{'children':[1]}"))).containsExactly("type");
    // What is checked is what is on the way, not all that has been.
    assertThat(
            keywords(
                json(
                    "{'allOf':[{'$id':'http://b/','$dynamicAnchor':'node','required':['b']},"
                        + "{'$ref':'tree'}],'$defs':{'tree':{'$id':'tree','$dynamicAnchor':'node',"
                        + "'type':'object','properties':{'b':{'$dynamicRef':'#node'}}}}}"),
                json("{'b':{}}")))
        .isEmpty();
  }

  @Test
  void recursiveReference_leadsToTheOutermostThatIsOpenToIt() {
    String schema =
        "{'$id':'http://a/strict','$recursiveAnchor':%s,'$ref':'tree',"
            + "'unevaluatedProperties':false,'$defs':{'tree':{'$id':'http://a/tree',"
            + "'$recursiveAnchor':true,'properties':{'child':{'$recursiveRef':'#'}}}}}";

    Map<String, Object> value = json("{'child':{'other':1}}");
    assertThat(keywords(json(schema.formatted(true)), value)).containsExactly("false");
    assertThat(keywords(json(schema.formatted(false)), value)).isEmpty();
    assertThat(
            keywords(
                json("{'required':['a'],'properties':{'a':{'$recursiveRef':'#'}}}"),
                json("{'a':{}}")))
        .containsExactly("required");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'minimum':1.50} | 1 | must be at least 1.50",
        "{'minimum':1,'exclusiveMinimum':true} | 1 | must be more than 1",
        "{'maximum':1} | 2 | must be at most 1",
        "{'maximum':1,'exclusiveMaximum':true} | 1 | must be less than 1",
        "{'exclusiveMinimum':1} | 1 | must be more than 1",
        "{'exclusiveMaximum':1} | 1 | must be less than 1",
        "{'minLength':3} | 'a' | must have at least 3 characters",
        "{'maxItems':1} | [1,2] | must have at most 1 elements",
        "{'minProperties':1} | {} | must have at least 1 properties",
        "{'required':['a']} | {} | must have the property 'a'",
        "{'propertyNames':false} | {'a':1} | must have no property 'a'"
      })
  void problem_saysWhatIsWanted(String row) {
    String[] parts = row.replace('\'', '"').split("\\|", -1);
    assertThat(
            SchemaCheck.problems(
                Objects.requireNonNull(JsonObjects.parse(parts[0])),
                JsonObjects.parseValue(parts[1])))
        .singleElement()
        .extracting(SchemaProblem::words)
        .isEqualTo(parts[2].strip());
  }

  /** Whoever calls this from Java brings numbers of Java's kinds. */
  @Test
  void number_ofAnyKind_isExact() {
    assertThat(keywords(Map.of("multipleOf", 0.1), 0.3)).isEmpty();
    assertThat(keywords(Map.of("minimum", 1.5f), 1.25f)).containsExactly("minimum");
    assertThat(keywords(Map.of("maximum", (short) 3), new BigInteger("100000000000000000000")))
        .containsExactly("maximum");
    assertThat(keywords(Map.of("const", 3L), (byte) 3)).isEmpty();
    assertThat(keywords(Map.of("type", "integer"), 1e20)).isEmpty();
    assertThat(keywords(Map.of("type", "integer"), 0.5f)).containsExactly("type");
  }

  private static Map<String, Object> json(String text) {
    return Objects.requireNonNull(JsonObjects.parse(text.replace('\'', '"')));
  }

  private static List<String> keywords(Map<?, ?> schema, @Nullable Object value) {
    return Objects.requireNonNull(SchemaCheck.problems(schema, value)).stream()
        .map(SchemaProblem::keyword)
        .toList();
  }

  @Test
  void problems_areTenAtMost_andSayWhatIsWanted() {
    Map<String, Object> schema = Map.of("items", Map.of("type", "string"));

    List<SchemaProblem> problems =
        SchemaCheck.problems(schema, List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

    assertThat(problems).hasSize(10);
    assertThat(problems.get(0)).hasToString("/0: must be of type [string]");
  }

  /** What is wide is not deep. */
  @Test
  void schemaOrValueOfManyParts_isChecked() {
    List<Object> wide = Collections.nCopies(1_000, Map.of("a", 1));

    assertThat(keywords(Map.of("items", Map.of("type", "object")), wide)).isEmpty();
    assertThat(keywords(Map.of("const", wide), wide)).isEmpty();
  }

  @Test
  void schemaThatWouldTakeTooLong_isGivenUp() {
    assertThat(SchemaCheck.problems(Map.of("$ref", "#"), 1)).isNull();
    assertThat(
            SchemaCheck.problems(
                Map.of("pattern", "(.*.*.*=)x"), "a".repeat(100), new Effort(10_000)))
        .isNull();
    StringBuilder doubling = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < 10; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      doubling.append("\"d%d\":{\"anyOf\":[%s,%s]},".formatted(i, next, next));
    }
    doubling.append("\"d10\":{\"type\":\"null\"}}}");
    assertThat(SchemaCheck.problems(json(doubling.toString()), 1, new Effort(1_000))).isNull();
    Object deep = 1;
    for (int i = 0; i < 500; i++) {
      deep = List.of(deep);
    }
    assertThat(SchemaCheck.problems(Map.of("const", 1), deep)).isNull();
  }

  /** A schema, and the reference in it that is lost; nothing for none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'http://json-schema.org/draft-04/schema#'} | http://json-schema.org/draft-04/schema#",
        "{'properties':{'a':{'items':{'$ref':'integer.json'}}}} | integer.json",
        "{'anyOf':[true,{'$ref':'#/$defs/b'}],'$defs':{'a':true}} | #/$defs/b",
        "{'$ref':'#/$defs/a','$defs':{'a':{'not':{'$ref':'#x'}}}} | #x",
        "{'$ref':'#/$defs/a','$defs':{'a':5}} | #/$defs/a",
        "{'dependencies':{'a':{'$ref':'b'},'c':['d']}} | b",
        "{'$dynamicRef':'#x'} | #x",
        "{'$recursiveRef':'other'} | other",
        "{'$schema':'http://json-schema.org/draft-07/schema#','$ref':'#/definitions/a','not':{'$ref':'b'},'definitions':{'a':true}} |",
        "{'$defs':{'a':{'$ref':'nowhere'}}} |",
        "{'enum':[{'$ref':'a'}],'const':{'$ref':'a'},'default':{'$ref':'a'}} |",
        "{'properties':{'$ref':{'type':'string'}}} |",
        "{'$ref':5} |",
        "{'$id':'http://x/y','$ref':'z','$defs':{'a':{'$id':'z'}}} |",
        "{'properties':{'a':{'$ref':'#'},'b':{'$ref':'#n'}},'$defs':{'n':{'$anchor':'n','items':{'$ref':'#n'}}}} |",
        "{'$recursiveAnchor':true,'items':{'$recursiveRef':'#'}} |"
      })
  void referenceThatLeadsNowhere_isFoundWhereItCounts(String row) {
    String[] parts = row.replace('\'', '"').split("\\|", -1);
    Map<String, Object> schema = Objects.requireNonNull(JsonObjects.parse(parts[0].strip()));
    String lost = parts[1].isBlank() ? null : parts[1].strip();
    assertThat(SchemaCheck.lostReference(schema)).isEqualTo(lost);
  }
}
