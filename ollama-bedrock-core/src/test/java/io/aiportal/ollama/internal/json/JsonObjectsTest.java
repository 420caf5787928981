package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonObjectsTest {

  @Test
  void parse_takesObjectsAlone() {
    assertThat(JsonObjects.parse(" {\"a\":1} ")).isEqualTo(Map.of("a", 1));
    assertThat(JsonObjects.parse("[1]")).isNull();
    assertThat(JsonObjects.parse("")).isNull();
    assertThat(JsonObjects.parse("\"{}\"")).isNull();
    assertThat(JsonObjects.parse("{} {}")).isNull();
  }

  @Test
  void parse_readsAsDeepAsGo() {
    int most = JsonObjects.MAX_DEPTH;
    assertThat(JsonObjects.parse("{\"a\":" + "[".repeat(most - 1) + "]".repeat(most - 1) + "}"))
        .isNotNull();
    assertThat(JsonObjects.parse("{\"a\":" + "[".repeat(most) + "]".repeat(most) + "}")).isNull();
  }

  @Test
  void parseString_takesStringsAlone() {
    assertThat(JsonObjects.parseString(" \"a\\n\" ")).isEqualTo("a\n");
    assertThat(JsonObjects.parseString("\"\"")).isEmpty();
    assertThat(JsonObjects.parseString("\"a\" \"b\"")).isNull();
    assertThat(JsonObjects.parseString("\"a")).isNull();
    assertThat(JsonObjects.parseString("42")).isNull();
    assertThat(JsonObjects.parseString("")).isNull();
  }

  @Test
  void parse_keepsTheOrderAndTheDigits() {
    Map<String, Object> object = JsonObjects.parse("{\"b\":1.10,\"a\":{\"d\":1,\"c\":2}}");
    assertThat(object).hasToString("{b=1.10, a={d=1, c=2}}");
  }

  @Test
  void parseValue_takesAnyOneValue() {
    assertThat(JsonObjects.parseValue(" [1, null, \"a\"] ")).hasToString("[1, null, a]");
    assertThat(JsonObjects.parseValue("null")).isNull();
    for (String none : new String[] {"", " ", "{", "1 2", "a"}) {
      assertThatThrownBy(() -> JsonObjects.parseValue(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no JSON");
    }
  }

  @Test
  void write_refusesWhatIsNoJson() {
    assertThat(JsonObjects.write(List.of(1, "a"))).isEqualTo("[1,\"a\"]");
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatThrownBy(() -> JsonObjects.write(endless))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a JSON value");
  }
}
