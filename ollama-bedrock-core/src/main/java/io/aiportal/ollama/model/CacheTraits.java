package io.aiportal.ollama.model;

/**
 * How a model's prompts are cached.
 *
 * @param maxPoints cache points of a request at most; 0 where the family has none
 * @param minTokens tokens before a cache point at least; 0 where the family has none
 * @param besideTools whether a point may stand among tools, and in messages with calls or results
 * @param oneHour whether a prompt may be kept for an hour; otherwise five minutes
 * @param automatic whether points are placed where the caller hints at none
 */
public record CacheTraits(
    int maxPoints, int minTokens, boolean besideTools, boolean oneHour, boolean automatic) {}
