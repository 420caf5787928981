package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.access.Person;
import io.aiportal.ollama.server.settings.BudgetSetting;
import io.aiportal.ollama.server.settings.KeySetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What holds for a caller, whatever model it asks.
 *
 * @param key the key that says so
 * @param party in whose turn its calls are
 * @param limits those of the key, and of the person who calls with it
 * @param accounts the budgets of both
 * @param spenders whose ledger tells of its calls: the last one is the caller's own
 */
record CallerLimits(
    KeySetting key,
    Party party,
    List<Limit> limits,
    List<Account> accounts,
    List<Subject> spenders) {

  /** Whether there is anything that may keep a call from beginning. */
  boolean isLimited() {
    return !limits.isEmpty() || !accounts.isEmpty();
  }

  /** Of those who called lately. */
  static final class Known {

    private static final int MOST = 10_000;

    private final Map<Party, CallerLimits> callers = new ConcurrentHashMap<>();

    /** What holds for a caller, by its key as it is now. */
    CallerLimits of(Caller caller) {
      Person person = caller.person();
      Party party = new Party(caller.key().name(), person == null ? "" : person.id());
      return of(caller.key(), party);
    }

    CallerLimits of(KeySetting key, Party party) {
      CallerLimits known = callers.get(party);
      // Mostly it is the same key, which this sees at once; a record compares all that it has.
      if (known == null || !Objects.equals(known.key, key)) {
        known = make(key, party);
        if (callers.size() >= MOST) {
          callers.clear();
        }
        callers.put(party, known);
      }
      return known;
    }
  }

  private static CallerLimits make(KeySetting key, Party party) {
    List<Limit> limits = new ArrayList<>();
    List<Account> accounts = new ArrayList<>();
    List<Subject> spenders = new ArrayList<>();
    Subject all = Subject.key(key.name());
    limits.addAll(Limit.of(all, key.limits()));
    addAccount(accounts, all, key.budget());
    if (!key.equals(Caller.ANONYMOUS.key())) {
      spenders.add(all);
    }
    if (party.isPerson()) {
      Subject own = Subject.person(key.name(), party.person());
      limits.addAll(Limit.of(own, key.people().limits()));
      addAccount(accounts, own, key.people().budget());
      spenders.add(own);
    }
    return new CallerLimits(
        key, party, List.copyOf(limits), List.copyOf(accounts), List.copyOf(spenders));
  }

  private static void addAccount(List<Account> accounts, Subject subject, BudgetSetting budget) {
    if (!budget.equals(BudgetSetting.NONE)) {
      accounts.add(new Account(subject, budget));
    }
  }
}
