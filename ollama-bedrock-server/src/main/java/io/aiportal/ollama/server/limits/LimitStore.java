package io.aiportal.ollama.server.limits;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Counts what is taken of limits: in memory for one gateway, or where several of them look.
 *
 * <p>It may be asked by many threads at once, and must not block them. It may fail: then calls go
 * on without these limits, as if they had none.
 */
public interface LimitStore {

  /**
   * Takes all that is claimed, or nothing.
   *
   * @return how much there is left of each of the limits, in their order; nothing was taken if one
   *     of them was short
   */
  CompletableFuture<List<Standing>> take(List<Claim> claims);

  /**
   * Gives back what was taken and not used.
   *
   * @param claims with how much comes back; less than nothing takes more, whether it is there or
   *     not
   */
  void giveBack(List<Claim> claims);
}
