package io.aiportal.testkit.bedrock.service;

import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model id that begins with {@code simulator.} asks for.
 *
 * <p>{@code simulator.<fault>} has that fault, {@code simulator.chunks-<n>} streams so many text
 * chunks at once, {@code simulator.chunks-<n>-every-<ms>} with a time between them. A version such
 * as {@code -v1:0} may follow. All other {@code simulator.} ids are plain text models.
 *
 * @param fault null for none
 * @param chunks 0 for an ordinary reply
 * @param every the time before each chunk
 */
record SimulatorModelId(@Nullable Fault fault, int chunks, Duration every) {

  private static final SimulatorModelId PLAIN = new SimulatorModelId(null, 0, Duration.ZERO);
  private static final Pattern VERSION = Pattern.compile("-v\\d+:\\d+$");
  private static final Pattern CHUNKS = Pattern.compile("chunks-(\\d{1,7})(?:-every-(\\d{1,6}))?");

  static SimulatorModelId of(String modelId) {
    if (!modelId.startsWith(Catalogue.SIMULATOR_PREFIX)) {
      return PLAIN;
    }
    String name =
        VERSION.matcher(modelId.substring(Catalogue.SIMULATOR_PREFIX.length())).replaceFirst("");
    Matcher chunks = CHUNKS.matcher(name);
    if (chunks.matches()) {
      long millis = chunks.group(2) == null ? 0 : Long.parseLong(chunks.group(2));
      return new SimulatorModelId(
          null, Integer.parseInt(chunks.group(1)), Duration.ofMillis(millis));
    }
    Optional<Fault> fault = Fault.named(name);
    return fault.map(f -> new SimulatorModelId(f, 0, Duration.ZERO)).orElse(PLAIN);
  }
}
