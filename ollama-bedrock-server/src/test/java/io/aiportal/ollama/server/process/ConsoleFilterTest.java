package io.aiportal.ollama.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ConsoleFilterTest {

  private static boolean isShown(String logger, Level level) {
    LogRecord entry = new LogRecord(level, "something");
    entry.setLoggerName(logger);
    return new ConsoleFilter().isLoggable(entry);
  }

  @Test
  void warningsOfNettysPipeline_areKeptBack() {
    assertThat(isShown("io.netty.channel.DefaultChannelPipeline", Level.WARNING)).isFalse();
    assertThat(isShown("io.netty.channel.DefaultChannelPipeline", Level.SEVERE)).isTrue();
    assertThat(isShown("io.netty.channel.Other", Level.WARNING)).isTrue();
    assertThat(isShown(null, Level.WARNING)).isTrue();
  }

  @Test
  void failedDeliveriesOfTraces_areKeptBack() {
    assertThat(isShown("io.opentelemetry.exporter.otlp.internal.HttpExporter", Level.SEVERE))
        .isFalse();
    assertThat(isShown("io.opentelemetry.sdk.trace.SdkTracer", Level.WARNING)).isTrue();
  }
}
