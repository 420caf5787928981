package io.aiportal.ollama.server.limits;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Knows what was spent, and what is reserved: in memory for one gateway, or where several of them
 * look.
 *
 * <p>It may be asked by many threads at once, and must not block them. It may fail: then nobody
 * with a budget gets an answer, as nobody knows whether there is money for it.
 */
public interface Ledger {

  /**
   * Reserves a sum of all accounts, or of none.
   *
   * @param nanoUsd the sum, in billionths of a US dollar
   * @return why it was not reserved; empty where it was
   */
  CompletableFuture<Optional<Lack>> reserve(List<Account> accounts, long nanoUsd);

  /**
   * Puts down what a call took, in place of what was reserved for it.
   *
   * @param subjects who spends it, each of them all of it
   * @param reserved what was reserved, in billionths of a US dollar; 0 where nothing was
   * @param spending what it took; nothing where Bedrock took nothing
   */
  void settle(List<Subject> subjects, long reserved, Spending spending);

  /**
   * What all have taken, as far as this gateway knows: by {@code key:NAME} and {@code
   * person:KEY/ID}.
   */
  Map<String, Statement> known();

  /** What one has taken. */
  CompletableFuture<Statement> statement(Subject subject);
}
