package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectSchemaTest {

  private static Map<String, @Nullable Object> json(String text) {
    return Objects.requireNonNull(JsonObjects.parse(text.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'object'} => true
          {'properties':{}} => true
          {'type':'object','properties':{'a':{'anyOf':[true]}},'$defs':{}} => true
          {} => false
          {'properties':5} => false
          {'type':'array'} => false
          {'type':['object','null']} => false
          {'type':'object','anyOf':[]} => false
          {'type':'object','const':{}} => false
          {'type':'object','$ref':'#/$defs/a'} => false
          {'type':'object','$dynamicRef':'#a'} => false
          """)
  void plainObject_canStandAtTheRoot(String schema, boolean object) {
    assertThat(ObjectSchema.isObject(json(schema))).isEqualTo(object);
  }

  /** A schema, and what it is inside of the object that is around it; what moves to the root. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'string','$schema':'x'} => {'type':'string'} =>
          {'items':{'$ref':'#'}} => {'items':{'$ref':'#/properties/value'}} =>
          {'items':{'$dynamicRef':'#'}} => {'items':{'$dynamicRef':'#/properties/value'}} =>
          {'items':[true,{'$ref':'#/items/0'}]} => {'items':[true,{'$ref':'#/properties/value/items/0'}]} =>
          {'items':{'$ref':'#x'},'not':{'$ref':'y'}} => {'items':{'$ref':'#x'},'not':{'$ref':'y'}} =>
          {'$ref':'#/$defs/a','$defs':{'a':{'not':{'$ref':'#'}}}} => {'$ref':'#/$defs/a'} => {'$defs':{'a':{'not':{'$ref':'#/properties/value'}}}}
          {'$ref':'#/definitions/a','definitions':{'a':true}} => {'$ref':'#/definitions/a'} => {'definitions':{'a':true}}
          {'$ref':'#/$defsOfMine','$defsOfMine':true} => {'$ref':'#/properties/value/$defsOfMine','$defsOfMine':true} =>
          {'enum':[{'$ref':'#'}],'anyOf':[{'const':{'$ref':'#'}}]} => {'enum':[{'$ref':'#'}],'anyOf':[{'const':{'$ref':'#'}}]} =>
          {'not':{'$ref':5}} => {'not':{'$ref':5}} =>
          """)
  void anyOther_isTheOnlyPropertyOfOne(String schema, String value, @Nullable String root) {
    Map<String, @Nullable Object> expected =
        json(
            "{'type':'object','properties':{'value':%s},'required':['value'],'additionalProperties':false}"
                .formatted(value));
    if (root != null) {
      expected.putAll(json(root));
    }
    assertThat(ObjectSchema.around(json(schema))).isEqualTo(expected);
  }
}
