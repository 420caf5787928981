package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

class SdkErrorsTest {

  private static SdkClientException client(String message, Throwable cause) {
    return SdkClientException.builder().message(message).cause(cause).build();
  }

  private static BedrockRuntimeException.Builder answered(int status, String code, String words) {
    return BedrockRuntimeException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(words).build());
  }

  private static BedrockException of(Throwable failure) {
    return SdkErrors.toBedrock(failure);
  }

  @Test
  void error_keepsEverythingBedrockSaid() {
    BedrockException error =
        of(
            BedrockRuntimeException.builder()
                .statusCode(429)
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .errorCode("ThrottlingException")
                        .errorMessage("Too many tokens")
                        .sdkHttpResponse(
                            SdkHttpResponse.builder()
                                .statusCode(429)
                                .putHeader("x-amzn-RequestId", "r-1")
                                .putHeader("retry-after", "7")
                                .build())
                        .build())
                .build());
    assertThat(error.kind()).isEqualTo(Kind.THROTTLING);
    assertThat(error.code()).isEqualTo("ThrottlingException");
    assertThat(error.status()).isEqualTo(429);
    assertThat(error).hasMessage("Too many tokens").hasNoCause();
    assertThat(error.requestId()).isEqualTo("r-1");
    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void requestId_ofTheSdk_goesFirst() {
    assertThat(of(answered(400, "ValidationException", "No").requestId("r-2").build()).requestId())
        .isEqualTo("r-2");
    assertThat(of(answered(400, "ValidationException", "No").build()).requestId()).isNull();
  }

  @Test
  void retryAfter_asDate_isCountedFromTheAnswer() {
    BedrockException error =
        of(
            BedrockRuntimeException.builder()
                .statusCode(503)
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .errorCode("ServiceUnavailableException")
                        .sdkHttpResponse(
                            SdkHttpResponse.builder()
                                .putHeader("Date", "Wed, 25 Nov 2026 10:00:00 GMT")
                                .putHeader("Retry-After", "Wed, 25 Nov 2026 10:00:05 GMT")
                                .build())
                        .build())
                .build());
    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "400, ValidationException, VALIDATION",
    "403, AccessDeniedException, ACCESS_DENIED",
    "404, ResourceNotFoundException, RESOURCE_NOT_FOUND",
    "400, ServiceQuotaExceededException, SERVICE_QUOTA_EXCEEDED",
    "408, ModelTimeoutException, MODEL_TIMEOUT",
    "409, ConflictException, CONFLICT",
    "424, ModelErrorException, MODEL_ERROR",
    "424, ModelStreamErrorException, MODEL_STREAM_ERROR",
    "429, ThrottlingException, THROTTLING",
    "429, ModelNotReadyException, MODEL_NOT_READY",
    "500, InternalServerException, INTERNAL_SERVER",
    "503, ServiceUnavailableException, SERVICE_UNAVAILABLE",
    "429, TooManyRequestsException, THROTTLING",
    "418, TeapotException, OTHER",
    "403, InvalidSignatureException, CREDENTIALS",
    "403, UnrecognizedClientException, CREDENTIALS",
    "403, SignatureDoesNotMatch, CREDENTIALS",
    "403, IncompleteSignatureException, CREDENTIALS",
    "403, IncompleteSignature, CREDENTIALS",
    "403, MissingAuthenticationTokenException, CREDENTIALS",
    "403, MissingAuthenticationToken, CREDENTIALS",
    "403, InvalidClientTokenId, CREDENTIALS",
    "403, ExpiredTokenException, CREDENTIALS",
    "403, ExpiredToken, CREDENTIALS",
    "403, RequestExpired, CREDENTIALS",
    "403, RequestInTheFuture, CREDENTIALS",
    "403, RequestTimeTooSkewed, CREDENTIALS"
  })
  void kind_isThatOfTheCode(int status, String code, Kind kind) {
    BedrockException error = of(answered(status, code, "Words").build());
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.status()).isEqualTo(status);
    assertThat(error).hasMessage(kind == Kind.CREDENTIALS ? null : "Words").hasNoCause();
  }

  @Test
  void kind_withoutCode_isThatOfTheClass_andItsStatus() {
    BedrockException error =
        of(ModelStreamErrorException.builder().message("It broke").statusCode(200).build());
    assertThat(error.kind()).isEqualTo(Kind.MODEL_STREAM_ERROR);
    assertThat(error.code()).isEqualTo("ModelStreamErrorException");
    assertThat(error.status()).isEqualTo(424);
    assertThat(error).hasMessageContaining("It broke");
    assertThat(
            of(ThrottlingException.builder()
                    .awsErrorDetails(AwsErrorDetails.builder().errorCode("New").build())
                    .build())
                .kind())
        .isEqualTo(Kind.THROTTLING);
  }

  @Test
  void status_thatIsAnErrorsOwn_staysIt() {
    assertThat(of(answered(400, "ThrottlingException", null).build()).status()).isEqualTo(400);
    assertThat(of(answered(399, "NewException", null).build()).status()).isEqualTo(502);
    assertThat(of(BedrockRuntimeException.builder().statusCode(404).build()).kind())
        .isEqualTo(Kind.RESOURCE_NOT_FOUND);
  }

  @Test
  void accountsAndSessions_areTakenOut() {
    assertThat(
            of(
                answered(
                        403,
                        "AccessDeniedException",
                        "User: arn:aws:sts::123456789012:assumed-role/portal/jane is not authorized")
                    .build()))
        .hasMessage("User: arn:aws:sts::***:assumed-role/*** is not authorized");
  }

  @Test
  void hostThatCannotBeFound_isNamed() {
    BedrockException error =
        of(
            new CompletionException(
                client(
                    "Received an UnknownHostException",
                    client(
                        "Unable to execute HTTP request",
                        new UnknownHostException("bedrock.example: Name or service not known")))));
    assertThat(error.kind()).isEqualTo(Kind.CONNECT);
    assertThat(error).hasMessage("the host bedrock.example could not be found");
    assertThat(error.requestSent()).isFalse();
    assertThat(of(new UnknownHostException("bedrock.example")))
        .hasMessage("the host bedrock.example could not be found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          Connection refused: /127.0.0.1:1 | could not connect to 127.0.0.1:1: Connection refused
          connection timed out after 5000 ms: bedrock.example/10.0.0.1:443 | could not connect to bedrock.example:443: connection timed out after 5000 ms
          Connection refused: bedrock.example | could not connect to bedrock.example: Connection refused
          Connection refused | could not connect: Connection refused
          - | could not connect
          """)
  void connection_thatCannotBeMade_isNamed(String words, String sentence) {
    BedrockException error = of(client("Unable", new ConnectException(words)));
    assertThat(error.kind()).isEqualTo(Kind.CONNECT);
    assertThat(error).hasMessage(sentence);
  }

  @Test
  void everyOtherWayNotToArrive_isAFailureToConnect() {
    assertThat(of(new NoRouteToHostException("No route to host: /10.0.0.1:443")))
        .hasMessage("could not connect to 10.0.0.1:443: No route to host");
    assertThat(of(new ConnectTimeoutException("connection timed out: h/10.0.0.1:443")).kind())
        .isEqualTo(Kind.CONNECT);
    assertThat(of(new SSLHandshakeException("PKIX path building failed")))
        .hasMessage("no TLS connection could be agreed on: PKIX path building failed");
    assertThat(of(client("x", new IOException("Could not connect to proxy"))))
        .hasMessage("the proxy refused the connection");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Acquire operation took longer than the configured maximum time.",
        "Maximum pending connection acquisitions exceeded."
      })
  void poolWithoutAConnection_isNoSilenceOfBedrock(String words) {
    BedrockException error =
        of(
            client(
                "Unable to execute HTTP request",
                new Throwable(words, new TimeoutException("10000 milliseconds."))));
    assertThat(error.kind()).isEqualTo(Kind.CONNECT);
    assertThat(error).hasMessage("no connection was free in time");
    assertThat(error.isRetryable()).isTrue();
  }

  @Test
  void silence_isATimeout_andNeverRetried() {
    for (Throwable silence :
        new Throwable[] {
          client("Unable", new IOException("Read timed out", ReadTimeoutException.INSTANCE)),
          ApiCallTimeoutException.create(5),
          ApiCallAttemptTimeoutException.create(5),
          new TimeoutException()
        }) {
      BedrockException error = of(silence);
      assertThat(error.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(error).hasMessage("no answer in time");
      assertThat(error.isRetryable()).isFalse();
    }
  }

  @Test
  void interruption_isToldAndNeverRetried_andTheThreadStaysInterrupted() {
    for (Throwable thrown :
        new Throwable[] {
          AbortedException.create("Thread was interrupted"),
          new InterruptedException(),
          new SdkInterruptedException(null),
          new CompletionException(client("Unable to load credentials", new InterruptedException()))
        }) {
      BedrockException error = of(thrown);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(error.isInterruption()).isTrue();
      assertThat(error.isRetryable()).isFalse();
      assertThat(error)
          .hasMessage("the thread was interrupted")
          .hasCauseInstanceOf(Throwable.class);
      assertThat(error.status()).isEqualTo(500);
    }
  }

  @Test
  void interruption_ofTheStartOfACall_isKnownToo() {
    AbortedException thrown = AbortedException.create("Thread was interrupted");
    BedrockException error = SdkErrors.internal(thrown);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(error.isInterruption()).isTrue();
    assertThat(error).hasCause(thrown);
  }

  @Test
  void anythingElse_interruptsNobody() {
    assertThat(of(new IOException("Connection reset")).isInterruption()).isFalse();
    assertThat(SdkErrors.internal(new IllegalStateException()).isInterruption()).isFalse();
    assertThat(of(ApiCallTimeoutException.create(5)).isInterruption()).isFalse();
    assertThat(BedrockException.noCredentials().isInterruption()).isFalse();
    assertThat(BedrockException.unsendable("x").isInterruption()).isFalse();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void brokenConnection_isKnown() {
    IOException reset = new IOException("Connection reset");
    BedrockException error = of(client("Unable", reset));
    assertThat(error.kind()).isEqualTo(Kind.CONNECTION);
    assertThat(error).hasMessage("the connection failed").hasRootCause(reset);
    assertThat(error.requestSent()).isTrue();
  }

  @Test
  void connectionThatBrokeWithinAnAnswer_isKnown() {
    IOException broken =
        new IOException(
            "Response had content-length of 1000 bytes, but only received 5 bytes before the"
                + " connection was closed.");
    BedrockException error = of(client("Unable", broken));
    assertThat(error.kind()).isEqualTo(Kind.BROKEN_OFF);
    assertThat(error).hasMessage("the connection failed within the answer").hasRootCause(broken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Unable to load credentials from any of the providers in the chain",
        "Unable to load a token provider"
      })
  void missingCredentials_areKnown_withoutTheirWords(String words) {
    BedrockException error = of(client("Failed", new IllegalStateException(words)));
    assertThat(error.kind()).isEqualTo(Kind.CREDENTIALS);
    assertThat(error).hasMessage("none were found").hasNoCause();
  }

  @Test
  void anythingElse_isUnreadable() {
    BedrockException error = of(new IllegalStateException("credentials"));
    assertThat(error.kind()).isEqualTo(Kind.CORRUPT);
    assertThat(error).hasMessage("the answer could not be read");
    assertThat(of(client("Something else", null)).kind()).isEqualTo(Kind.CORRUPT);
  }

  @Test
  void wrapping_isTakenOff_andOursStaysItself() {
    BedrockException ours = new BedrockException(Kind.VALIDATION, "No", null);
    assertThat(of(new CompletionException(new ExecutionException(ours)))).isSameAs(ours);
    CompletionException empty = new CompletionException("empty", null);
    assertThat(of(empty)).hasCause(empty);
  }

  @Test
  void ourOwnFault_isOurs() {
    Error thrown = new NoClassDefFoundError("x");
    BedrockException error = SdkErrors.internal(thrown);
    assertThat(error.kind()).isEqualTo(Kind.INTERNAL);
    assertThat(error).hasMessage("the call failed with NoClassDefFoundError").hasCause(thrown);
    assertThat(SdkErrors.internal(error)).isSameAs(error);
  }

  @Test
  void onlyThrowables_goOn() {
    BedrockErrors.rethrowIfFatal(new StackOverflowError());
    BedrockErrors.rethrowIfFatal(new AssertionError());
    BedrockErrors.rethrowIfFatal(new IllegalStateException());
    assertThatThrownBy(() -> BedrockErrors.rethrowIfFatal(new OutOfMemoryError()))
        .isInstanceOf(OutOfMemoryError.class);
  }
}
