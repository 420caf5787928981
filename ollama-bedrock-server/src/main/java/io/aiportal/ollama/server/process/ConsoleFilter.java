package io.aiportal.ollama.server.process;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Keeps from standard error what is no fault: Netty warns of every stream whose reader left.
 *
 * <p>A filter of the console, not a level of the logger, because {@link FatalErrors} must see what
 * is logged.
 */
public final class ConsoleFilter implements Filter {

  private static final String PIPELINE = "io.netty.channel.DefaultChannelPipeline";

  @Override
  public boolean isLoggable(LogRecord entry) {
    return !PIPELINE.equals(entry.getLoggerName())
        || entry.getLevel().intValue() >= Level.SEVERE.intValue();
  }
}
