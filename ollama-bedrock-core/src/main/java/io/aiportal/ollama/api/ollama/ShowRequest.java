package io.aiportal.ollama.api.ollama;

/**
 * The body of {@code POST /api/show}.
 *
 * @param model the model's name as the caller spells it; empty where the caller gave none
 * @param verbose whether the caller wants everything, the large parts included
 */
public record ShowRequest(String model, boolean verbose) {}
