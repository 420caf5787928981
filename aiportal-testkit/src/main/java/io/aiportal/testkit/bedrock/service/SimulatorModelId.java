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
 * as {@code -v1:0} may follow. {@code simulator.text} is a plain text model.
 *
 * @param fault null for none
 * @param chunks 0 for an ordinary reply
 * @param every the time before each chunk
 */
record SimulatorModelId(@Nullable Fault fault, int chunks, Duration every) {

  private static final SimulatorModelId PLAIN = new SimulatorModelId(null, 0, Duration.ZERO);
  private static final String TEXT = "text";
  private static final Pattern VERSION = Pattern.compile("-v\\d+:\\d+$");
  private static final Pattern CHUNKS = Pattern.compile("chunks-(\\d{1,7})(?:-every-(\\d{1,6}))?");

  /** What an id asks for; ids that mean nothing are plain text models, too. */
  static SimulatorModelId of(String modelId) {
    if (!modelId.startsWith(Catalogue.SIMULATOR_PREFIX)) {
      return PLAIN;
    }
    String name = name(modelId);
    Matcher chunks = CHUNKS.matcher(name);
    if (chunks.matches()) {
      long millis = chunks.group(2) == null ? 0 : Long.parseLong(chunks.group(2));
      return new SimulatorModelId(
          null, Integer.parseInt(chunks.group(1)), Duration.ofMillis(millis));
    }
    Optional<Fault> fault = Fault.named(name);
    return fault.map(f -> new SimulatorModelId(f, 0, Duration.ZERO)).orElse(PLAIN);
  }

  /** Whether an id that begins with {@code simulator.} means something. */
  static boolean isKnown(String modelId) {
    String name = name(modelId);
    return name.equals(TEXT) || CHUNKS.matcher(name).matches() || Fault.named(name).isPresent();
  }

  /** A sentence on the ids that mean something. */
  static String names() {
    return "There are simulator.text, simulator.chunks-<n>, simulator.chunks-<n>-every-<ms>, and"
        + " simulator.<fault> with one of these faults: "
        + Fault.names()
        + ".";
  }

  private static String name(String modelId) {
    String name = modelId.substring(Catalogue.SIMULATOR_PREFIX.length());
    return VERSION.matcher(name).replaceFirst("");
  }
}
