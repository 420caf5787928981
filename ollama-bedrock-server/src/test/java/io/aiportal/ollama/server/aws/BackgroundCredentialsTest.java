package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class BackgroundCredentialsTest {

  private static AwsCredentialsIdentity key(String id) {
    return AwsCredentialsIdentity.create(id, "secret");
  }

  private static String id(CompletableFuture<? extends AwsCredentialsIdentity> future)
      throws Exception {
    return future.get(10, TimeUnit.SECONDS).accessKeyId();
  }

  @Test
  void chain_isAskedOnItsOwnThread_onceForAll() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger questions = new AtomicInteger();
    try (BackgroundCredentials credentials =
        new BackgroundCredentials(
            () -> {
              questions.incrementAndGet();
              await(gate);
              return key(Thread.currentThread().getName());
            },
            () -> {},
            System::nanoTime)) {
      CompletableFuture<? extends AwsCredentialsIdentity> first = credentials.resolveIdentity();
      CompletableFuture<? extends AwsCredentialsIdentity> second = credentials.resolveIdentity();
      assertThat(first).isNotDone();
      first.cancel(true);
      gate.countDown();
      assertThat(id(second)).startsWith("credentials-");
      assertThat(credentials.resolveIdentity()).isCompleted();
      assertThat(questions).hasValue(1);
    }
  }

  @Test
  void chain_thatFails_isAskedAgain() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    try (BackgroundCredentials credentials =
        new BackgroundCredentials(
            () -> {
              if (questions.incrementAndGet() == 1) {
                throw new IllegalStateException("none");
              }
              return key("AKID");
            },
            () -> {},
            System::nanoTime)) {
      CompletableFuture<? extends AwsCredentialsIdentity> first = credentials.resolveIdentity();
      assertThatThrownBy(() -> id(first)).hasRootCauseMessage("none");
      assertThat(id(credentials.resolveIdentity())).isEqualTo("AKID");
    }
  }

  @Test
  void chain_thatThrowsAnError_orGivesNothing_isAskedAgain() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    try (BackgroundCredentials credentials =
        new BackgroundCredentials(
            () ->
                switch (questions.incrementAndGet()) {
                  case 1 -> throw new NoClassDefFoundError("sso");
                  case 2 -> null;
                  default -> key("AKID");
                },
            () -> {},
            System::nanoTime)) {
      assertThatThrownBy(() -> id(credentials.resolveIdentity()))
          .hasRootCauseInstanceOf(NoClassDefFoundError.class);
      assertThatThrownBy(() -> id(credentials.resolveIdentity()))
          .hasRootCauseInstanceOf(NullPointerException.class);
      assertThat(id(credentials.resolveIdentity())).isEqualTo("AKID");
    }
  }

  @Test
  void chain_thatRunsOutOfMemory_failsThoseWhoWait_andItsThread() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    CompletableFuture<Throwable> died = new CompletableFuture<>();
    try (BackgroundCredentials credentials =
        new BackgroundCredentials(
            () -> {
              if (questions.incrementAndGet() == 1) {
                Thread.currentThread().setUncaughtExceptionHandler((t, e) -> died.complete(e));
                throw new OutOfMemoryError("test");
              }
              return key("AKID");
            },
            () -> {},
            System::nanoTime)) {
      assertThatThrownBy(() -> id(credentials.resolveIdentity()))
          .hasRootCauseInstanceOf(OutOfMemoryError.class);
      assertThat(died.get(10, TimeUnit.SECONDS)).isInstanceOf(OutOfMemoryError.class);
      assertThat(id(credentials.resolveIdentity())).isEqualTo("AKID");
    }
  }

  @Test
  void credentials_thatAreClosed_areNotFound() {
    BackgroundCredentials credentials =
        new BackgroundCredentials(() -> key("AKID"), () -> {}, System::nanoTime);
    credentials.close();
    assertThat(credentials.resolveIdentity()).isCompletedExceptionally();
    assertThat(credentials.resolveIdentity()).isCompletedExceptionally();
  }

  @Test
  void check_tellsWhetherThereAreAny() throws Exception {
    AtomicReference<Instant> expiry = new AtomicReference<>(Instant.EPOCH);
    try (BackgroundCredentials found =
            new BackgroundCredentials(
                () ->
                    AwsSessionCredentials.builder()
                        .accessKeyId("AKID")
                        .secretAccessKey("secret")
                        .sessionToken("token")
                        .expirationTime(expiry.get())
                        .build(),
                () -> {},
                System::nanoTime);
        BackgroundCredentials none =
            new BackgroundCredentials(
                () -> {
                  throw new IllegalStateException("profile at /home/jane");
                },
                () -> {},
                System::nanoTime)) {
      for (BackgroundCredentials useless : List.of(found, none)) {
        assertThatThrownBy(() -> useless.check().get(10, TimeUnit.SECONDS))
            .cause()
            .isInstanceOfSatisfying(
                BedrockException.class,
                error -> {
                  assertThat(error.kind()).isEqualTo(BedrockException.Kind.CREDENTIALS);
                  assertThat(error).hasMessage("none were found").hasNoCause();
                });
      }
    }
    try (BackgroundCredentials lasting =
        new BackgroundCredentials(() -> key("AKID"), () -> {}, System::nanoTime)) {
      assertThat(lasting.check().get(10, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void oldCredentials_areUsedWhileNewOnesAreLookedFor_unlessTheyExpired() throws Exception {
    AtomicLong now = new AtomicLong();
    AtomicInteger questions = new AtomicInteger();
    AtomicReference<Instant> expiry = new AtomicReference<>(Instant.MAX);
    CountDownLatch gate = new CountDownLatch(1);
    try (BackgroundCredentials credentials =
        new BackgroundCredentials(
            () -> {
              if (questions.incrementAndGet() == 2) {
                await(gate);
              }
              return AwsSessionCredentials.builder()
                  .accessKeyId("AKID" + questions)
                  .secretAccessKey("secret")
                  .sessionToken("token")
                  .expirationTime(expiry.get())
                  .build();
            },
            () -> {},
            now::get)) {
      assertThat(id(credentials.resolveIdentity())).isEqualTo("AKID1");
      now.addAndGet(TimeUnit.SECONDS.toNanos(11));
      expiry.set(Instant.EPOCH);
      assertThat(id(credentials.resolveIdentity())).isEqualTo("AKID1");
      gate.countDown();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (!id(credentials.resolveIdentity()).equals("AKID2") && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(id(credentials.resolveIdentity())).isEqualTo("AKID2");
      now.addAndGet(TimeUnit.SECONDS.toNanos(11));
      assertThat(id(credentials.resolveIdentity())).isEqualTo("AKID3");
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
