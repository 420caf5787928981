package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.answer.JsonScanner.Verdict;
import io.aiportal.ollama.internal.json.JsonObjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " { } ",
        "{\"a\":1}",
        "{ \"a\" : [ 1 , 2 ] , \"b\" : { } }",
        "[1,-0,0.5,10.25,1e5,1E+5,2e-07,-1.5e10]",
        "[true,false,null]",
        "\"\"",
        "\"a \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\uABCD \\u09af\"",
        "\"{[\"",
        "[[[]],{},[{}]]",
        "\"\\uaAfF\\u0099\"",
        "42",
        "1",
        "9",
        "0e5",
        "0E5",
        "[0e1,1]",
        "-1",
        "0",
        "0.10",
        "1e9",
        "true",
        "false",
        "null",
        "{\"\\n\":\"\\n\"}",
      })
  void value_ofTheGrammar(String text) {
    assertThat(JsonScanner.isValue(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "{]",
        "[}",
        "}",
        "]",
        "{a}",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{,}",
        "{\"a\":1:}",
        "[1,]",
        "[,]",
        "[1 2]",
        "\"\\u000G\"",
        "\"\\u000`\"",
        "\"\\u000@\"",
        "\"\\u000/\"",
        "\"\\u000:\"",
        "[/]",
        "[:]",
        "0a5",
        "[01]",
        "[-]",
        "[+1]",
        "[.5]",
        "[1.]",
        "[1.e5]",
        "[1e]",
        "[1e+]",
        "[-a]",
        "[0x1]",
        "[1.5.5]",
        "[1e5e]",
        "[1e5.5]",
        "[1e+-5]",
        "[tru]",
        "[trve]",
        "[truex]",
        "[True]",
        "[NaN]",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u123\"",
        "\"a\nb\"",
        "\"a\u001fb\"",
        "42 ]",
        "42]",
        "4 2",
        "1.",
        "1e",
        "-",
        "tru",
        "true false",
        "{} {}",
        "[]]",
        "\"a\"b",
      })
  void value_notOfTheGrammar(String text) {
    assertThat(JsonScanner.isValue(text)).isFalse();
  }

  @Test
  void next_saysWhenTheValueIsWholeOrBroken() {
    assertThat(last("{\"a\":1")).isEqualTo(Verdict.INCOMPLETE);
    assertThat(last("{\"a\":1}")).isEqualTo(Verdict.COMPLETE);
    assertThat(last("\"a\"")).isEqualTo(Verdict.COMPLETE);
    assertThat(last("[1}")).isEqualTo(Verdict.BROKEN);
  }

  @Test
  void depth_isBounded() {
    int most = JsonObjects.MAX_DOCUMENT_DEPTH;
    assertThat(JsonScanner.isValue("[".repeat(most) + "]".repeat(most))).isTrue();
    assertThat(last("[".repeat(most + 1))).isEqualTo(Verdict.BROKEN);
    assertThat(last("[".repeat(most))).isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void members_areSeenWithTheColon() {
    assertThat(scan("{\"a\"").hasMembers()).isFalse();
    assertThat(scan("{\"a\" :").hasMembers()).isTrue();
    assertThat(scan("[1,{\"a\":").hasMembers()).isTrue();
    assertThat(scan("[\"a:b\"]").hasMembers()).isFalse();
    assertThat(scan("{}").hasMembers()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[0", "[1", "[1, 20, 3]"})
  void integersOnly_likeCitations(String text) {
    assertThat(scan(text).hasIntegersOnly()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[\"", "[1, 2.", "[1e", "[-1", "[[", "[{", "{", "[t", "[0.", "[1, null", "\"a"})
  void integersOnly_unlikeCitations(String text) {
    assertThat(scan(text).hasIntegersOnly()).isFalse();
  }

  @Test
  void commas_areCounted() {
    assertThat(scan("[1]").commas()).isZero();
    assertThat(scan("[1, 2, \",\"]").commas()).isEqualTo(2);
  }

  private static Verdict last(String text) {
    JsonScanner scanner = new JsonScanner();
    Verdict verdict = Verdict.INCOMPLETE;
    for (char c : text.toCharArray()) {
      assertThat(verdict).isEqualTo(Verdict.INCOMPLETE);
      verdict = scanner.next(c);
    }
    return verdict;
  }

  private static JsonScanner scan(String text) {
    JsonScanner scanner = new JsonScanner();
    text.chars().forEach(c -> scanner.next((char) c));
    return scanner;
  }
}
