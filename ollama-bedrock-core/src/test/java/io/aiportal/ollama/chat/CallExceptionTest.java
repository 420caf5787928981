package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.CallException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure is, and what its caller is told. */
class CallExceptionTest {

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST",
    "401, ACCESS_DENIED",
    "403, ACCESS_DENIED",
    "404, NOT_FOUND",
    "408, TIMEOUT",
    "413, TOO_LARGE",
    "429, THROTTLED",
    "499, CANCELLED",
    "500, INTERNAL",
    "501, INTERNAL",
    "502, BAD_ANSWER",
    "503, UNAVAILABLE",
    "504, TIMEOUT",
    "418, INVALID_REQUEST"
  })
  void status_tellsTheKind_andStays(int status, Kind kind) {
    CallException failure = new CallException(status, "so", null);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.retryAfter()).isNull();
  }

  @Test
  void failures_haveTheStatusAndTheWordsOfTheirKind() {
    assertIs(CallException.badRequest("no"), Kind.INVALID_REQUEST, 400, "no");
    assertIs(CallException.modelNotFound("m"), Kind.NOT_FOUND, 404, "model 'm' not found");
    assertIs(CallException.runnerError("no"), Kind.INVALID_REQUEST, 500, "no");
    assertIs(CallException.badAnswer("no"), Kind.BAD_ANSWER, 502, "no");
    assertIs(
        CallException.promptTooLong(9, 8),
        Kind.PROMPT_TOO_LONG,
        400,
        "prompt is too long: 9 tokens > 8 maximum");
    assertIs(
        CallException.promptTooLong(8),
        Kind.PROMPT_TOO_LONG,
        400,
        "prompt is too long: the maximum is 8 tokens");
  }

  @Test
  void overload_tellsWhenToComeBack() {
    Duration wait = Duration.ofSeconds(3);
    CallException failure = CallException.overloaded("full", wait);
    assertIs(failure, Kind.OVERLOADED, 503, "full");
    assertThat(failure.retryAfter()).isEqualTo(wait);
  }

  private static void assertIs(CallException failure, Kind kind, int status, String message) {
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure).hasMessage(message);
  }
}
