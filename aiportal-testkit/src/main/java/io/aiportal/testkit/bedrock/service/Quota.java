package io.aiportal.testkit.bedrock.service;

/**
 * How much of a model one account may call in one region.
 *
 * @param requestsPerMinute at least 1
 * @param tokensPerMinute at least 1
 */
public record Quota(int requestsPerMinute, int tokensPerMinute) {

  public Quota {
    if (requestsPerMinute < 1 || tokensPerMinute < 1) {
      throw new IllegalArgumentException(
          "A quota is at least 1: " + requestsPerMinute + ", " + tokensPerMinute);
    }
  }
}
