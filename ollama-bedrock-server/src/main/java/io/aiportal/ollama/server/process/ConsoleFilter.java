package io.aiportal.ollama.server.process;

import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Keeps from standard error what is no fault: Netty warns of every stream whose reader left, and
 * where it left before its request had gone out, of a buffer that was given back twice. And what
 * OpenTelemetry says of traces that it could not deliver, again and again, is said once by us.
 *
 * <p>A filter of the console, not a level of the logger, because {@link FatalErrors} must see what
 * is logged.
 */
public final class ConsoleFilter implements Filter {

  private static final Set<String> ANXIOUS =
      Set.of(
          "io.netty.channel.DefaultChannelPipeline",
          "io.netty.channel.AbstractChannelHandlerContext");

  private static final String TRACES = "io.opentelemetry.exporter.";

  @Override
  public boolean isLoggable(LogRecord entry) {
    String logger = entry.getLoggerName();
    return logger == null
        || !(logger.startsWith(TRACES)
            || (ANXIOUS.contains(logger) && entry.getLevel().intValue() < Level.SEVERE.intValue()));
  }
}
