package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How JSON values are bound to Go's types, and what is said where they do not fit. */
class GoReaderTest {

  private static <T> T read(String json, GoDecoder.Binding<T> binding) {
    return new GoDecoder("Request", "EOF").decode(json.getBytes(StandardCharsets.UTF_8), binding);
  }

  private static void assertRefused(String json, GoDecoder.Binding<?> binding, String sentence) {
    assertThatThrownBy(() -> read(json, binding))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(400))
        .hasMessage(sentence);
  }

  private static Map<String, Object> fields(String json) {
    return read(json, GoReaderTest::fieldsOf);
  }

  private static final Map<String, GoDecoder.Binding<?>> TYPES =
      Map.of(
          "text", in -> in.string("none"),
          "flag", in -> String.valueOf(in.bool(null)),
          "count", in -> in.integer("int", -5, 5),
          "number", in -> String.valueOf(in.number("float64")),
          "list", GoReaderTest::strings,
          "nested", GoReaderTest::nested,
          "apart", GoReaderTest::apart,
          "own", GoReaderTest::own,
          "file", in -> Arrays.toString(in.bytes("[]uint8")));

  /** The values of an object's fields, each as the binding of its name reads it. */
  private static Map<String, Object> fieldsOf(GoReader in) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    in.request(
        "api.Request",
        name -> {
          GoDecoder.Binding<?> type = TYPES.get(name);
          if (type == null) {
            in.skip();
          } else {
            values.put(name, type.read(in));
          }
        });
    return values;
  }

  private static List<String> strings(GoReader in) throws IOException {
    List<String> strings = new ArrayList<>();
    in.array("[]string", () -> strings.add(in.string("none")));
    return strings;
  }

  private static String nested(GoReader in) throws IOException {
    StringBuilder told = new StringBuilder();
    in.struct(
        "api.Nested",
        name -> {
          if (name.equals("deep")) {
            in.anonymous("struct {}", deep -> told.append(in.string("none")));
          } else if (name.equals("same")) {
            in.object("api.Same", same -> told.append(in.string("none")));
          } else {
            told.append(name).append('=').append(in.string("none"));
          }
        });
    return told.toString();
  }

  private static String apart(GoReader in) throws IOException {
    StringBuilder told = new StringBuilder();
    in.apart(() -> told.append(in.string("none")));
    return told.toString();
  }

  private static String own(GoReader in) throws IOException {
    StringBuilder told = new StringBuilder();
    in.own(() -> told.append(in.string("none")));
    return told.toString();
  }

  @Test
  void fields_areFoundInAnyCase_andTheLastOfTwoWins() {
    assertThat(fields("{\"TEXT\":\"a\",\"x\":{\"text\":[5]},\"Text\":\"b\"}"))
        .isEqualTo(Map.of("text", "b"));
  }

  @Test
  void null_isAbsent_whateverTheType() {
    assertThat(
            fields(
                "{\"text\":null,\"flag\":null,\"count\":null,\"number\":null,\"list\":null,"
                    + "\"nested\":null,\"file\":null}"))
        .isEqualTo(
            Map.of(
                "text", "none",
                "flag", "null",
                "count", 0L,
                "number", "null",
                "list", List.of(),
                "nested", "",
                "file", "[]"));
    assertThat(fields("null")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void booleans_areRead(String value) {
    assertThat(fields("{\"flag\":" + value + "}")).isEqualTo(Map.of("flag", value));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "-2, -2.0", "1e3, 1000.0"})
  void numbers_areRead(String json, String value) {
    assertThat(fields("{\"number\":" + json + "}")).isEqualTo(Map.of("number", value));
  }

  @ParameterizedTest
  @CsvSource({"-5", "0", "5"})
  void integers_areReadWithinTheirBounds(long value) {
    assertThat(fields("{\"count\":" + value + "}")).isEqualTo(Map.of("count", value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'count':6}            | number 6 into Go struct field Request.count of type int",
        "{'count':-6}           | number -6 into Go struct field Request.count of type int",
        "{'count':1.0}          | number 1.0 into Go struct field Request.count of type int",
        "{'count':'1'}          | string into Go struct field Request.count of type int",
        "{'count':99999999999999999999} | number 99999999999999999999 into Go struct field"
            + " Request.count of type int",
        "{'number':1e999}       | number 1e999 into Go struct field Request.number of type float64",
        "{'number':true}        | bool into Go struct field Request.number of type float64",
        "{'flag':1}             | number into Go struct field Request.flag of type bool",
        "{'text':false}         | bool into Go struct field Request.text of type string",
        "{'list':{}}            | object into Go struct field Request.list of type []string",
        "{'list':['a',[]]}      | array into Go struct field Request.list of type string",
        "{'nested':[]}          | array into Go struct field Request.nested of type api.Nested",
        "{'nested':{'A':1}}     | number into Go struct field Nested.nested.a of type string",
        "{'nested':{'deep':{'b':1}}} | number into Go struct field .nested.deep.b of type string",
        "{'nested':{'same':{'b':1}}} | number into Go struct field Nested.nested.same.b of type"
            + " string",
        "{'apart':1}            | number into Go value of type string",
        "{'file':[1,256]}       | number 256 into Go struct field Request.file of type uint8",
        "{'file':5}             | number into Go struct field Request.file of type []uint8",
        "[]                     | array into Go value of type api.Request"
      })
  void wrongType_isToldWithItsPlace(String json, String sentence) {
    assertRefused(
        json.replace('\'', '"'), GoReaderTest::fieldsOf, "json: cannot unmarshal " + sentence);
  }

  /** Go keeps the first and reads on, but stops where a type that decodes itself gives up. */
  @Test
  void firstWrongType_isTold_unlessATypeOfItsOwnGivesUpBehindIt() {
    assertRefused(
        "{\"nested\":{\"deep\":{\"b\":[{}]}},\"text\":5}",
        GoReaderTest::fieldsOf,
        "json: cannot unmarshal array into Go struct field .nested.deep.b of type string");
    assertRefused(
        "{\"nested\":{\"deep\":{\"b\":[{}]}},\"own\":5,\"count\":7}",
        GoReaderTest::fieldsOf,
        "json: cannot unmarshal number into Go struct field Request.own of type string");
    assertRefused(
        "{\"file\":\"*\",\"own\":5}",
        GoReaderTest::fieldsOf,
        "json: cannot unmarshal number into Go struct field Request.own of type string");
    assertRefused(
        "{\"file\":\"*\",\"text\":5}",
        GoReaderTest::fieldsOf,
        "illegal base64 data at input byte 0");
  }

  /** Broken JSON is told before a wrong type, wherever it stands. */
  @Test
  void brokenJson_isToldBeforeAWrongType() {
    assertRefused("{\"text\":5,\"x\":[1,}", GoReaderTest::fieldsOf, badComma());
    assertRefused(" \n", GoReaderTest::fieldsOf, "EOF");
  }

  private static String badComma() {
    return "invalid character '}' looking for beginning of value";
  }

  @Test
  void namesAfterAnError_areStillThoseOfTheRequest() {
    assertThat(
            fields("{\"nested\":{\"a\":\"1\",\"deep\":{\"b\":\"2\"},\"c\":\"3\"},\"text\":\"t\"}"))
        .isEqualTo(Map.of("nested", "a=12c=3", "text", "t"));
  }

  @Test
  void files_areBase64OrNumbers() {
    assertThat(fields("{\"file\":\"AP+A\"}")).isEqualTo(Map.of("file", "[0, -1, -128]"));
    assertThat(fields("{\"file\":[0,255,null,128]}")).isEqualTo(Map.of("file", "[0, -1, 0, -128]"));
  }

  @Test
  void anyValue_keepsItsOrderItsCaseAndItsDigits() {
    Object value =
        read("{\"B\":[1,2.50,\"x\",true,false,null,{}],\"a\":12345678901234567890}", GoReader::any);
    assertThat(value.toString())
        .isEqualTo("{B=[1, 2.50, x, true, false, null, {}], a=12345678901234567890}");
    assertThat(read("1e999", GoReader::any)).isEqualTo(new BigDecimal("1e999"));
  }

  @Test
  void decodedValue_hasNoNumberThatIsTooLargeForGo() {
    assertThat(read("[1e308]", GoReader::decoded)).isEqualTo(List.of(new BigDecimal("1e308")));
    String sentence = "json: cannot unmarshal number 1e999 into Go value of type float64";
    assertRefused("[1e999]", GoReader::decoded, sentence);
    assertRefused("{\"a\":1e999}", in -> in.map("map[string]any"), sentence);
    assertRefused("5", in -> in.map("map[string]any"), number("map[string]any"));
    Map<String, @Nullable Object> none = read("null", in -> in.map("x"));
    assertThat(none).isNull();
    Map<String, @Nullable Object> map = read("{\"A\":1}", in -> in.map("x"));
    assertThat(map).isEqualTo(Map.of("A", 1));
  }

  private static String number(String type) {
    return "json: cannot unmarshal number into Go value of type " + type;
  }

  @Test
  void orderedMap_hasAComplaintOfItsOwn() {
    assertThat(read("{\"b\":1e999,\"A\":[]}", GoReader::orderedMap).keySet())
        .containsExactly("b", "A");
    assertThat(read("null", GoReader::orderedMap)).isEmpty();
    assertRefused(
        "[]", GoReader::orderedMap, "Value looks like object, but can't find closing '}' symbol");
  }

  @Test
  void orderedEntries_forgetWhatIsAroundThem() {
    GoDecoder.Binding<List<String>> entries =
        in -> {
          List<String> names = new ArrayList<>();
          in.request(
              "api.Request",
              field -> {
                if (field.equals("e")) {
                  in.orderedEntries(name -> names.add(name + in.key() + in.string("none")));
                } else {
                  names.add(in.string("none"));
                }
              });
          return names;
        };
    assertThat(read("{\"e\":{\"A\":\"1\",\"b\":null},\"f\":\"2\"}", entries))
        .containsExactly("AA1", "bbnone", "2");
    assertThat(read("{\"e\":null}", entries)).isEmpty();
    assertRefused("{\"e\":{\"A\":1}}", entries, number("string"));
    assertRefused(
        "{\"e\":{\"A\":\"1\"},\"f\":1}",
        entries,
        "json: cannot unmarshal number into Go struct field Request.f of type string");
    assertRefused(
        "{\"e\":5}", entries, "Value looks like object, but can't find closing '}' symbol");
  }

  @Test
  void entriesOfOneType_nameTheFieldInTheirErrors() {
    GoDecoder.Binding<List<String>> entries =
        in -> {
          List<String> names = new ArrayList<>();
          in.request(
              "api.Request",
              field -> in.entries("map[string]string", name -> names.add(name + in.string(""))));
          return names;
        };
    assertThat(read("{\"e\":{\"A\":\"1\",\"b\":\"2\"}}", entries)).containsExactly("A1", "b2");
    assertThat(read("{\"e\":null}", entries)).isEmpty();
    assertRefused(
        "{\"e\":{\"A\":1}}",
        entries,
        "json: cannot unmarshal number into Go struct field Request.e of type string");
    assertRefused(
        "{\"e\":[]}",
        entries,
        "json: cannot unmarshal array into Go struct field Request.e of type map[string]string");
  }

  @Test
  void rawText_isToTheLetter() {
    GoDecoder.Binding<String> raw =
        in -> {
          StringBuilder told = new StringBuilder();
          in.request(
              "api.Request",
              name -> {
                told.append(in.raw()).append(';');
                in.skip();
              });
          return told.toString();
        };
    String json = "{\"a\": {\"ü\" : [1.0 , 2]},\"b\":\"x\\u0041\", \"c\":-1e2 }";
    assertThat(read(json, raw)).isEqualTo("{\"ü\" : [1.0 , 2]};\"x\\u0041\";-1e2;");
    byte[] broken = "{\"ü?\":[1 ,2],\"b\":3}".getBytes(StandardCharsets.UTF_8);
    broken[4] = (byte) 0xff;
    assertThat(new GoDecoder("Request", "EOF").decode(broken, raw)).isEqualTo("[1 ,2];3;");
  }

  @Test
  void kinds_areKnownBeforeAValueIsRead() {
    GoDecoder.Binding<String> kinds =
        in -> {
          StringBuilder told = new StringBuilder();
          in.array(
              "[]any",
              () -> {
                told.append(in.isNull() ? 'n' : in.isString() ? 's' : in.isArray() ? 'a' : '-');
                in.skip();
              });
          return told.toString();
        };
    assertThat(read("[null,\"\",[[]],{\"a\":[]},1,true]", kinds)).isEqualTo("nsa---");
  }
}
