package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between the tags of calls that models write into their text. */
class WrittenCallTest {

  private static final Function<String, Set<String>> TEXTS =
      name -> name.equals("f") ? Set.of("text") : Set.of();

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '~',
      value = {
        "f> → {}",
        "f>{\"a\":1} → {a=1}",
        "f><parameter=text>7</parameter> → {text=7}",
        "f> <parameter= a >7</parameter> <parameter=b>x y</parameter> → {a=7, b=x y}",
        "f><parameter=a></parameter> → {a=}",
        "f><parameter=a>[1, {\"b\":null}]</parameter> → {a=[1, {b=null}]}",
        "f><parameter=>1</parameter> → {=1}"
      })
  void functionsTag_holdsJsonOrAParameterInEachTag(String inside, String arguments) {
    assertThat(WrittenCall.ofFunction(inside, TEXTS))
        .hasToString("WrittenCall[name=f, arguments=" + arguments + "]");
  }

  @Test
  void numbersAndWords_areTakenForWhatTheyAre_unlessTheToolWantsText() {
    WrittenCall call =
        WrittenCall.ofFunction(
            "f><parameter=text>7</parameter><parameter=n>7</parameter>"
                + "<parameter=b>true</parameter><parameter=w>truer</parameter>",
            TEXTS);
    assertThat(call.arguments()).isEqualTo(Map.of("text", "7", "n", 7, "b", true, "w", "truer"));
  }

  @Test
  void lineEndsAroundAValue_belongToItsTags_oneOnEachSide() {
    for (String[] row :
        new String[][] {
          {"\na b\n", "a b"}, {"\n\na b\n\n", "\na b\n"}, {"\n", ""}, {"a\n", "a"}, {"\na", "a"}
        }) {
      WrittenCall call =
          WrittenCall.ofFunction("f><parameter=text>" + row[0] + "</parameter>", TEXTS);
      assertThat(call.arguments()).isEqualTo(Map.of("text", row[1]));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f",
        "f>{\"a\":1",
        "f>x",
        "f><parameter=a>1",
        "f><parameter=a</parameter>",
        "f><parameter=a>1</parameter>x",
        "f></parameter><parameter=a>1</parameter>",
        "f><parameter=a></parameter"
      })
  void functionsTag_ofAnythingElse_isNoCall(String inside) {
    assertThat(WrittenCall.ofFunction(inside, TEXTS)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '~',
      value = {
        "f → {}",
        "f<arg_key>a</arg_key><arg_value>1</arg_value> → {a=1}",
        "f <arg_key> text </arg_key> <arg_value>1</arg_value> <arg_key>b</arg_key><arg_value>x</arg_value> → {text=1, b=x}",
        "f<arg_key></arg_key><arg_value></arg_value> → {=}"
      })
  void pairs_areKeysAndValues(String inside, String arguments) {
    assertThat(WrittenCall.ofPairs(inside, TEXTS))
        .hasToString("WrittenCall[name=f, arguments=" + arguments + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f<arg_key>a",
        "f<arg_key>a</arg_key>",
        "f<arg_key>a</arg_key><arg_value>1",
        "f<arg_key>a<arg_value>1</arg_value></arg_key>",
        "f<arg_key>a</arg_key></arg_value><arg_value>1",
        "f<arg_key>a</arg_key><arg_value>1</arg_value>x"
      })
  void pairs_thatAreNotWhole_areNoCall(String inside) {
    assertThat(WrittenCall.ofPairs(inside, TEXTS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "7",
        "[{\"name\":\"f\",\"arguments\":{}},7]",
        "{\"name\":7,\"arguments\":{}}",
        "{\"name\":\"f\",\"arguments\":7}",
        "{\"name\":\"f\",\"arguments\":\"7\"}",
        "{\"name\":\"f\",\"arguments\":{},\"more\":1}"
      })
  void json_ofAnythingElse_isNoCall(String json) {
    assertThat(WrittenCall.ofJson(json, false)).isNull();
  }

  @Test
  void json_withoutArguments_isACall_whereATagSaysSo() {
    assertThat(WrittenCall.ofJson("{\"name\":\"f\"}", true)).isNull();
    assertThat(WrittenCall.ofJson("{\"name\":\"f\"}", false))
        .containsExactly(new WrittenCall("f", Map.of()));
    assertThat(
            WrittenCall.ofJson(
                "[{\"name\":\"f\",\"input\":null},{\"name\":\"g\",\"parameters\":{\"a\":1}}]",
                true))
        .containsExactly(new WrittenCall("f", Map.of()), new WrittenCall("g", Map.of("a", 1)));
  }
}
