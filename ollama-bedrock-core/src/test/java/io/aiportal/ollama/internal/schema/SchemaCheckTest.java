package io.aiportal.ollama.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
        "{'multipleOf':1e-200000} | 1 | | | ",
        "{'minLength':2} | 'ab' | '\\ud83d\\ude00' | | minLength",
        "{'maxLength':1} | '\\ud83d\\ude00' | 'ab' | | maxLength",
        "{'pattern':'^a+$'} | 'aa' | 'b' | | pattern",
        "{'pattern':'('} | 'aa' | | | ",
        "{'pattern':'^\\\\p{Letter}+\\\\P{Number}$'} | 'aé-' | '12' | | pattern",
        "{'minItems':1} | [1] | [] | | minItems",
        "{'maxItems':1} | [1] | [1,2] | | maxItems",
        "{'uniqueItems':true} | [1,'1'] | [1,1.0] | | uniqueItems",
        "{'items':{'type':'string'}} | ['a'] | ['a',1] | /1 | type",
        "{'prefixItems':[{'const':1}],'items':false} | [1] | [1,2] | /1 | false",
        "{'items':[{'const':1}],'additionalItems':false} | [1] | [1,2] | /1 | false",
        "{'contains':{'const':1}} | [0,1] | [0] | | contains",
        "{'contains':{'const':1},'minContains':0,'maxContains':1} | [] | [1,1] | | contains",
        "{'required':['a']} | {'a':null} | {} | | required",
        "{'properties':{'a/b~c':{'type':'null'}}} | {'a/b~c':null} | {'a/b~c':1} | /a~1b~0c | type",
        "{'additionalProperties':false,'properties':{'a':true}} | {'a':1} | {'b':1} | /b | false",
        "{'patternProperties':{'^x':{'type':'null'}}} | {'y':1} | {'x1':1} | /x1 | type",
        "{'propertyNames':{'maxLength':1}} | {'a':1} | {'ab':1} | | propertyNames",
        "{'minProperties':1} | {'a':1} | {} | | minProperties",
        "{'maxProperties':1} | {'a':1} | {'a':1,'b':1} | | maxProperties",
        "{'dependentRequired':{'a':['b']}} | {'b':1} | {'a':1} | | dependentRequired",
        "{'dependencies':{'a':{'required':['b']}}} | {'b':1} | {'a':1} | | required",
        "{'allOf':[{'minimum':1},{'maximum':2}]} | 1 | 3 | | maximum",
        "{'anyOf':[{'minimum':3},{'maximum':1}]} | 0 | 2 | | anyOf",
        "{'oneOf':[{'minimum':1},{'minimum':2}]} | 1 | 2 | | oneOf",
        "{'not':{'type':'null'}} | 1 | null | | not",
        "{'if':{'type':'null'},'else':{'const':1}} | 1 | 2 | | const",
        "{'if':{'minimum':5},'then':{'const':9}} | 9 | 6 | | const",
        "{'$ref':'#/$defs/a','$defs':{'a':{'type':'null'}}} | null | 1 | | type",
        "{'$ref':'#/$defs/a%25b','$defs':{'a%b':{'type':'null'}}} | null | 1 | | type",
        "{'$ref':'#x','$defs':{'a':{'$anchor':'x','type':'null'}}} | null | 1 | | type",
        "{'$ref':'y','$defs':{'a':{'$id':'y','type':'null'}}} | null | 1 | | type",
        "{'$ref':'http://localhost/never-fetched'} | 1 | | | ",
        "{'$ref':'#/nowhere'} | 1 | | | ",
        "{'properties':{'a':{'$ref':'#'}},'required':['b']} | {'b':1} | {'b':1,'a':{}} | /a | required",
        "{'allOf':[{'properties':{'a':true}}],'unevaluatedProperties':false} | {'a':1} | {'b':1} | /b | false",
        "{'prefixItems':[true],'unevaluatedItems':false} | [1] | [1,2] | /1 | false",
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

  @Test
  void problems_areTenAtMost_andSayWhatIsWanted() {
    Map<String, Object> schema = Map.of("items", Map.of("type", "string"));

    List<SchemaProblem> problems =
        SchemaCheck.problems(schema, List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

    assertThat(problems).hasSize(10);
    assertThat(problems.get(0)).hasToString("/0: must be of type [string]");
  }

  @Tag("slow")
  @Test
  @Timeout(20)
  void schemaThatWouldTakeForever_isGivenUp() {
    assertThat(SchemaCheck.problems(Map.of("$ref", "#"), 1)).isNull();
    assertThat(SchemaCheck.problems(Map.of("pattern", "(.*.*.*.*.*.*.*=)x"), "a".repeat(300)))
        .isNull();
    StringBuilder doubling = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < 40; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      doubling.append("\"d%d\":{\"anyOf\":[%s,%s]},".formatted(i, next, next));
    }
    doubling.append("\"d40\":{\"type\":\"null\"}}}");
    Map<String, Object> slow = Objects.requireNonNull(JsonObjects.parse(doubling.toString()));
    assertThat(SchemaCheck.problems(slow, 1)).isNull();
  }
}
