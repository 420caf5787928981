package io.aiportal.ollama.server.aws;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private long asked;
  private @Nullable CompletableFuture<AwsCredentialsIdentity> asking;

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
      return ask();
    }
    if (nanoTime.getAsLong() - asked > FRESH_NANOS) {
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
      CompletableFuture<AwsCredentialsIdentity> question = new CompletableFuture<>();
      asking = question;
      thread.execute(() -> answer(question));
      open = question;
    }
    // A call that is cancelled must not take the answer from the others.
    return open.copy();
  }

  private void answer(CompletableFuture<AwsCredentialsIdentity> question) {
    try {
      AwsCredentialsIdentity found = chain.get();
      answered(found);
      question.complete(found);
    } catch (RuntimeException e) {
      answered(null);
      question.completeExceptionally(e);
    }
  }

  private synchronized void answered(@Nullable AwsCredentialsIdentity found) {
    asking = null;
    asked = nanoTime.getAsLong();
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
