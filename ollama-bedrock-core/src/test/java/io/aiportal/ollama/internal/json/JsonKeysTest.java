package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonKeysTest {

  private static final Map<String, String> NAMES = Map.of("a", "x", "b", "y");

  @Test
  void keys_areRenamedAtAnyDepth_inTheirOrder_andTextsAreNot() {
    Map<String, Object> object =
        JsonObjects.parse(
            "{\"c\":\"a\",\"a\":[{\"b\":[[{\"a\":null}]]},\"b\",1],\"d\":{\"b\":true}}");
    assertThat(JsonObjects.write(JsonKeys.renamed(object, NAMES)))
        .isEqualTo("{\"c\":\"a\",\"x\":[{\"y\":[[{\"x\":null}]]},\"b\",1],\"d\":{\"y\":true}}");
  }
}
