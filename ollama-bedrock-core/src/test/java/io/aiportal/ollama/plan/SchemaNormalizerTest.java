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

/**
 * Schemas as people and programs write them, and as models take them; {@code same} is the same
 * object.
 */
class SchemaNormalizerTest {

  /** Asserts what becomes of a whole schema. */
  private static void assertNormalized(String given, String expected) {
    Map<String, @Nullable Object> schema = json(given);
    ToolSchema normalized = ToolSchemas.of(schema, Schemas.ANY);
    if (expected.equals("same")) {
      assertThat(normalized.schema()).isSameAs(schema);
    } else {
      assertThat(JsonObjects.write(normalized.schema())).isEqualTo(expected.replace('\'', '"'));
    }
  }

  /** Asserts what becomes of the schema of a property. */
  private static void assertProperty(String given, String expected) {
    String around = "{'type':'object','properties':{'p':%s}}";
    assertNormalized(
        around.formatted(given), expected.equals("same") ? "same" : around.formatted(expected));
  }

  /** Texts, flags, counts and limits; of older drafts too. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'$id':5,'title':5,'description':null,'pattern':1,'format':true,'$comment':[],'contentEncoding':{}} => {}
          {'title':'T','pattern':'a','format':'date'} => same
          {'uniqueItems':'yes','readOnly':true,'writeOnly':1,'deprecated':null} => {'readOnly':true}
          {'minLength':-1,'maxLength':1.5,'minItems':2.0,'maxItems':2147483648,'minProperties':0,'maxProperties':'3','minContains':2147483647} => {'minItems':2,'minProperties':0,'minContains':2147483647}
          {'minItems':1,'maxItems':3} => same
          {'minimum':-2147483648,'maximum':2147483647} => same
          {'minimum':-2147483649,'maximum':2147483648} => {}
          {'minimum':'1','maximum':null} => {}
          {'minimum':1,'exclusiveMinimum':true} => {'exclusiveMinimum':1}
          {'maximum':1,'exclusiveMaximum':true} => {'exclusiveMaximum':1}
          {'minimum':1,'exclusiveMinimum':false,'maximum':2,'exclusiveMaximum':false} => {'minimum':1,'maximum':2}
          {'exclusiveMinimum':true,'exclusiveMaximum':3} => {'exclusiveMaximum':3}
          {'multipleOf':0.5} => same
          {'multipleOf':0} => {}
          {'multipleOf':-1} => {}
          {'multipleOf':2147483648} => {}
          {'divisibleBy':2} => {'multipleOf':2}
          {'divisibleBy':0} => {}
          """)
  void keywordThatHoldsNothingOfItsKind_isLeftOut(String given, String expected) {
    assertProperty(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'items':[{'type':'str'},true],'additionalItems':false} => {'prefixItems':[{'type':'string'},true],'items':false}
          {'additionalItems':{'type':'int'},'items':[{'type':'str'}]} => {'items':{'type':'integer'},'prefixItems':[{'type':'string'}]}
          {'items':{'type':'int'},'additionalItems':{'type':'int'}} => {'items':{'type':'integer'},'additionalItems':{'type':'integer'}}
          {'items':[true],'prefixItems':[false]} => {'prefixItems':[false]}
          {'items':null,'additionalItems':null} => {}
          {'items':[],'additionalItems':null} => {}
          {'items':'int'} => {'items':{'type':'integer'}}
          """)
  void items_areThoseOfTheNewestDraft(String given, String expected) {
    assertProperty(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'anyOf':{'type':'int'}} => {'anyOf':[{'type':'integer'}]}
          {'anyOf':[]} => {}
          {'oneOf':5} => {}
          {'allOf':['string','what it is',5,null,true]} => {'allOf':[{'type':'string'},{'description':'what it is'},{},{},true]}
          {'not':'int','if':null,'then':false} => {'not':{'type':'integer'},'then':false}
          {'properties':5,'patternProperties':['a'],'$defs':{'a':'int'}} => {'$defs':{'a':{'type':'integer'}}}
          """)
  void schemaOfOtherShapes_isWrittenOut(String given, String expected) {
    assertProperty(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'required':'a'} => {'required':['a']}
          {'required':['a','a',1,'b']} => {'required':['a','b']}
          {'properties':{'a':{'type':'string','required':true},'b':{'required':false},'c':5},'required':['c']} => {'properties':{'a':{'type':'string'},'b':{},'c':{}},'required':['c','a']}
          {'properties':{'a':{'required':true},'b':{'required':true}}} => {'properties':{'a':{},'b':{}},'required':['a','b']}
          """)
  void required_isAListOfNames(String given, String expected) {
    assertProperty(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'dependencies':{'a':['b','b'],'c':{'type':'int'},'d':'e','f':5,'g':true}} => {'dependencies':{'a':['b'],'c':{'type':'integer'},'d':['e'],'g':true}}
          {'dependentRequired':{'a':['b']}} => same
          {'dependentRequired':{'a':{'type':'int'}}} => {'dependentRequired':{}}
          {'dependencies':5} => {}
          """)
  void dependencies_areListsOrSchemas(String given, String expected) {
    assertProperty(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'enum':[1,9007199254740993]} => {'description':'(enum: [1,9007199254740993])'}
          {'description':'D','enum':[9007199254740993]} => {'description':'D (enum: [9007199254740993])'}
          {'enum':[9007199254740993],'description':'D'} => {'description':'D (enum: [9007199254740993])'}
          {'enum':[9007199254740993],'description':5} => {'description':'(enum: [9007199254740993])'}
          {'enum':'x'} => {}
          {'const':null,'default':null} => same
          {'const':{'a':[2147483648]}} => {'description':'(const: {\\'a\\':[2147483648]})'}
          {'const':2147483648,'enum':[2147483648]} => {'description':'(const: 2147483648) (enum: [2147483648])'}
          {'const':2147483647,'enum':[-2147483648]} => same
          {'default':2147483648,'examples':[2147483648]} => {}
          {'examples':'x','default':1e300} => {'default':1E+300}
          {'examples':[1,{'a':2}]} => same
          {'description':' ','const':2147483648} => {'description':'(const: 2147483648)'}
          {'x-own':{'type':'any'},'x-two':null} => same
          """)
  void valueWithNumbersBeyond32Bits_isTold(String given, String expected) {
    assertProperty(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'type':['str','null','string']} => {'type':['string','null']}
          {'type':['string','what']} => {}
          {'type':['string',5]} => {}
          {'type':[]} => {}
          {'type':['string','null']} => same
          {'type':'any'} => {}
          {'type':5} => {}
          {'type':' Integer '} => {'type':'integer'}
          """)
  void type_isOneOfSevenWords(String given, String expected) {
    assertProperty(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'object','properties':{'a b':{'type':'string'}},'required':['a b']} => {'type':'object','properties':{'a_b_00017063':{'type':'string','description':'(named \\'a b\\')'}},'required':['a_b_00017063']}
          {'type':'object','properties':{'a b':true,'c d':false,'e f':{'description':'E'}}} => {'type':'object','properties':{'a_b_00017063':{'description':'(named \\'a b\\')'},'c_d_000177e7':false,'e_f_00017f6b':{'description':'E (named \\'e f\\')'}}}
          {'type':'object','properties':{'a b':{'$ref':'#/properties/c'},'c':{'properties':{'a b':{'type':'int'}},'required':['a b']}}} => {'type':'object','properties':{'a_b_00017063':{'$ref':'#/properties/c','description':'(named \\'a b\\')'},'c':{'properties':{'a_b_00017063':{'type':'integer','description':'(named \\'a b\\')'}},'required':['a_b_00017063']}}}
          {'type':'object','properties':{'a b':{},'c':{'const':{'a b':1,'c':{'a b':2}},'default':{'a b':1},'enum':[{'a b':1}],'examples':[{'a b':1}]}}} => {'type':'object','properties':{'a_b_00017063':{'description':'(named \\'a b\\')'},'c':{'const':{'a_b_00017063':1,'c':{'a_b_00017063':2}},'default':{'a_b_00017063':1},'enum':[{'a_b_00017063':1}],'examples':[{'a_b_00017063':1}]}}}
          {'type':'object','properties':{'a b':{},'c':{'dependentRequired':{'a b':['c']},'dependencies':{'a b':['a b']},'dependentSchemas':{'a b':{'required':['a b']}}}}} => {'type':'object','properties':{'a_b_00017063':{'description':'(named \\'a b\\')'},'c':{'dependentRequired':{'a_b_00017063':['c']},'dependencies':{'a_b_00017063':['a_b_00017063']},'dependentSchemas':{'a_b_00017063':{'required':['a_b_00017063']}}}}}
          """)
  void keyThatModelsDoNotTake_isAnotherEverywhere(String given, String expected) {
    assertNormalized(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'object','properties':{'p':{'$ref':'#'}}} => same
          {'type':'object','properties':{'p':{'$ref':'#/definitions/a'}},'definitions':{'a':{'type':'int'}}} => {'type':'object','properties':{'p':{'$ref':'#/definitions/a'}},'definitions':{'a':{'type':'integer'}}}
          {'type':'object','properties':{'p':{'$ref':'#/nowhere'},'q':{'$ref':'other.json#/a'},'r':{'$ref':5},'s':{'$ref':'#nowhere'},'t':{'$ref':'#/%zz'}}} => {'type':'object','properties':{'p':{},'q':{},'r':{},'s':{},'t':{}}}
          {'type':'object','properties':{'p':{'items':[{'type':'int'},{'$ref':'#/properties/p/items/0'}],'additionalItems':{'$ref':'#/properties/p/additionalItems'}}}} => {'type':'object','properties':{'p':{'prefixItems':[{'type':'integer'},{'$ref':'#/properties/p/prefixItems/0'}],'items':{'$ref':'#/properties/p/items'}}}}
          {'type':'object','properties':{'p':{'items':[{'type':'int'}],'prefixItems':[true]},'q':{'$ref':'#/properties/p/items/0'}}} => {'type':'object','properties':{'p':{'prefixItems':[true]},'q':{'$ref':'#/$defs/ref1'}},'$defs':{'ref1':{'type':'integer'}}}
          {'type':'object','properties':{'a b':{'type':'int'},'q':{'$ref':'#/properties/a%20b'},'r':{'$ref':'#/properties/c~1d'},'c/d':{}}} => {'type':'object','properties':{'a_b_00017063':{'type':'integer','description':'(named \\'a b\\')'},'q':{'$ref':'#/properties/a_b_00017063'},'r':{'$ref':'#/properties/c_d_000179b8'},'c_d_000179b8':{'description':'(named \\'c/d\\')'}}}
          {'type':'object','properties':{'p':{'$ref':'#/components/a'},'q':{'$ref':'#/components/a'},'r':{'$ref':'#/components/b'}},'components':{'a':{'type':'int'},'b':{'items':{'$ref':'#/components/a'}}}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/ref1'},'q':{'$ref':'#/$defs/ref1'},'r':{'$ref':'#/$defs/ref2'}},'components':{'a':{'type':'int'},'b':{'items':{'$ref':'#/components/a'}}},'$defs':{'ref1':{'type':'integer'},'ref2':{'items':{'$ref':'#/$defs/ref1'}}}}
          {'type':'object','properties':{'p':{'$ref':'#/components/a'}},'components':{'a':{'type':'int'}},'$defs':{'ref2':true}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/ref2_'}},'components':{'a':{'type':'int'}},'$defs':{'ref2':true,'ref2_':{'type':'integer'}}}
          {'type':'object','properties':{'p':{'$ref':'#/components/a'}},'components':{'a':false}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/ref1'}},'components':{'a':false},'$defs':{'ref1':false}}
          {'type':'object','properties':{'p':{'$ref':'#/properties/q/not'},'q':{'not':{'type':'int'}},'r':{'$ref':'#/properties/q/anyOf/0'},'s':{'anyOf':[true]},'t':{'$ref':'#/properties/s/anyOf/0'}}} => {'type':'object','properties':{'p':{'$ref':'#/properties/q/not'},'q':{'not':{'type':'integer'}},'r':{},'s':{'anyOf':[true]},'t':{'$ref':'#/properties/s/anyOf/0'}}}
          {'type':'object','properties':{'p':{'$ref':'#/properties/q/enum/0'},'q':{'enum':[{'type':'string'}]}}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/ref1'},'q':{'enum':[{'type':'string'}]}},'$defs':{'ref1':{'type':'string'}}}
          {'type':'object','properties':{'p':{'$ref':'#/properties'},'q':{'$ref':'#/properties/q/anyOf'},'r':{'$ref':'#/properties/s/anyOf/00'},'s':{'anyOf':[true,{}]}}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/ref1'},'q':{},'r':{},'s':{'anyOf':[true,{}]}},'$defs':{'ref1':{'p':{'$ref':'#/properties'},'q':{'$ref':'#/properties/q/anyOf'},'r':{'$ref':'#/properties/s/anyOf/00'},'s':{'anyOf':[true,{}]}}}}
          """)
  void reference_leadsToWhereItsTargetStands(String given, String expected) {
    assertNormalized(given, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'object','properties':{'p':{'$ref':'#x'}},'$defs':{'a':{'$anchor':'x','type':'int'}}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/a'}},'$defs':{'a':{'$anchor':'x','type':'integer'}}}
          {'type':'object','properties':{'p':{'$dynamicRef':'#x'},'q':{'$ref':'#/$defs/a','$dynamicRef':'#x'},'r':{'$dynamicRef':'#nowhere'}},'$defs':{'a':{'$dynamicAnchor':'x','type':'string'}}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/a'},'q':{'$ref':'#/$defs/a'},'r':{}},'$defs':{'a':{'$dynamicAnchor':'x','type':'string'}}}
          {'type':'object','$dynamicAnchor':'node','properties':{'p':{'$dynamicRef':'#node'},'q':{'$recursiveRef':'#'}}} => {'type':'object','$dynamicAnchor':'node','properties':{'p':{'$ref':'#'},'q':{'$ref':'#'}}}
          {'type':'object','properties':{'p':{'$ref':'#x'},'q':{'$ref':'#y'},'r':{'$ref':'#z'}},'$defs':{'a':{'items':[{'$anchor':'x'},{'not':{'$anchor':'y'}}],'anyOf':[true,{'$anchor':'z','type':'string'}]}}} => {'type':'object','properties':{'p':{'$ref':'#/$defs/a/prefixItems/0'},'q':{'$ref':'#/$defs/a/prefixItems/1/not'},'r':{'$ref':'#/$defs/a/anyOf/1'}},'$defs':{'a':{'prefixItems':[{'$anchor':'x'},{'not':{'$anchor':'y'}}],'anyOf':[true,{'$anchor':'z','type':'string'}]}}}
          {'type':'object','properties':{'p':{'$ref':'#x'},'q':{'const':{'$anchor':'x'}},'r':{'$anchor':'x','type':'string'},'s':{'$anchor':'x','type':'null'}}} => {'type':'object','properties':{'p':{'$ref':'#/properties/r'},'q':{'const':{'$anchor':'x'}},'r':{'$anchor':'x','type':'string'},'s':{'$anchor':'x','type':'null'}}}
          {'type':'object','properties':{'p':{'$ref':'#x'}},'components':{'a':{'$anchor':'x'}}} => {'type':'object','properties':{'p':{}},'components':{'a':{'$anchor':'x'}}}
          {'$dynamicRef':'#x','$defs':{'a':{'$dynamicAnchor':'x','type':'object','properties':{'k':{'$dynamicRef':'#x'}},'required':['k']}}} => {'type':'object','$defs':{'a':{'$dynamicAnchor':'x','type':'object','properties':{'k':{'$ref':'#/$defs/a'}},'required':['k']}},'properties':{'k':{'$ref':'#/$defs/a'}},'required':['k']}
          {'anyOf':[{'$dynamicRef':'#x'},{'required':['b']}],'$defs':{'a':{'$dynamicAnchor':'x','required':['k']}}} => {'type':'object','$defs':{'a':{'$dynamicAnchor':'x','required':['k']}},'properties':{}}
          {'$recursiveRef':'#','properties':{'a':true}} => {'type':'object','properties':{'a':true}}
          """)
  void anchor_becomesAPointer_andADynamicReferenceAPlainOne(String given, String expected) {
    assertNormalized(given, expected);
  }

  @Test
  void whatIsToldInWords_isCutShort() {
    String key = "é".repeat(201);
    Map<String, @Nullable Object> renamed =
        ToolSchemas.of(Map.of("properties", Map.of(key, Map.of())), Schemas.ANY).schema();
    assertThat(JsonObjects.write(renamed))
        .contains("(named \\\"" + "é".repeat(200) + "\\\")")
        .doesNotContain(key);
    Object large = List.of("x".repeat(300), 1L << 40);
    Map<String, @Nullable Object> told =
        ToolSchemas.of(Map.of("properties", Map.of("p", Map.of("const", large))), Schemas.ANY)
            .schema();
    assertThat(JsonObjects.write(told)).contains("(const: [\\\"" + "x".repeat(198) + ")");
  }

  /** What stands where no schema stays is copied, but no more of it than the schema is large. */
  @Test
  void whatIsMoved_isNoLargerThanTheSchema() {
    Object inside = Map.of("type", "string");
    StringBuilder reference = new StringBuilder("#/x");
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      inside = Map.of("x", inside, "description", "d".repeat(50));
      properties.put("p" + i, Map.of("$ref", reference.toString()));
      reference.append("/x");
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("x", inside);
    int before = JsonObjects.write(schema).length();
    Map<String, @Nullable Object> normalized = ToolSchemas.of(schema, Schemas.ANY).schema();
    assertThat(JsonObjects.write(normalized).length()).isBetween(before + before / 2, 3 * before);
    assertThat((Map<?, ?>) normalized.get("$defs")).hasSize(60);
  }

  /** Schemas inside of each other, each of which is meant by a reference, cost no square. */
  @ParameterizedTest
  @ValueSource(strings = {"description", "properties"})
  void schemasInsideOfEachOther_areMovedToALimit(String large) {
    String bulk = "b".repeat(200);
    Object held = large.equals("description") ? bulk : Map.of(bulk, true);
    Object inside = true;
    StringBuilder reference = new StringBuilder("#/x");
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      inside = Map.of("not", inside, large, held);
      properties.put("p" + i, Map.of("$ref", reference.toString()));
      reference.append("/not");
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("properties", properties);
    schema.put("x", inside);
    int before = JsonObjects.write(schema).length();
    String normalized = JsonObjects.write(ToolSchemas.of(schema, Schemas.ANY).schema());
    assertThat(normalized.length()).isBetween(before + before / 4, 4 * before);
  }

  private static Map<String, @Nullable Object> json(String text) {
    return Objects.requireNonNull(JsonObjects.parse(text.replace('\'', '"')));
  }
}
