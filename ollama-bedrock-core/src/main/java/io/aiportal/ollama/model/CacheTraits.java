package io.aiportal.ollama.model;

/**
 * How a model's prompts are cached.
 *
 * @param maxPoints cache points of a request at most; 0 where the family has none
 * @param minTokens tokens before a cache point at least; 0 where the family has none
 */
public record CacheTraits(int maxPoints, int minTokens) {}
