package io.aiportal.ollama.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallException.Kind;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.limits.Limit.Unit;
import io.aiportal.ollama.server.settings.BudgetSetting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {

  /** 0.06 dollars for a million tokens of prompts, 0.24 for those of answers. */
  private static final Model MODEL =
      ModelCatalogue.builtIn("us-east-1").resolve("nova-lite").orThrow();

  /** Costs 0.000246 dollars at most. */
  private static final CallEstimate ESTIMATE = new CallEstimate(MODEL, 100, 1_000);

  private static final Limit OPEN =
      new Limit(Subject.model("nova-lite", "nova-lite"), Unit.OPEN_ANSWERS, 1);
  private static final Limit REQUESTS = new Limit(Subject.key("a"), Unit.REQUESTS, 60);
  private static final TokenUsage USED = new TokenUsage(50, 100, 0, 0);

  private final TestTime time = new TestTime("2026-11-26T12:00:00Z");
  private final SharedStore shared = new SharedStore(time);
  private final List<CompletableFuture<Admission>> entered = new ArrayList<>();
  private AdmissionQueue queue = queue(100);

  private AdmissionQueue queue(int length) {
    return queue(length, Duration.ofSeconds(10));
  }

  private AdmissionQueue queue(int length, Duration patience) {
    return new AdmissionQueue(
        new Reserve(shared, shared, model -> model.traits().price(), time),
        time,
        time::nanoTime,
        length,
        patience);
  }

  private static Demand demand(String key, List<Limit> limits, List<Account> accounts) {
    return new Demand(
        new Party(key, ""),
        ESTIMATE,
        limits.stream()
            .map(
                limit ->
                    new Claim(limit, limit.unit() == Unit.TOKENS ? ESTIMATE.reservedTokens() : 1))
            .toList(),
        accounts,
        List.of(Subject.key(key)),
        MODEL.traits().price());
  }

  private CompletableFuture<Admission> enter(String key, Limit... limits) {
    CompletableFuture<Admission> result = queue.enter(demand(key, List.of(limits), List.of()));
    entered.add(result);
    return result;
  }

  private CompletableFuture<Admission> pay(String usd) {
    Account account =
        new Account(
            Subject.key("a"),
            new BudgetSetting(Optional.of(new BigDecimal(usd)), Optional.empty()));
    return queue.enter(demand("a", List.of(), List.of(account)));
  }

  private static CallException refusal(CompletableFuture<Admission> result) {
    return Objects.requireNonNull(result.join().refusal(), "a refusal");
  }

  private void settle(int index) {
    entered.get(index).join().settle(USED, false, null);
  }

  @Test
  void whatIsThere_isGrantedAtOnce() {
    CompletableFuture<Admission> result = enter("a", OPEN, REQUESTS);
    assertThat(result.join().refusal()).isNull();
    assertThat(result.join().standings()).extracting(Standing::left).containsExactly(0L, 59L);
    assertThat(queue.size()).isZero();
    assertThat(time.planned()).isZero();
  }

  @Test
  void whoWaits_isServedWhenAnswersEnd_inFairOrder() {
    enter("a", OPEN);
    enter("a", OPEN);
    enter("a", OPEN);
    enter("b", OPEN);
    assertThat(queue.size()).isEqualTo(3);
    settle(0);
    assertThat(entered)
        .extracting(CompletableFuture::isDone)
        .containsExactly(true, false, false, true);
    settle(3);
    assertThat(entered.get(1)).isDone();
    settle(1);
    settle(2);
    assertThat(queue.size()).isZero();
    assertThat(shared.limits.size()).isOne();
    time.pass(Duration.ofMinutes(1));
    assertThat(time.planned()).isZero();
  }

  @Test
  void whoIsSettledTwice_givesBackOnce() {
    enter("a", OPEN);
    settle(0);
    settle(0);
    enter("a", OPEN);
    assertThat(enter("a", OPEN)).isNotDone();
  }

  @Test
  void whoWaitsTooLong_isToldWhoseLimitItIs() {
    enter("a", OPEN);
    CompletableFuture<Admission> second = enter("b", OPEN);
    time.pass(Duration.ofSeconds(9));
    assertThat(second).isNotDone();
    time.pass(Duration.ofSeconds(1));
    assertThat(refusal(second))
        .hasMessage(
            "the model 'nova-lite' may make 1 answer at a time; please try again in 5 seconds");
    assertThat(refusal(second).kind()).isEqualTo(Kind.THROTTLED);
    assertThat(refusal(second).status()).isEqualTo(429);
    assertThat(refusal(second).retryAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(queue.size()).isZero();
  }

  @Test
  void whatTimeAloneBrings_isWaitedForOrRefusedAtOnce() {
    Limit slow = new Limit(Subject.person("a", "ann"), Unit.REQUESTS, 2);
    enter("a", slow);
    enter("a", slow);
    CallException refusal = refusal(enter("a", slow));
    assertThat(refusal)
        .hasMessage(
            "a person who calls with the key 'a' may begin 2 requests a minute; please try again in"
                + " 30 seconds");
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    for (int i = 0; i < 60; i++) {
      enter("a", REQUESTS);
    }
    CompletableFuture<Admission> soon = enter("a", REQUESTS);
    assertThat(soon).isNotDone();
    time.pass(Duration.ofSeconds(1));
    assertThat(soon.join().refusal()).isNull();
  }

  /** Or their limits would change what is counted for others back and forth. */
  @Test
  void otherLimits_countForThoseWhoWait_andForNobodyTwice() {
    Limit one = new Limit(Subject.key("a"), Unit.REQUESTS, 1);
    queue = queue(100, Duration.ofMinutes(2));
    enter("a", one);
    CompletableFuture<Admission> first = enter("a", one, OPEN);
    assertThat(first).isNotDone();
    Limit many = new Limit(Subject.key("a"), Unit.REQUESTS, 1_000);
    queue.renew(demand -> demand("a", List.of(many), List.of()));
    time.pass(Duration.ofSeconds(1));
    assertThat(first.join().standings()).extracting(Standing::limit).containsExactly(many);
    first.join().settle(USED, false, null);
    assertThat(enter("b", OPEN)).isDone();
    assertThat(enter("b", OPEN)).isNotDone();
  }

  @Test
  void queue_hasABound() {
    queue = queue(1);
    enter("a", OPEN);
    assertThat(enter("a", OPEN)).isNotDone();
    assertThat(refusal(enter("a", OPEN))).hasMessageContaining("too many requests wait");
    assertThat(queue.size()).isOne();
  }

  @Test
  void whoLeaves_leavesTheQueueAtOnce() {
    enter("a", OPEN);
    CompletableFuture<Admission> second = enter("a", OPEN);
    enter("a", OPEN);
    second.cancel(true);
    assertThat(queue.size()).isOne();
    settle(0);
    assertThat(entered.get(2)).isDone();
    settle(2);
    time.pass(Duration.ofMinutes(1));
    assertThat(time.planned()).isZero();
  }

  @Test
  void whatIsShortForOne_keepsNobodyElseWaiting() {
    enter("a", OPEN);
    enter("a", OPEN);
    assertThat(enter("a", REQUESTS)).isDone();
  }

  /** Or those who ask for little would always overtake those who ask for much. */
  @Test
  void smallCall_doesNotOvertakeALargeOne() {
    Limit tokens = new Limit(Subject.model("nova-lite", "nova-lite"), Unit.TOKENS, 1_500);
    enter("a", tokens);
    CompletableFuture<Admission> large = enter("a", tokens);
    Demand small =
        new Demand(
            new Party("b", ""),
            new CallEstimate(MODEL, 1, 1),
            List.of(new Claim(tokens, 2)),
            List.of(),
            List.of(),
            null);
    CompletableFuture<Admission> behind = queue.enter(small);
    assertThat(large).isNotDone();
    assertThat(behind).isNotDone();
    settle(0);
    assertThat(behind).isDone();
    assertThat(large).isDone();
  }

  @Test
  void tokensThatWereNotUsed_areGivenBack() {
    Limit tokens = new Limit(Subject.key("a"), Unit.TOKENS, 1_100);
    enter("a", tokens);
    CompletableFuture<Admission> second = enter("a", tokens);
    assertThat(second).isNotDone();
    entered.get(0).join().settle(TokenUsage.NONE, false, null);
    assertThat(second).isDone();
  }

  @Test
  void money_isReserved_andWaitersEnterAsReservationsSettle() {
    CompletableFuture<Admission> first = pay("0.0004");
    CompletableFuture<Admission> second = pay("0.0004");
    assertThat(first).isDone();
    assertThat(second).isNotDone();
    first.join().settle(USED, false, null); // 0.000027
    assertThat(second.join().refusal()).isNull();
    second.join().settle(new TokenUsage(100, 1_000, 0, 0), false, null);
    CallException refusal = refusal(pay("0.0004"));
    assertThat(refusal)
        .hasMessage(
            "the key 'a' may spend 0.0004 US dollars a day, and less is left than the 0.000246"
                + " that this request may cost; it costs less if its answer may have fewer tokens");
    assertThat(refusal.kind()).isEqualTo(Kind.QUOTA_EXCEEDED);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofHours(12));
  }

  @Test
  void moneyThatStaysReserved_isAReasonToComeAgain() {
    pay("0.0004");
    CompletableFuture<Admission> second = pay("0.0004");
    time.pass(Duration.ofSeconds(10));
    assertThat(refusal(second))
        .hasMessage(
            "the key 'a' may spend 0.0004 US dollars a day, and what is left is reserved for"
                + " answers that are being made; please try again in 5 seconds");
  }

  @Test
  void whatIsNotKnown_countsAsAllThatWasReserved_andAGuessAsMoreThanItSays() {
    pay("1").join().settle(null, true, null);
    assertThat(spent()).isEqualTo(246_000);
    pay("1").join().settle(new TokenUsage(50, 100, 0, 0), true, null);
    assertThat(spent()).isEqualTo(246_000 + 6_000 + 48_000);
    pay("1").join().settle(TokenUsage.NONE, true, null);
    assertThat(spent()).isEqualTo(246_000 + 6_000 + 48_000);
  }

  private long spent() {
    return shared.statement(Subject.key("a")).join().days().values().stream()
        .mapToLong(Spending::nanoUsd)
        .sum();
  }

  @Test
  void withoutAPrice_nobodyWithABudgetIsAnswered() {
    Account account =
        new Account(
            Subject.key("a"), new BudgetSetting(Optional.of(BigDecimal.TEN), Optional.empty()));
    Demand demand =
        new Demand(
            new Party("a", ""),
            ESTIMATE,
            List.of(new Claim(OPEN, 1)),
            List.of(account),
            List.of(),
            null);
    assertThat(refusal(queue.enter(demand)))
        .hasMessage(
            "the price of '" + MODEL.name() + "' is not known, so nobody with a budget can use it");
    assertThat(enter("a", OPEN)).isDone();
  }

  @Test
  void storeElsewhere_answersWhenItAnswers() {
    shared.holdsBack = true;
    CompletableFuture<Admission> first = enter("a", OPEN);
    CompletableFuture<Admission> second = enter("b", OPEN);
    assertThat(first).isNotDone();
    shared.answer();
    assertThat(first).isDone();
    assertThat(second).isNotDone();
    shared.answer();
    assertThat(second).isNotDone();
    settle(0);
    shared.answer();
    assertThat(second.join().refusal()).isNull();
  }

  /** What somebody else gives back brings no news; it is looked for. */
  @Test
  void storeElsewhere_isAskedAgain() {
    enter("a", OPEN);
    CompletableFuture<Admission> second = enter("b", OPEN);
    shared.limits.giveBack(List.of(new Claim(OPEN, 1)));
    time.pass(Duration.ofSeconds(1));
    assertThat(second.join().refusal()).isNull();
  }

  @Test
  void storeThatFails_limitsNothing() {
    shared.fails = true;
    enter("a", OPEN);
    assertThat(enter("a", OPEN).join().refusal()).isNull();
    settle(0);
  }

  @Test
  void storeThatIsSilent_limitsNothing_andWhatItTookLateIsGivenBack() {
    shared.holdsBack = true;
    CompletableFuture<Admission> first = enter("a", OPEN);
    time.pass(Duration.ofSeconds(2));
    assertThat(first.join().refusal()).isNull();
    shared.answer();
    shared.holdsBack = false;
    assertThat(enter("b", OPEN)).isDone();
  }

  @Test
  void ledgerThatFails_spendsNothing() {
    shared.fails = true;
    CallException refusal = refusal(pay("1"));
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal).hasMessageContaining("nobody can say what is left of the budget");
  }

  @Test
  void whoLeavesWhileHeIsTried_keepsNothing() {
    shared.holdsBack = true;
    CompletableFuture<Admission> first = enter("a", OPEN);
    first.cancel(true);
    shared.answer();
    shared.holdsBack = false;
    assertThat(enter("b", OPEN)).isDone();
  }

  /** A store that several gateways could share: it answers later, or fails. */
  private static final class SharedStore implements LimitStore, Ledger {

    final MemoryLimitStore limits;
    final MemoryLedger ledger;
    final List<Runnable> held = new ArrayList<>();
    boolean holdsBack;
    boolean fails;

    SharedStore(TestTime time) {
      this.limits = new MemoryLimitStore(time::nanoTime);
      this.ledger = new MemoryLedger(time);
    }

    void answer() {
      List<Runnable> answers = List.copyOf(held);
      held.clear();
      answers.forEach(Runnable::run);
    }

    private <T> CompletableFuture<T> answer(Supplier<CompletableFuture<T>> of) {
      if (fails) {
        return CompletableFuture.failedFuture(new IllegalStateException("out of reach"));
      }
      if (!holdsBack) {
        return of.get();
      }
      CompletableFuture<T> later = new CompletableFuture<>();
      held.add(() -> later.complete(of.get().join()));
      return later;
    }

    @Override
    public CompletableFuture<List<Standing>> take(List<Claim> claims) {
      return answer(() -> limits.take(claims));
    }

    @Override
    public void giveBack(List<Claim> claims) {
      if (fails) {
        throw new IllegalStateException("out of reach");
      }
      limits.giveBack(claims);
    }

    @Override
    public CompletableFuture<Optional<Lack>> reserve(List<Account> accounts, long nanoUsd) {
      return answer(() -> ledger.reserve(accounts, nanoUsd));
    }

    @Override
    public void settle(List<Subject> subjects, long reserved, Spending spending) {
      if (fails) {
        throw new IllegalStateException("out of reach");
      }
      ledger.settle(subjects, reserved, spending);
    }

    @Override
    public Map<String, Statement> known() {
      return ledger.known();
    }

    @Override
    public CompletableFuture<Statement> statement(Subject subject) {
      return ledger.statement(subject);
    }
  }
}
