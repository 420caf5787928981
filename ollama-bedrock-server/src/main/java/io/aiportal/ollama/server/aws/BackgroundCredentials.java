package io.aiportal.ollama.server.aws;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Threads.named("credentials"));

  // Guarded by this.
  private @Nullable AwsCredentialsIdentity last;
  private long asked;
  private @Nullable CompletableFuture<AwsCredentialsIdentity> asking;

  BackgroundCredentials(Supplier<? extends AwsCredentialsIdentity> chain, AutoCloseable resources) {
    this.chain = chain;
    this.resources = resources;
  }

  /** Whatever the SDK's own chain finds, in a profile of the AWS configuration files if given. */
  static BackgroundCredentials ofChain(Optional<String> profile) {
    DefaultCredentialsProvider.Builder builder =
        DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true);
    profile.ifPresent(builder::profileName);
    DefaultCredentialsProvider chain = builder.build();
    return new BackgroundCredentials(chain::resolveCredentials, chain);
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
      return ask();
    }
    if (System.nanoTime() - asked > FRESH_NANOS) {
      CompletableFuture<AwsCredentialsIdentity> newer = ask();
      if (isExpired(known)) {
        return newer;
      }
    }
    return CompletableFuture.completedFuture(known);
  }

  private static boolean isExpired(AwsCredentialsIdentity credentials) {
    return credentials.expirationTime().map(end -> end.isBefore(Instant.now())).orElse(false);
  }

  /** One question at a time; who comes while it is open gets its answer. */
  private CompletableFuture<AwsCredentialsIdentity> ask() {
    CompletableFuture<AwsCredentialsIdentity> open = asking;
    if (open == null) {
      open = CompletableFuture.supplyAsync(chain::get, thread);
      asking = open;
      open.whenComplete(this::answered);
    }
    // A call that is cancelled must not take the answer from the others.
    return open.copy();
  }

  private synchronized void answered(
      @Nullable AwsCredentialsIdentity found, @Nullable Throwable failure) {
    asking = null;
    asked = System.nanoTime();
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
