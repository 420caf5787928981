package io.aiportal.ollama.bedrock;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How one request is sent.
 *
 * @param connectTimeout how long connecting may take; null leaves the transport's own
 * @param eventLoop the thread that should bring the answer, for transports that can choose; null
 *     for any
 */
public record CallOptions(@Nullable Duration connectTimeout, @Nullable Executor eventLoop) {

  /** Everything as the transport likes it. */
  public static final CallOptions DEFAULT = new CallOptions(null, null);
}
