package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.retry.RetryPolicy;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;

class SdkBedrockRuntimeTest {

  private static final InvokeModelRequest INVOCATION =
      new InvokeModelRequest("amazon.titan-embed-text-v2:0", new byte[] {'{', '}'});

  private static final String ANSWER =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},\
      "stopReason":"end_turn"}""";

  private final FakeHttp http = new FakeHttp();
  private final SdkBedrockRuntime runtime = SdkBedrockRuntime.of(SdkClients.runtime(http));

  private static BedrockException failure(CompletableFuture<?> call) {
    CompletionException failed = catchThrowableOfType(CompletionException.class, call::join);
    return (BedrockException) failed.getCause();
  }

  private CompletableFuture<ConverseResponse> converse() {
    return runtime.converse(Requests.HELLO, CallOptions.DEFAULT);
  }

  @Test
  void region_isTheClients() {
    assertThat(runtime.region()).isEqualTo("eu-west-2");
  }

  @Test
  void client_thatTellsNoRegion_needsItNamed() {
    BedrockRuntimeAsyncClient silent = new Silent(SdkClients.runtime(http));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SdkBedrockRuntime.of(silent))
        .withMessage("the client does not tell its region; name it");
    http.answer(200, ANSWER);
    SdkBedrockRuntime named = SdkBedrockRuntime.of(silent, "eu-west-1");
    assertThat(named.region()).isEqualTo("eu-west-1");
    assertThat(named.converse(Requests.HELLO, CallOptions.DEFAULT)).isCompleted();
  }

  @SuppressWarnings("deprecation") // Clients that were configured so must be told, too.
  static Stream<Named<Consumer<ClientOverrideConfiguration.Builder>>> configurations() {
    return Stream.of(
        Named.of("default", client -> {}),
        Named.of(
            "strategy",
            client ->
                client.retryStrategy(
                    DefaultRetryStrategy.standardStrategyBuilder().maxAttempts(5).build())),
        Named.of("configured", client -> client.retryStrategy(retry -> retry.maxAttempts(5))),
        Named.of("adaptive", client -> client.retryStrategy(RetryMode.ADAPTIVE_V2)),
        Named.of("legacy", client -> client.retryStrategy(RetryMode.LEGACY)),
        Named.of(
            "policy", client -> client.retryPolicy(RetryPolicy.builder().numRetries(4).build())),
        Named.of("never", client -> client.retryStrategy(DefaultRetryStrategy.doNotRetry())));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void throttledCall_isOneRequest_howeverTheClientIsConfigured(
      Consumer<ClientOverrideConfiguration.Builder> configuration) {
    http.answer(429, "{\"message\":\"Slow down\"}", "x-amzn-errortype", "ThrottlingException");
    SdkBedrockRuntime own = SdkBedrockRuntime.of(SdkClients.runtime(http, configuration));
    Heard heard = new Heard();
    assertThat(failure(own.converse(Requests.HELLO, CallOptions.DEFAULT)).kind())
        .isEqualTo(Kind.THROTTLING);
    own.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
    assertThat(failure(own.invokeModel(INVOCATION, CallOptions.DEFAULT)).kind())
        .isEqualTo(Kind.THROTTLING);
    assertThat(failure(own.countTokens(Requests.HELLO, CallOptions.DEFAULT)).kind())
        .isEqualTo(Kind.THROTTLING);
    assertThat(heard.error.kind()).isEqualTo(Kind.THROTTLING);
    assertThat(http.sent()).hasSize(4);
  }

  /** And the request is still sent once, whatever else is said of it. */
  @Test
  void projectOfAnInvocation_isAHeader() {
    http.answer(429, "{}");
    SdkBedrockRuntime retrying =
        SdkBedrockRuntime.of(
            SdkClients.runtime(http, client -> client.retryStrategy(RetryMode.STANDARD)));
    failure(retrying.invokeModel(INVOCATION.withProject("p-1"), CallOptions.DEFAULT));
    assertThat(http.onlyOne().head().firstMatchingHeader("X-Amzn-Bedrock-ProjectIdentifier"))
        .hasValue("p-1");
    runtime.invokeModel(INVOCATION, CallOptions.DEFAULT);
    assertThat(http.sent().get(1).head().firstMatchingHeader("X-Amzn-Bedrock-ProjectIdentifier"))
        .isEmpty();
  }

  @Test
  void brokenConnection_isOneRequest() {
    http.fail(new IOException("Connection reset"));
    assertThat(failure(converse()).kind()).isEqualTo(Kind.CONNECTION);
    assertThat(http.sent()).hasSize(1);
  }

  @Test
  void hostThatCannotBeFound_isNamedAtOnce() {
    http.fail(new UnknownHostException("bedrock-runtime.eu-west-2.amazonaws.com"));
    Heard heard = new Heard();
    runtime.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
    assertThat(heard.calls).containsExactly("open", "error");
    assertThat(heard.error.kind()).isEqualTo(Kind.CONNECT);
    assertThat(heard.error)
        .hasMessage("the host bedrock-runtime.eu-west-2.amazonaws.com could not be found");
  }

  @Test
  void error_keepsEverythingBedrockSaid() {
    http.answer(
        503,
        "{\"message\":\"Busy\"}",
        "x-amzn-errortype",
        "ServiceUnavailableException:http://internal.amazon.com/coral/",
        "x-amzn-RequestId",
        "r-1",
        "Retry-After",
        "12");
    BedrockException error = failure(converse());
    assertThat(error.kind()).isEqualTo(Kind.SERVICE_UNAVAILABLE);
    assertThat(error.code()).isEqualTo("ServiceUnavailableException");
    assertThat(error.status()).isEqualTo(503);
    assertThat(error).hasMessage("Busy");
    assertThat(error.requestId()).isEqualTo("r-1");
    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void error_ofAProxyInBetween_isKnownByItsStatus() {
    http.answer(503, "<html>Busy</html>", "Content-Type", "text/html");
    BedrockException error = failure(converse());
    assertThat(error.kind()).isEqualTo(Kind.SERVICE_UNAVAILABLE);
    assertThat(error.status()).isEqualTo(503);
    assertThat(error.isRetryable()).isTrue();
  }

  @Test
  void signatureError_isNeverRelayed() {
    http.answer(
        403,
        "{\"message\":\"The Canonical String should have been x-amz-security-token:IQoJb3\"}",
        "x-amzn-errortype",
        "InvalidSignatureException");
    BedrockException error = failure(converse());
    assertThat(error.kind()).isEqualTo(Kind.CREDENTIALS);
    assertThat(error.code()).isEqualTo("InvalidSignatureException");
    assertThat(error).hasMessage(null).hasNoCause();
  }

  @Test
  void clock_isSetByTheAnswer_soThatTheNextTryMaySucceed() {
    http.answer(
            403,
            "{\"message\":\"Signature expired\"}",
            "x-amzn-errortype",
            "RequestExpired",
            "Date",
            "Mon, 01 Jan 2035 10:00:00 GMT")
        .answer(200, ANSWER);
    assertThat(failure(converse()).isRetryable()).isTrue();
    assertThat(converse()).isCompleted();
    assertThat(http.sent().get(1).head().firstMatchingHeader("X-Amz-Date").orElseThrow())
        .startsWith("20350101T");
  }

  @ParameterizedTest
  @CsvSource({
    "throttlingException, THROTTLING, 429",
    "modelStreamErrorException, MODEL_STREAM_ERROR, 424",
    "internalServerException, INTERNAL_SERVER, 500",
    "serviceUnavailableException, SERVICE_UNAVAILABLE, 503",
    "validationException, VALIDATION, 400"
  })
  void exceptionInTheStream_isThatKind(String type, Kind kind, int status) {
    http.stream(Frames.text("Hi"), Frames.exception(type, "{\"message\":\"It broke\"}"));
    Heard heard = new Heard();
    runtime.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
    assertThat(heard.events()).hasSize(1);
    assertThat(heard.calls).endsWith("error");
    assertThat(heard.error.kind()).isEqualTo(kind);
    assertThat(heard.error.status()).isEqualTo(status);
    assertThat(heard.error).hasMessage("It broke");
  }

  @Test
  void damagedFrame_isCorrupt() {
    byte[] frame = Frames.text("Hi");
    frame[frame.length - 1] ^= 1;
    http.stream(Frames.text("Hi"), frame);
    Heard heard = new Heard();
    runtime.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
    assertThat(heard.error.kind()).isEqualTo(Kind.CORRUPT);
  }

  @Test
  void cancelledCall_isCancelledAtTheSdk() {
    http.streamThenSilence();
    CompletableFuture<ConverseResponse> call = converse();
    assertThat(call).isNotDone();
    call.cancel(true);
    assertThat(http.onlyOne().done()).isCancelled();
  }

  @Test
  void cancelledInvocation_isCancelledAtTheSdk() {
    http.streamThenSilence();
    CompletableFuture<InvokeModelResponse> call =
        runtime.invokeModel(INVOCATION, CallOptions.DEFAULT);
    assertThat(call).isNotDone();
    call.cancel(true);
    assertThat(http.onlyOne().done()).isCancelled();
  }

  @Test
  void call_thatItsOwnerEndsOtherwise_isCancelledAtTheSdk() {
    http.streamThenSilence();
    CompletableFuture<ConverseResponse> call = converse();
    call.orTimeout(1, TimeUnit.MILLISECONDS);
    assertThat(http.onlyOne().done()).failsWithin(Duration.ofSeconds(10));
    assertThat(http.onlyOne().done()).isCancelled();
  }

  @Test
  void cancelledStream_isCancelledAtTheSdk_andSilent() {
    http.streamThenSilence(Frames.text("Hi"));
    Heard heard = new Heard();
    runtime.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
    assertThat(heard.events()).hasSize(1);
    assertThat(http.onlyOne().isCancelled()).isFalse();
    heard.stream.cancel();
    assertThat(http.onlyOne().isCancelled()).isTrue();
    assertThat(heard.calls).doesNotContain("end", "error");
  }

  @Test
  void request_thatCannotBeWritten_isNotSent() {
    http.answer(200, ANSWER);
    Map<String, Object> input = Map.of();
    for (int depth = 0; depth < 600; depth++) {
      input = Map.of("a", input);
    }
    var request = Requests.saying(new ContentBlock.ToolUse("t", "f", input));
    Heard heard = new Heard();
    runtime.converseStream(request, CallOptions.DEFAULT, heard);
    for (BedrockException error :
        List.of(failure(runtime.converse(request, CallOptions.DEFAULT)), heard.error)) {
      assertThat(error.kind()).isEqualTo(Kind.VALIDATION);
      assertThat(error.requestSent()).isFalse();
    }
    assertThat(http.sent()).isEmpty();
  }

  @Test
  void client_thatThrows_failsTheCall() {
    SdkBedrockRuntime broken =
        SdkBedrockRuntime.of(
            new BedrockRuntimeAsyncClient() {
              @Override
              public String serviceName() {
                return "bedrock";
              }

              @Override
              public void close() {}
            },
            "eu-west-2");
    Heard heard = new Heard();
    broken.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
    for (BedrockException error :
        List.of(heard.error, failure(broken.converse(Requests.HELLO, CallOptions.DEFAULT)))) {
      assertThat(error.kind()).isEqualTo(Kind.INTERNAL);
      assertThat(error).hasMessage("the call failed with UnsupportedOperationException");
    }
  }

  @Test
  void fatalError_goesOn() {
    SdkBedrockRuntime dying =
        SdkBedrockRuntime.of(
            new BedrockRuntimeAsyncClient() {
              @Override
              public CompletableFuture<CountTokensResponse> countTokens(
                  CountTokensRequest request) {
                throw new OutOfMemoryError("test");
              }

              @Override
              public String serviceName() {
                return "bedrock";
              }

              @Override
              public void close() {}
            },
            "eu-west-2");
    assertThatThrownBy(() -> dying.countTokens(Requests.HELLO, CallOptions.DEFAULT))
        .isInstanceOf(OutOfMemoryError.class);
  }

  /** A wrapper that passes calls on and tells nothing of its configuration. */
  private record Silent(BedrockRuntimeAsyncClient client) implements BedrockRuntimeAsyncClient {

    @Override
    public CompletableFuture<software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse>
        converse(ConverseRequest request) {
      return client.converse(request);
    }

    @Override
    public String serviceName() {
      return client.serviceName();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
