package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.CallOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

class SdkRetriesTest {

  private static final Logger LOG = Logger.getLogger(SdkRetries.class.getName());

  private final Kept kept = new Kept();

  @BeforeEach
  void listen() {
    LOG.addHandler(kept);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    LOG.removeHandler(kept);
    LOG.setUseParentHandlers(true);
  }

  @Test
  void client_thatNeverRetries_isLeftAlone() {
    FakeHttp http = new FakeHttp();
    SdkRetries once =
        SdkRetries.of(
            SdkClients.runtime(
                http, client -> client.retryStrategy(DefaultRetryStrategy.doNotRetry())));
    ConverseRequest.Builder request = ConverseRequest.builder();
    once.switchOff(request);
    assertThat(request.build().overrideConfiguration()).isEmpty();

    SdkRetries.of(SdkClients.runtime(http, client -> client.retryStrategy(r -> r.maxAttempts(2))))
        .switchOff(request);
    assertThat(request.build().overrideConfiguration().orElseThrow().plugins()).hasSize(1);
  }

  @Test
  void client_thatListens_getsNoWarning() {
    SdkBedrockRuntime runtime =
        SdkBedrockRuntime.of(SdkClients.runtime(new FakeHttp().answer(400, "{}")));
    runtime.converse(Requests.HELLO, CallOptions.DEFAULT);
    assertThat(kept.messages).isEmpty();
  }

  @Test
  void client_thatDoesNotListen_getsOneWarning_afterItsFirstCall() {
    Deaf deaf = new Deaf();
    SdkBedrockRuntime runtime = SdkBedrockRuntime.of(deaf, "eu-west-2");
    runtime.converse(Requests.HELLO, CallOptions.DEFAULT);
    assertThat(kept.messages).isEmpty();
    deaf.call.complete(ConverseResponse.builder().build());
    assertThat(kept.messages).hasSize(1);
    assertThat(kept.messages.get(0))
        .contains("ignores plugins of requests", "DefaultRetryStrategy.doNotRetry()");
    runtime.converse(Requests.HELLO, CallOptions.DEFAULT);
    assertThat(kept.messages).hasSize(1);
  }

  /** A client that answers by itself. */
  private static final class Deaf implements BedrockRuntimeAsyncClient {
    private final CompletableFuture<ConverseResponse> call = new CompletableFuture<>();

    @Override
    public CompletableFuture<ConverseResponse> converse(ConverseRequest request) {
      return call;
    }

    @Override
    public String serviceName() {
      return "bedrock";
    }

    @Override
    public void close() {}
  }

  private static final class Kept extends Handler {
    private final List<String> messages = new ArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      messages.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
