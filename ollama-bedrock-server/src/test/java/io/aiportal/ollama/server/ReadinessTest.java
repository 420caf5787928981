package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadinessTest {

  private final CompletableFuture<Void> credentials = new CompletableFuture<>();
  private final Readiness readiness = new Readiness(credentials);

  private static BedrockException failure(Kind kind) {
    return new BedrockException(kind, "no", null);
  }

  @Test
  void start_isNotReady_beforeTheModelsAreKnown() {
    assertThat(readiness.isReady()).isFalse();
    credentials.complete(null);
    assertThat(readiness.isReady()).isFalse();
    readiness.listed(null);
    assertThat(readiness.isReady()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCESS_DENIED", "CONNECTION", "TIMEOUT", "THROTTLING", "INTERNAL_SERVER"})
  void listThatWasDeniedOrFailed_endsTheStart(Kind kind) {
    readiness.listed(failure(kind));
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void anyOtherFailure_endsTheStart() {
    readiness.listed(new IllegalStateException());
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void credentialsThatBedrockRefuses_areWaitedFor() {
    readiness.listed(failure(Kind.CREDENTIALS));
    assertThat(readiness.isReady()).isFalse();
    readiness.listed(null);
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void credentialsThatAreNotThere_areWaitedFor() {
    credentials.completeExceptionally(new IllegalStateException());
    readiness.listed(failure(Kind.CONNECTION));
    assertThat(readiness.isReady()).isFalse();
    readiness.listed(null);
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void outageLater_changesNothing() {
    readiness.listed(null);
    readiness.listed(failure(Kind.CREDENTIALS));
    assertThat(readiness.isReady()).isTrue();
  }
}
