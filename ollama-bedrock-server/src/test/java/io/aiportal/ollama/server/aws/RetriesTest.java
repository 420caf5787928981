package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;

class RetriesTest {

  @ParameterizedTest
  @CsvSource({
    "429, true", "500, true", "502, true", "503, true", "504, true",
    "400, false", "403, false", "404, false", "408, false", "424, false"
  })
  void answer_mayPass_byItsStatus(int status, boolean again) {
    assertThat(Retries.mayPass(BedrockRuntimeException.builder().statusCode(status).build()))
        .isEqualTo(again);
  }

  @Test
  void connection_mayPass() {
    assertThat(Retries.mayPass(new ConnectException("refused"))).isTrue();
    assertThat(Retries.mayPass(client(new IOException("reset")))).isTrue();
  }

  @Test
  void readTimeout_isFinal() {
    assertThat(Retries.mayPass(client(new IOException("read", ReadTimeoutException.INSTANCE))))
        .isFalse();
  }

  @Test
  void anythingElse_isFinal() {
    assertThat(Retries.mayPass(new IllegalStateException("?"))).isFalse();
    assertThat(Retries.upTo(4).maxAttempts()).isEqualTo(4);
  }

  private static SdkClientException client(Throwable cause) {
    return SdkClientException.builder().cause(cause).build();
  }
}
