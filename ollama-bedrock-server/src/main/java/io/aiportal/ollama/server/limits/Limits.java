package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Price;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.settings.BudgetSetting;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.UnpricedModels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets calls begin within the limits and budgets of their callers, and of the models they ask. */
public final class Limits implements LimitFigures {

  private final CallerLimits.Known callers = new CallerLimits.Known();
  private volatile ModelLimits models;
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
      Settings settings, Supplier<ModelCatalogue> catalogue, Ledger ledger, Scheduler scheduler) {
    return new Limits(
        settings, catalogue, new MemoryLimitStore(System::nanoTime), ledger, scheduler);
  }

  /**
   * Counts by the limits of these settings from now on, also for calls that wait already.
   *
   * <p>Answers that are being made stay counted as they were when they began.
   */
  public void replace(Settings settings) {
    models = new ModelLimits(settings.modelLimits(), catalogue);
    Map<String, KeySetting> keys = new HashMap<>();
    settings.keys().forEach(key -> keys.put(key.name(), key));
    queue.renew(demand -> renewed(demand, keys.get(demand.party().key())));
  }

  /**
   * What a call needs by other limits than those that it came with.
   *
   * @param key its key; null where the file has none of that name, and the key's own limits stay
   */
  private Demand renewed(Demand demand, @Nullable KeySetting key) {
    CallEstimate estimate = demand.estimate();
    CallerLimits now = key == null ? null : callers.of(key, demand.party());
    List<Claim> own =
        now == null
            ? demand.claims().stream()
                .filter(claim -> claim.limit().subject().kind() != Subject.Kind.MODEL)
                .toList()
            : claims(now.limits(), estimate);
    return demand.with(withModel(own, estimate), now == null ? demand.accounts() : now.accounts());
  }

  /** Whether anything is limited for a caller: otherwise its calls need no admission. */
  public boolean concern(Caller caller) {
    return !models.isEmpty() || callers.of(caller).isLimited();
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
    return queue.enter(demand(callers.of(caller), estimate));
  }

  private Demand demand(CallerLimits caller, CallEstimate estimate) {
    return new Demand(
        caller.party(),
        estimate,
        withModel(claims(caller.limits(), estimate), estimate),
        caller.accounts(),
        caller.spenders(),
        price(estimate));
  }

  /** The claims of a caller, and those of the limits that the model has. */
  private List<Claim> withModel(List<Claim> callers, CallEstimate estimate) {
    List<Claim> claims = new ArrayList<>(callers);
    claims.addAll(claims(models.of(estimate.model()), estimate));
    return claims;
  }

  private static List<Claim> claims(List<Limit> limits, CallEstimate estimate) {
    List<Claim> claims = new ArrayList<>(limits.size());
    for (Limit limit : limits) {
      claims.add(claim(limit, estimate));
    }
    return claims;
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

  private static Claim claim(Limit limit, CallEstimate estimate) {
    return new Claim(
        limit, limit.unit() == Limit.Unit.TOKENS ? Math.max(1, estimate.reservedTokens()) : 1);
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
    List<Subject> spenders = callers.of(caller).spenders();
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
    List<Subject> spenders = callers.of(caller).spenders();
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
