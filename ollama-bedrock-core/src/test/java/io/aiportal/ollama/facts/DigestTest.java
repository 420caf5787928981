package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {

  private static String ofInput(Map<String, @Nullable Object> input) {
    return Digest.empty().putCalls(List.of(new ToolUse(null, "f", input))).text();
  }

  private static String ofJson(String input) {
    return ofInput(Objects.requireNonNull(JsonObjects.parse(input.replace('\'', '"'))));
  }

  @Test
  void rowsOfValues_areDifferentWhereverTheyAreCut() {
    assertThat(Digest.empty().put("ab").put("c").text())
        .isNotEqualTo(Digest.empty().put("a").put("bc").text())
        .isEqualTo(Digest.empty().put("ab").put("c").text());
    assertThat(Digest.empty().putOptional(null).text())
        .isNotEqualTo(Digest.empty().putOptional("-").text());
  }

  @Test
  void copy_goesItsOwnWay() {
    Digest digest = Digest.empty().put("a");
    Digest copy = digest.copy().put("b");
    assertThat(digest.text()).isEqualTo(Digest.empty().put("a").text());
    assertThat(copy.text()).isEqualTo(digest.put("b").text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1,'b':2} | {'b':2,'a':1}",
        "{'a':[1,{'b':2}]} | {'a':[1.0,{'b':2e0}]}",
        "{'a':100} | {'a':1e2}",
      })
  void callThatIsWrittenOtherwise_isTheSame(String one, String other) {
    assertThat(ofJson(one)).isEqualTo(ofJson(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1} | {'a':2}",
        "{'a':1} | {'b':1}",
        "{'a':1} | {'a':'1'}",
        "{'a':null} | {'a':'null'}",
        "{'a':null} | {}",
        "{'a':true} | {'a':false}",
        "{'a':'x'} | {'a':'y'}",
        "{'a':[1,2]} | {'a':[2,1]}",
        "{'a':['x']} | {'a':['y']}",
        "{'a':[[1],2]} | {'a':[[1,2]]}",
        "{'a':[]} | {'a':{}}",
        "{'a':{'b':1}} | {'a':{'b':2}}",
      })
  void callOfAnotherMeaning_isAnother(String one, String other) {
    assertThat(ofJson(one)).isNotEqualTo(ofJson(other));
  }

  @Test
  void numberThatIsNone_isItself() {
    assertThat(ofInput(Map.of("a", Double.NaN)))
        .isNotEqualTo(ofInput(Map.of("a", Double.POSITIVE_INFINITY)))
        .isEqualTo(ofInput(Map.of("a", Double.NaN)));
  }

  @Test
  void valuesBeyondAllDepth_areAlike() {
    assertThat(ofInput(lists(249, "x"))).isNotEqualTo(ofInput(lists(249, "y")));
    assertThat(ofInput(lists(250, "x"))).isEqualTo(ofInput(lists(250, "y")));
    assertThat(ofInput(objects(249, "x"))).isNotEqualTo(ofInput(objects(249, "y")));
    assertThat(ofInput(objects(250, "x"))).isEqualTo(ofInput(objects(250, "y")));
  }

  /** A value in so many lists, in an object. */
  private static Map<String, @Nullable Object> lists(int depth, Object innermost) {
    Object value = innermost;
    for (int i = 0; i < depth; i++) {
      value = List.of(value);
    }
    return Map.of("k", value);
  }

  private static Map<String, @Nullable Object> objects(int depth, Object innermost) {
    Object value = innermost;
    for (int i = 0; i < depth; i++) {
      value = Map.of("k", value);
    }
    return Map.of("k", value);
  }
}
