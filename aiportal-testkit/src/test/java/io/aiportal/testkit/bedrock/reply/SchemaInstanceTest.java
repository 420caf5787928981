package io.aiportal.testkit.bedrock.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaInstanceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"const":42}                                            | 42
          {"enum":["red","green"]}                                | "green"
          {"type":["null","boolean"]}                             | true
          {"anyOf":[{"type":"null"},{"type":"integer"}]}          | 7
          {"type":"integer","minimum":10}                         | 10
          {"type":"integer","minimum":10,"exclusiveMinimum":true} | 11
          {"type":"number","maximum":1,"exclusiveMaximum":true}   | 0
          {"type":"integer","maximum":5}                          | 5
          {"type":"integer","multipleOf":4}                       | 8
          {"type":"number","exclusiveMaximum":7}                  | 6
          {"type":"string","format":"date"}                       | "2026-01-15"
          {"type":"string","format":"email"}                      | "ada@example.org"
          {"type":"string","maxLength":3}                         | "val"
          {"type":"string","minLength":9}                         | "value 1.."
          {"type":"array","items":{"type":"boolean"},"minItems":3}| [true,true,true]
          {"type":"array","items":{"type":"null"},"maxItems":1}   | [null]
          {"type":"array","items":{"enum":["a","b"]},"uniqueItems":true} | ["a","b"]
          {"type":"object","required":["x"]}                      | {"x":"x 1"}
          {"allOf":[{"properties":{"a":{"const":1}}},{"properties":{"b":{"const":2}}}]} | {"a":1,"b":2}
          {"$ref":"#/$defs/n","$defs":{"n":{"type":"null"}}}      | null
          {"$ref":"#n","$defs":{"x":{"$anchor":"n","const":1}}}   | 1
          {"$ref":"#n","$defs":{"x":{"$dynamicAnchor":"n","const":1}}} | 1
          {"$ref":"#/$defs/a%20b","$defs":{"a b":{"const":1}}}    | 1
          {"$ref":"#/$defs/a%","$defs":{"a%":{"const":1}}}        | 1
          {"$ref":"#nowhere"}                                     | "value 1"
          {"$ref":"https://example.org/elsewhere"}                | "value 1"
          """)
  void whole_keyword_isObeyed(String schema, String value) {
    Hints hints = Hints.of("The light is green, 7 cars wait, write to ada@example.org");

    assertThat(SchemaInstance.whole(Json.of(schema), hints)).hasToString(Json.of(value).toString());
  }

  @Test
  void whole_recursiveSchema_ends() {
    JsonNode schema =
        Json.of(
            """
            {"$ref":"#/$defs/node","$defs":{"node":{"type":"object",
              "properties":{"name":{"type":"string"},
                            "children":{"type":"array","items":{"$ref":"#/$defs/node"}}},
              "required":["name","children"]}}}
            """);

    JsonNode tree = SchemaInstance.whole(schema, Hints.of("a tree"));

    assertThat(tree.at("/children/0/name").isTextual()).isTrue();
    assertThat(tree.findValues("name").size()).isLessThan(50);
  }

  @Test
  void arguments_quotedName_isUsed() {
    JsonNode schema =
        Json.of("{\"properties\":{\"customer_name\":{}},\"required\":[\"customer_name\"]}");

    assertThat(SchemaInstance.arguments(schema, Hints.of("a customer named '你好' (Hello)")))
        .hasToString("{\"customer_name\":\"你好\"}");
  }

  @Test
  void whole_factsInTheQuestion_areUsed() {
    JsonNode schema =
        Json.of(
            """
            {"type":"object","properties":{
              "name":{"type":"string"},"age":{"type":"integer"},"email":{"type":"string"},
              "likes":{"type":"array","items":{"type":"string"}}}}
            """);
    Hints hints =
        Hints.of("My name is Ada, age 36, ada@example.org, I like \"maths\" and \"engines\".");

    assertThat(SchemaInstance.whole(schema, hints))
        .hasToString(
            "{\"name\":\"Ada\",\"age\":36,\"email\":\"ada@example.org\","
                + "\"likes\":[\"maths\",\"engines\"]}");
  }

  @Test
  void arguments_optionalThatNobodySpeaksOf_isLeftOut() {
    JsonNode schema =
        Json.of(
            """
            {"type":"object","properties":{
              "city":{"type":"string"},
              "days":{"type":"integer"},
              "unit":{"enum":["celsius","fahrenheit"]}},"required":["city"]}
            """);

    assertThat(SchemaInstance.arguments(schema, Hints.of("Weather in San Francisco, CA?")))
        .hasToString("{\"city\":\"San Francisco, CA\"}");
    assertThat(SchemaInstance.arguments(schema, Hints.of("3 days in Rome, celsius")))
        .hasToString("{\"city\":\"Rome\",\"days\":3,\"unit\":\"celsius\"}");
  }
}
