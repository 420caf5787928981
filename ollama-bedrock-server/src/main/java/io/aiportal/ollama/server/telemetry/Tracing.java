package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.time.Clock;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tells of requests as traces, when they have ended. Nobody waits for their delivery; what cannot
 * be delivered is counted.
 */
public interface Tracing extends AutoCloseable {

  /** Whether there is somebody to send traces to. */
  static boolean isWanted(Settings settings) {
    return settings.get(Key.OTLP_ENDPOINT).isPresent()
        || settings.get(Key.OTLP_TRACES_ENDPOINT).isPresent();
  }

  /**
   * Traces that go to the collector of the settings, which must name one.
   *
   * @param version which release this is
   * @param places where calls go, by the names of targets
   */
  static Tracing open(Settings settings, String version, Map<String, TracedPlace> places) {
    return OtlpTracing.open(settings, version, places, Clock.systemUTC());
  }

  /** Notes the attempts of a call that is to be traced. */
  CallTrail trail();

  /**
   * A request for a model has ended.
   *
   * @param end how
   * @param origin how it came
   * @param models what foundation models are called, by their ids
   * @return the id of its trace; null if there is none
   */
  @Nullable String trace(RequestEnd end, RequestOrigin origin, UnaryOperator<String> models);

  /** How many spans could not be delivered. */
  long lostSpans();

  /** Delivers what waits, within a few seconds. */
  @Override
  void close();
}
