package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Price;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.access.Person;
import io.aiportal.ollama.server.settings.BudgetSetting;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.LimitSetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.UnpricedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets calls begin within the limits and budgets of their callers, and of the models they ask. */
public final class Limits implements LimitFigures {

  private final ModelLimits models;
  private final boolean dearest;
  private final Supplier<ModelCatalogue> catalogue;
  private final AdmissionQueue queue;
  private final Ledger ledger;

  /**
   * Limits as the settings have them.
   *
   * @param catalogue tells models and their prices
   * @param store counts what is taken of limits
   * @param ledger knows what was spent
   * @param scheduler wakes those who wait
   */
  public Limits(
      Settings settings,
      Supplier<ModelCatalogue> catalogue,
      LimitStore store,
      Ledger ledger,
      Scheduler scheduler) {
    this.models = new ModelLimits(settings.modelLimits(), catalogue);
    this.dearest = settings.get(Key.UNPRICED_MODELS) == UnpricedModels.DEAREST;
    this.catalogue = catalogue;
    this.ledger = ledger;
    this.queue =
        new AdmissionQueue(
            new Reserve(store, ledger, this::price, scheduler),
            scheduler,
            System::nanoTime,
            settings.get(Key.QUEUE_LENGTH),
            settings.get(Key.QUEUE_TIMEOUT));
  }

  /** Limits of a gateway that counts for itself alone. */
  public static Limits inMemory(
      Settings settings, OllamaBedrock ollama, Ledger ledger, Scheduler scheduler) {
    return new Limits(
        settings, ollama::models, new MemoryLimitStore(System::nanoTime), ledger, scheduler);
  }

  /** Whether anything is limited for a caller: otherwise its calls need no admission. */
  public boolean concern(Caller caller) {
    KeySetting key = caller.key();
    return !models.isEmpty()
        || !key.limits().equals(LimitSetting.NONE)
        || !key.budget().equals(BudgetSetting.NONE)
        || (caller.person() != null && !key.people().equals(KeySetting.People.NONE));
  }

  /** Whether anybody is going to ask what a caller's calls took. */
  public boolean remember(Caller caller) {
    return caller.person() != null || !caller.isAnonymous();
  }

  /**
   * Lets a call begin, now or later.
   *
   * @param estimate what it may take
   * @return whether it may; it does not fail, and whoever cancels it gives up
   */
  public CompletableFuture<Admission> admit(Caller caller, CallEstimate estimate) {
    return queue.enter(demand(caller, estimate));
  }

  private Demand demand(Caller caller, CallEstimate estimate) {
    KeySetting key = caller.key();
    Person person = caller.person();
    Subject all = Subject.key(key.name());
    List<Limit> limits = new ArrayList<>(Limit.of(all, key.limits()));
    List<Account> accounts = new ArrayList<>();
    addAccount(accounts, all, key.budget());
    if (person != null) {
      Subject own = Subject.person(key.name(), person.id());
      limits.addAll(Limit.of(own, key.people().limits()));
      addAccount(accounts, own, key.people().budget());
    }
    limits.addAll(models.of(estimate.model()));
    return new Demand(
        new Party(key.name(), person == null ? "" : person.id()),
        estimate,
        limits.stream().map(limit -> claim(limit, estimate)).toList(),
        accounts,
        spenders(caller),
        price(estimate));
  }

  /** Of all models that may answer the dearest one says what is reserved. */
  private @Nullable Price price(CallEstimate estimate) {
    Price price = price(estimate.model());
    for (Model other : estimate.others()) {
      Price others = other.traits().price();
      Price known = others == null ? DearestPrice.of(catalogue.get()) : others;
      price = price == null || known == null ? price : DearestPrice.higher(price, known);
    }
    return price;
  }

  private static void addAccount(List<Account> accounts, Subject subject, BudgetSetting budget) {
    if (!budget.equals(BudgetSetting.NONE)) {
      accounts.add(new Account(subject, budget));
    }
  }

  private static Claim claim(Limit limit, CallEstimate estimate) {
    return new Claim(
        limit, limit.unit() == Limit.Unit.TOKENS ? Math.max(1, estimate.reservedTokens()) : 1);
  }

  /** Whose ledger tells of a caller's calls: the last one is the caller's own. */
  private static List<Subject> spenders(Caller caller) {
    List<Subject> spenders = new ArrayList<>(2);
    if (!caller.isAnonymous()) {
      spenders.add(Subject.key(caller.key().name()));
    }
    Person person = caller.person();
    if (person != null) {
      spenders.add(Subject.person(caller.key().name(), person.id()));
    }
    return spenders;
  }

  private @Nullable Price price(Model model) {
    Price price = model.traits().price();
    return price == null && dearest ? DearestPrice.of(catalogue.get()) : price;
  }

  /**
   * Puts down what a call took for which nothing was reserved.
   *
   * @param model what answered; null where that is not known
   * @param usage what it took
   */
  public void record(Caller caller, @Nullable Model model, TokenUsage usage) {
    List<Subject> spenders = spenders(caller);
    if (!spenders.isEmpty() && !usage.equals(TokenUsage.NONE)) {
      Price price = model == null ? null : price(model);
      long cost = price == null ? 0 : Money.cost(price, usage);
      ledger.settle(spenders, 0, Spending.of(cost, usage));
    }
  }

  /**
   * What a caller has taken: a person's own, or that of all who call with the key where nobody is
   * named.
   */
  public CompletableFuture<Statement> statement(Caller caller) {
    List<Subject> spenders = spenders(caller);
    return ledger.statement(spenders.get(spenders.size() - 1));
  }

  /** What all have taken who call with a caller's key. */
  public CompletableFuture<Statement> statementOfKey(Caller caller) {
    return ledger.statement(Subject.key(caller.key().name()));
  }

  /** What a caller may spend by himself. */
  public static BudgetSetting budget(Caller caller) {
    return caller.person() == null ? caller.key().budget() : caller.key().people().budget();
  }

  @Override
  public int waiting() {
    return queue.size();
  }

  @Override
  public Map<String, Statement> spending() {
    return ledger.known();
  }
}
