package io.aiportal.ollama.api.ollama;

import org.jspecify.annotations.Nullable;

/**
 * What of a request counts that says little more than a model's name: to pull, push or delete it.
 *
 * @param model the model's name as the caller spells it; empty where the caller gave none
 * @param insecure whether a registry may be talked to in the clear
 * @param stream whether the answer comes in pieces; null means yes
 */
public record NamedRequest(String model, boolean insecure, @Nullable Boolean stream) {}
