package io.aiportal.ollama.server.telemetry;

import java.util.function.DoubleSupplier;

/**
 * Something that can be looked at whenever somebody wants to know.
 *
 * @param name its name in metrics, in words with dots between, such as {@code gateway.open.answers}
 * @param meaning what it is, in a sentence
 * @param value what it is now
 */
public record Gauge(String name, String meaning, DoubleSupplier value) {}
