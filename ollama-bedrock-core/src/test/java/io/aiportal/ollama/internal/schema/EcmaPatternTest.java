package io.aiportal.ollama.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaPatternTest {

  /** A pattern, what it is found in, and what it is not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "^a$ a a\\n",
        "a$|b ab c",
        "^.$ \\u0085 \\u2028",
        "^.$ é \\n",
        "\\$ $ a",
        "^[.$]$ $ a",
        "^[^$]$ a $",
        "^\\s$ \\u00a0 a",
        "^\\s$ \\ufeff \\u200b",
        "^\\s$ \\u2029 _",
        "^[\\s_]$ \\u00a0 a",
        "^[\\s_]$ _ s",
        "^[^\\s]$ a \\u00a0",
        "^\\S$ a \\u00a0",
        "^[\\S]$ a \\u00a0",
        "^\\d\\w\\D\\W$ 1a-é ١aaa",
        "\\ba\\b éaé _a_",
        "^a\\Ba aa a-",
        "^[\\b]$ \\u0008 b",
        "^\\v$ \\u000b \\n",
        "^\\0$ \\u0000 0",
        "^\\cJ$ \\n J",
        "^\\cj$ \\n j",
        "^\\u0061$ a u0061",
        "^\\u{1F600}$ 😀 a",
        "^[\\u{1F600}]$ 😀 a",
        "^[[]$ [ a",
        "^[^[]$ a [",
        "^[a[b]]$ a] a",
        "^[a&&b]$ & c",
        "^[a&&b]$ a c",
        "^[^]$ \\n aa",
        "^[^]a$ \\na a",
        "a[]|b b a",
        "^\\p{Letter}+$ aé 1",
        "^\\P{Letter}+$ 1 a",
        "^[\\p{digit}]$ ٤ a",
        "^\\p{Lu}$ A a",
        "^\\p{Alphabetic}$ é 1",
        "^\\p{gc=Lu}$ A a",
        "^\\/\\-\\.$ /-. /-a",
        "^(?<n>a)\\k<n>$ aa a",
        "^(?:a|b){2}?$ ab a"
      })
  void pattern_meansWhatJavaScriptMeans(String pattern, String found, String notFound) {
    assertThat(found(pattern, unescaped(found))).as(found).isTrue();
    assertThat(found(pattern, unescaped(notFound))).as(notFound).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "[", "a**", "\\", "\\c", "\\p{Nothing}", "\\p{", "\\p}", "[b-a]", "(?P<a>b)"})
  void whatIsNoPattern_isNone(String pattern) {
    assertThat(EcmaPattern.compile(pattern)).isEmpty();
  }

  @Test
  void patternThatIsNested_beyondAllMeasure_isNone() {
    assertThat(EcmaPattern.compile("(".repeat(100_000) + ")".repeat(100_000))).isEmpty();
  }

  private static boolean found(String pattern, String text) {
    return EcmaPattern.compile(pattern).orElseThrow().matcher(text).find();
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\u(\\p{XDigit}{4})")
        .matcher(text.replace("\\n", "\n"))
        .replaceAll(code -> Character.toString(Integer.parseInt(code.group(1), 16)));
  }
}
