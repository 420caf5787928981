package io.aiportal.ollama.embed;

/**
 * A vector that is kept to be given again.
 *
 * @param vector the vector, which nobody changes
 * @param tokens the tokens of its text, or its share of those of several texts
 */
public record KeptVector(float[] vector, int tokens) {}
