package io.aiportal.ollama.server.limits;

/**
 * What a call takes of a limit.
 *
 * @param limit the limit
 * @param amount how much; what is more than all of the limit takes all of it
 */
public record Claim(Limit limit, long amount) {

  /** What is taken: a call that is larger than its limit waits for all of it. */
  public long taken() {
    return Math.min(amount, limit.most());
  }
}
