package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The answer of {@code /api/version}.
 *
 * @param version dotted numbers, with a {@code -suffix} at most: clients compare the numbers
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VersionResponse(@JsonProperty("version") String version) {}
