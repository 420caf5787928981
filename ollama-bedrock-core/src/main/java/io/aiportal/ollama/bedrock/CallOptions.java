package io.aiportal.ollama.bedrock;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one request is sent.
 *
 * @param connectTimeout how long connecting may take; null leaves the transport's own
 * @param eventLoop the thread that should bring the answer, for transports that can choose; null
 *     for any
 * @param requestId is told Bedrock's id of the request when Bedrock takes it, on any thread
 */
public record CallOptions(
    @Nullable Duration connectTimeout, @Nullable Executor eventLoop, Consumer<String> requestId) {

  /** Everything as the transport likes it. */
  public static final CallOptions DEFAULT = new CallOptions(null, null);

  /** A request whose id nobody wants to know. */
  public CallOptions(@Nullable Duration connectTimeout, @Nullable Executor eventLoop) {
    this(connectTimeout, eventLoop, CallOptions::tellNobody);
  }

  private static void tellNobody(String requestId) {}
}
