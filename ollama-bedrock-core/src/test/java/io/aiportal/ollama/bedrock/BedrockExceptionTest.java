package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockExceptionTest {

  private static BedrockException of(Kind kind) {
    return new BedrockException(kind, "words", null);
  }

  @Test
  void failure_keepsEverything() {
    Throwable cause = new IllegalStateException();
    BedrockException error =
        new BedrockException(
            Kind.OTHER, "TeapotException", 418, "Short", "r-1", Duration.ofSeconds(3), cause);
    assertThat(error.kind()).isEqualTo(Kind.OTHER);
    assertThat(error.code()).isEqualTo("TeapotException");
    assertThat(error.status()).isEqualTo(418);
    assertThat(error).hasMessage("Short").hasCause(cause);
    assertThat(error.requestId()).isEqualTo("r-1");
    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void failure_ofOurOwn_hasTheStatusOfItsKind() {
    BedrockException error = of(Kind.THROTTLING);
    assertThat(error.code()).isEqualTo("ThrottlingException");
    assertThat(error.status()).isEqualTo(429);
    assertThat(error.requestId()).isNull();
    assertThat(error.retryAfter()).isNull();
  }

  @Test
  void message_isRedacted() {
    assertThat(new BedrockException(Kind.ACCESS_DENIED, "Account 123456789012", null))
        .hasMessage("Account ***");
  }

  @Test
  void credentials_losesWordsAndCause() {
    BedrockException error =
        new BedrockException(
            Kind.CREDENTIALS,
            "InvalidSignatureException",
            403,
            "x-amz-security-token:secret",
            "r-1",
            null,
            new IllegalStateException("secret"));
    assertThat(error).hasMessage(null).hasNoCause();
    assertThat(error.code()).isEqualTo("InvalidSignatureException");
    assertThat(error.requestId()).isEqualTo("r-1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {
        "THROTTLING",
        "MODEL_NOT_READY",
        "INTERNAL_SERVER",
        "SERVICE_UNAVAILABLE",
        "CONNECT",
        "CONNECTION",
        "BROKEN_OFF"
      })
  void passingFailure_isRetryable(Kind kind) {
    assertThat(of(kind).isRetryable()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "THROTTLING",
        "MODEL_NOT_READY",
        "INTERNAL_SERVER",
        "SERVICE_UNAVAILABLE",
        "CONNECT",
        "CONNECTION",
        "BROKEN_OFF",
        "OTHER"
      })
  void lastingFailure_isFinal_andAReadTimeoutToo(Kind kind) {
    assertThat(of(kind).isRetryable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"500, true", "502, true", "503, true", "504, true", "501, false", "418, false"})
  void unknownError_isRetryable_byItsStatus(int status, boolean again) {
    BedrockException error =
        new BedrockException(Kind.OTHER, "New", status, null, null, null, null);
    assertThat(error.isRetryable()).isEqualTo(again);
  }

  @Test
  void throttling_ofTheWholeDay_isFinal() {
    assertThat(
            new BedrockException(
                    Kind.THROTTLING, "Too many tokens per day, please wait before trying.", null)
                .isRetryable())
        .isFalse();
    assertThat(
            new BedrockException(Kind.THROTTLING, "Too many tokens, please wait.", null)
                .isRetryable())
        .isTrue();
    assertThat(new BedrockException(Kind.THROTTLING, null, null).isRetryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
  void wrongClock_isRetryable_byItsCode(String code) {
    BedrockException error =
        new BedrockException(Kind.CREDENTIALS, code, 403, null, null, null, null);
    assertThat(error.isClockSkew()).isTrue();
    assertThat(error.isRetryable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Signature expired: 20261125T090000Z is now earlier than 20261125T095500Z, true",
        "Signature not yet current: 20261125T110000Z is still later than 20261125T100500Z, true",
        "The request signature we calculated does not match, false",
        "-, false"
      })
  void wrongClock_isRetryable_byItsWords(String words, boolean skewed) {
    BedrockException error =
        new BedrockException(
            Kind.CREDENTIALS, "InvalidSignatureException", 403, words, null, null, null);
    assertThat(error.isClockSkew()).isEqualTo(skewed);
    assertThat(error.isRetryable()).isEqualTo(skewed);
  }

  @Test
  void nothingSent_isKnown() {
    assertThat(of(Kind.CONNECT).requestSent()).isFalse();
    assertThat(BedrockException.noCredentials().requestSent()).isFalse();
    assertThat(BedrockException.unsendable("no").requestSent()).isFalse();
    assertThat(of(Kind.CONNECTION).requestSent()).isTrue();
    assertThat(of(Kind.TIMEOUT).requestSent()).isTrue();
    assertThat(of(Kind.VALIDATION).requestSent()).isTrue();
    assertThat(of(Kind.CREDENTIALS).requestSent()).isTrue();
  }

  @Test
  void noCredentials_saysSo() {
    BedrockException error = BedrockException.noCredentials();
    assertThat(error.kind()).isEqualTo(Kind.CREDENTIALS);
    assertThat(error).hasMessage("none were found").hasNoCause();
    assertThat(error.code()).isEmpty();
    assertThat(error.status()).isEqualTo(403);
    assertThat(error.isClockSkew()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The SSO session associated with this profile has expired",
        "run aws sso login",
        "Please run 'aws login'",
        "Token is expired",
        "Unable to load cached SSO token"
      })
  void signInThatIsOver_isFoundWhereverItStands(String words) {
    Exception inside = new IllegalStateException(words);
    BedrockException error =
        BedrockException.noCredentials(
            new RuntimeException(null, new RuntimeException("x", inside)));
    assertThat(error.isSsoExpired()).isTrue();
    assertThat(error.kind()).isEqualTo(Kind.CREDENTIALS);
    assertThat(error).hasMessage("the session of AWS SSO has expired").hasNoCause();
    assertThat(error.requestSent()).isFalse();
  }

  @Test
  void otherTroubleWithCredentials_isThatThereAreNone() {
    BedrockException error = BedrockException.noCredentials(new RuntimeException("no profile"));
    assertThat(error.isSsoExpired()).isFalse();
    assertThat(error).hasMessage("none were found");
    assertThat(new BedrockException(Kind.OTHER, "the session of AWS SSO has expired", null))
        .matches(other -> !other.isSsoExpired());
  }

  @Test
  void interruption_isKnown() {
    InterruptedException cause = new InterruptedException();
    BedrockException error = BedrockException.interrupted(cause);
    assertThat(error.isInterruption()).isTrue();
    assertThat(error.kind()).isEqualTo(Kind.INTERNAL);
    assertThat(error.status()).isEqualTo(500);
    assertThat(error).hasCause(cause);
    assertThat(of(Kind.INTERNAL).isInterruption()).isFalse();
  }

  @Test
  void unsendable_saysWhy() {
    BedrockException error = BedrockException.unsendable("too deep");
    assertThat(error.kind()).isEqualTo(Kind.VALIDATION);
    assertThat(error).hasMessage("too deep");
    assertThat(error.code()).isEmpty();
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.isRetryable()).isFalse();
  }

  @Test
  void throttling_isTold() {
    assertThat(of(Kind.THROTTLING).isThrottling()).isTrue();
    assertThat(of(Kind.MODEL_NOT_READY).isThrottling()).isTrue();
    assertThat(of(Kind.SERVICE_UNAVAILABLE).isThrottling()).isFalse();
  }

  @Test
  void kind_isFoundByCode_whateverItsCase() {
    assertThat(Kind.of("throttlingException")).isEqualTo(Kind.THROTTLING);
    assertThat(Kind.of("ModelStreamErrorException")).isEqualTo(Kind.MODEL_STREAM_ERROR);
    assertThat(Kind.of("")).isEqualTo(Kind.OTHER);
    assertThat(Kind.of("TeapotException")).isEqualTo(Kind.OTHER);
  }

  @ParameterizedTest
  @CsvSource({
    "400, VALIDATION",
    "401, ACCESS_DENIED",
    "403, ACCESS_DENIED",
    "404, RESOURCE_NOT_FOUND",
    "429, THROTTLING",
    "500, INTERNAL_SERVER",
    "503, SERVICE_UNAVAILABLE",
    "418, OTHER"
  })
  void kind_isFoundByStatus(int status, Kind kind) {
    assertThat(Kind.ofStatus(status)).isEqualTo(kind);
  }
}
