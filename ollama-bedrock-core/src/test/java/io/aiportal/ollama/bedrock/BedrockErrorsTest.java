package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockErrorsTest {

  private static BedrockException answered(int status, @Nullable String code) {
    return BedrockErrors.answered(status, code, "Words", "r-1", Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource({
    "429, ThrottlingException, THROTTLING, ThrottlingException, 429",
    "400, ThrottlingException, THROTTLING, ThrottlingException, 400",
    "429, BrandNewException, THROTTLING, BrandNewException, 429",
    "418, TeapotException, OTHER, TeapotException, 418",
    "503, , SERVICE_UNAVAILABLE, ServiceUnavailableException, 503",
    "418, , OTHER, '', 418",
    "403, ExpiredTokenException, CREDENTIALS, ExpiredTokenException, 403",
    "301, , OTHER, '', 502",
    "399, , OTHER, '', 502",
    "400, , VALIDATION, ValidationException, 400",
    "0, modelStreamErrorException, MODEL_STREAM_ERROR, modelStreamErrorException, 424",
    "0, throttlingException, THROTTLING, throttlingException, 429",
    "200, brandNewException, OTHER, brandNewException, 502",
  })
  void error_isNamedByItsCodeOrItsStatus(
      int status, @Nullable String code, Kind kind, String name, int told) {
    BedrockException error = answered(status, code);
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.code()).isEqualTo(name);
    assertThat(error.status()).isEqualTo(told);
    assertThat(error.requestId()).isEqualTo("r-1");
    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(error).hasMessage(kind == Kind.CREDENTIALS ? null : "Words").hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/",
        "com.amazon.coral.availability#ThrottlingException",
        "com.amazon.coral.availability#ThrottlingException:http://internal.amazon.com/a#b",
      })
  void code_isTheNameAlone(String type) {
    BedrockException error = answered(400, type);
    assertThat(error.kind()).isEqualTo(Kind.THROTTLING);
    assertThat(error.code()).isEqualTo("ThrottlingException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":http://internal.amazon.com/", "com.amazon#"})
  void codeWithoutAName_isNone(String type) {
    BedrockException error = answered(503, type);
    assertThat(error.kind()).isEqualTo(Kind.SERVICE_UNAVAILABLE);
    assertThat(error.code()).isEqualTo("ServiceUnavailableException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "IncompleteSignatureException",
        "IncompleteSignature",
        "MissingAuthenticationTokenException",
        "MissingAuthenticationToken",
        "InvalidClientTokenId",
        "ExpiredTokenException",
        "ExpiredToken",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed"
      })
  void badCredentials_areOneKind(String code) {
    assertThat(BedrockErrors.kind(code)).isEqualTo(Kind.CREDENTIALS);
  }

  @Test
  void kind_ofAnUnknownName_isOther() {
    assertThat(BedrockErrors.kind("TeapotException")).isEqualTo(Kind.OTHER);
    assertThat(BedrockErrors.kind("AccessDeniedException")).isEqualTo(Kind.ACCESS_DENIED);
  }

  @Test
  void thrown_keepsWhatIsKnown() {
    BedrockException known = new BedrockException(Kind.TIMEOUT, "x", null);
    assertThat(BedrockErrors.thrown(known)).isSameAs(known);
  }

  @Test
  void thrown_namesTheTypeOnly() {
    IllegalStateException secret = new IllegalStateException("the prompt");
    BedrockException error = BedrockErrors.thrown(secret);
    assertThat(error.kind()).isEqualTo(Kind.INTERNAL);
    assertThat(error).hasMessage("the call failed with IllegalStateException").hasCause(secret);
    assertThat(error.isInterruption()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void thrown_ofAnInterruption_marksTheThreadAgain() {
    Throwable cause = new IllegalStateException(new IOException(new InterruptedException()));
    BedrockException error = BedrockErrors.thrown(cause);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(error.isInterruption()).isTrue();
    assertThat(error).hasCause(cause);
  }

  @Test
  void interrupted_marksTheThreadAgain() {
    BedrockException error = BedrockErrors.interrupted(new IOException());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(error.isInterruption()).isTrue();
  }

  @Test
  void fatal_goesOn() {
    OutOfMemoryError fatal = new OutOfMemoryError();
    assertThatThrownBy(() -> BedrockErrors.rethrowIfFatal(fatal)).isSameAs(fatal);
    assertThatCode(() -> BedrockErrors.rethrowIfFatal(new StackOverflowError()))
        .doesNotThrowAnyException();
    assertThatCode(() -> BedrockErrors.rethrowIfFatal(new AssertionError()))
        .doesNotThrowAnyException();
  }
}
