package io.aiportal.ollama.attempt;

import java.time.Instant;

/**
 * A place that has no room for a model for now.
 *
 * @param place what its owner calls it
 * @param baseModelId the foundation model
 * @param until until when others are asked first
 */
public record RestingPlace(String place, String baseModelId, Instant until) {}
