package io.aiportal.ollama.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldRefusalTest {

  private static final ChatCall PLAIN = ChatCall.of("m", List.of(Turn.user("Hi")));

  private static ChatCall call() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (String name : List.of("K", "other", "reasoning_config")) {
      fields.put(name, 1);
    }
    return PLAIN.toBuilder().additionalFields(fields).build();
  }

  private static @Nullable ChatCall repaired(ChatCall call, @Nullable String words) {
    return new FieldRefusal().repair(call, new BedrockException(Kind.VALIDATION, words, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "K: Extra inputs are not permitted | other reasoning_config",
        "K.in.it: Extra inputs are not permitted | other reasoning_config",
        "#: extraneous key [other] is not permitted | K reasoning_config",
        "Unknown parameter: 'K'. | other reasoning_config",
        "1 validation error for Request\\nK\\n  Extra inputs are not permitted"
            + " | other reasoning_config",
        "1 validation error for Request K Extra inputs are not permitted | other reasoning_config",
        "Invalid 'other': unknown variant `x` | K reasoning_config",
        "K: Extra inputs are not permitted, other: Extra inputs are not permitted"
            + " | reasoning_config",
        "Invalid 'reasoning_effort': unknown variant `budget_tokens`, expected | K other",
        "The model returned the following errors: Validation Error | ''",
      })
  void fieldThatIsRefused_isLeftOut(String words, String left) {
    ChatCall repaired = repaired(call(), words);
    assertThat(repaired).isNotNull();
    assertThat(String.join(" ", repaired.additionalFields().keySet()))
        .isEqualTo(left.replace("''", ""));
    assertThat(repaired.turns()).isEqualTo(PLAIN.turns());
  }

  @ParameterizedTest
  @CsvSource({
    "The moon is in the wrong phase.",
    "missing: Extra inputs are not permitted",
    "following errors: Validation Error: 1 field",
  })
  void otherWords_leaveTheCall(String words) {
    assertThat(repaired(call(), words)).isNull();
  }

  @Test
  void whereNoFieldIs_orNothingIsSaid_nothingIsLeftOut() {
    assertThat(repaired(PLAIN, "K: Extra inputs are not permitted")).isNull();
    assertThat(repaired(PLAIN, "following errors: Validation Error")).isNull();
    assertThat(repaired(call(), null)).isNull();
  }
}
