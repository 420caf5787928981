package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.internal.Futures;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * AWS credentials, looked for on a thread of their own.
 *
 * <p>The SDK's chain reads files and asks other services on the thread that makes a call, which
 * here is one that serves many clients. So a call takes what was found last, and where that is old
 * the chain is asked again beside it; only a call that finds nothing waits.
 */
final class BackgroundCredentials
    implements IdentityProvider<AwsCredentialsIdentity>, AutoCloseable {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Supplier<? extends AwsCredentialsIdentity> chain;
  private final AutoCloseable resources;
  private final LongSupplier nanoTime;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Threads.named("credentials"));

  // Guarded by this.
  private @Nullable AwsCredentialsIdentity last;
  private long lastLook;
  private @Nullable CompletableFuture<AwsCredentialsIdentity> look;

  BackgroundCredentials(
      Supplier<? extends AwsCredentialsIdentity> chain,
      AutoCloseable resources,
      LongSupplier nanoTime) {
    this.chain = chain;
    this.resources = resources;
    this.nanoTime = nanoTime;
  }

  /** Whatever the SDK's own chain finds, in a profile of the AWS configuration files if given. */
  static BackgroundCredentials ofChain(Optional<String> profile) {
    DefaultCredentialsProvider.Builder builder =
        DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true);
    profile.ifPresent(builder::profileName);
    DefaultCredentialsProvider chain = builder.build();
    return new BackgroundCredentials(chain::resolveCredentials, chain, System::nanoTime);
  }

  @Override
  public Class<AwsCredentialsIdentity> identityType() {
    return AwsCredentialsIdentity.class;
  }

  @Override
  public synchronized CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
      ResolveIdentityRequest request) {
    AwsCredentialsIdentity known = last;
    if (known == null) {
      return look();
    }
    if (nanoTime.getAsLong() - lastLook > FRESH_NANOS) {
      CompletableFuture<AwsCredentialsIdentity> newer = look();
      if (isExpired(known)) {
        return newer;
      }
    }
    return CompletableFuture.completedFuture(known);
  }

  private static boolean isExpired(AwsCredentialsIdentity credentials) {
    return credentials.expirationTime().map(end -> end.isBefore(Instant.now())).orElse(false);
  }

  /**
   * Looks for credentials now, before anybody needs them.
   *
   * @return done when there are some that have not expired; fails with a {@link BedrockException}
   *     of kind {@code CREDENTIALS} where there are none. Whether AWS accepts them only a call
   *     tells
   */
  CompletableFuture<Void> check() {
    return resolveIdentity()
        .handle(
            (found, failure) -> {
              if (failure != null) {
                throw BedrockException.noCredentials(failure);
              }
              if (isExpired(found)) {
                throw BedrockException.noCredentials();
              }
              return null;
            });
  }

  /** The account of the credentials that were found last; null where they do not tell. */
  synchronized @Nullable String account() {
    return last == null ? null : last.accountId().orElse(null);
  }

  /**
   * Makes a call as soon as there are credentials for it; cancelling the result cancels the call.
   */
  <T> CompletableFuture<T> thenCall(Supplier<CompletableFuture<T>> call) {
    CompletableFuture<?> known = resolveIdentity();
    if (known.isDone() && !known.isCompletedExceptionally()) {
      return call.get();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    known.whenComplete(
        (found, failure) -> {
          if (failure != null) {
            answer.completeExceptionally(BedrockException.noCredentials(failure));
          } else if (!answer.isDone()) {
            follow(call, answer);
          }
        });
    return answer;
  }

  private static <T> void follow(
      Supplier<CompletableFuture<T>> start, CompletableFuture<T> answer) {
    CompletableFuture<T> call;
    try {
      call = start.get();
    } catch (RuntimeException | LinkageError thrown) {
      answer.completeExceptionally(thrown);
      return;
    }
    Futures.follow(call, answer);
  }

  /** One look at a time; who comes while it goes on gets what it finds. */
  private CompletableFuture<AwsCredentialsIdentity> look() {
    CompletableFuture<AwsCredentialsIdentity> open = look;
    if (open == null) {
      CompletableFuture<AwsCredentialsIdentity> begun = new CompletableFuture<>();
      open = begun;
      look = begun;
      try {
        thread.execute(() -> find(begun));
      } catch (RejectedExecutionException closed) {
        look = null;
        begun.completeExceptionally(closed);
      }
    }
    // A call that is cancelled must not take the answer from the others.
    return open.copy();
  }

  /** Whatever the chain throws, those who wait hear of it, and the next one may look again. */
  private void find(CompletableFuture<AwsCredentialsIdentity> begun) {
    try {
      AwsCredentialsIdentity found =
          Objects.requireNonNull(chain.get(), "the chain gave no credentials");
      looked(found);
      begun.complete(found);
    } catch (Throwable failure) {
      looked(null);
      begun.completeExceptionally(failure);
      if (failure instanceof VirtualMachineError fatal) {
        throw fatal;
      }
    }
  }

  private synchronized void looked(@Nullable AwsCredentialsIdentity found) {
    look = null;
    lastLook = nanoTime.getAsLong();
    if (found != null) {
      last = found;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      resources.close();
    } catch (Exception e) {
      throw new IllegalStateException("credentials could not be closed", e);
    }
  }
}
