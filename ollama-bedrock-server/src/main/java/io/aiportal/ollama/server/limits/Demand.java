package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Price;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call needs before it may begin.
 *
 * @param party in whose turn it is
 * @param estimate what it may take
 * @param claims what it takes of limits
 * @param accounts whose budgets it is paid from; empty where none is limited
 * @param spenders everybody whose ledger tells of it
 * @param price what the dearest model costs that may answer; null where nobody knows
 */
record Demand(
    Party party,
    CallEstimate estimate,
    List<Claim> claims,
    List<Account> accounts,
    List<Subject> spenders,
    @Nullable Price price) {

  /** The same call by other limits and budgets. */
  Demand with(List<Claim> otherClaims, List<Account> otherAccounts) {
    return new Demand(party, estimate, otherClaims, otherAccounts, spenders, price);
  }

  /** What is to be reserved of the budgets. */
  long sum() {
    return price == null || accounts.isEmpty()
        ? 0
        : Money.most(price, estimate.promptTokens(), estimate.answerTokens());
  }

  /** How much of a fair share it takes. */
  long share() {
    return Math.max(1, estimate.reservedTokens());
  }

  /** What everything that may keep the call waiting is called. */
  List<String> blockers() {
    List<String> names = new ArrayList<>(claims.size() + accounts.size());
    claims.forEach(claim -> names.add(claim.limit().id()));
    accounts.forEach(account -> names.add(account.subject().id()));
    return names;
  }

  /**
   * What the call took in the end.
   *
   * @param known what Bedrock or a guess says; null where nobody knows, and all that was reserved
   *     counts as taken
   * @param guessed whether that is a guess, which counts as more than it says
   */
  TokenUsage taken(@Nullable TokenUsage known, boolean guessed) {
    if (known == null) {
      return new TokenUsage(estimate.promptTokens(), estimate.answerTokens(), 0, 0);
    }
    if (!guessed || known.equals(TokenUsage.NONE)) {
      return known;
    }
    return new TokenUsage(
        Math.max(known.promptTokens(), estimate.promptTokens()),
        Math.max(known.outputTokens(), Math.min(2 * known.outputTokens(), estimate.answerTokens())),
        0,
        0);
  }
}
