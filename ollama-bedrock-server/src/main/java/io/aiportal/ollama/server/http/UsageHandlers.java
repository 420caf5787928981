package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.limits.Allowance;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.limits.Spending;
import io.aiportal.ollama.server.limits.Statement;
import io.aiportal.ollama.server.limits.UsageRange;
import io.undertow.util.SameThreadExecutor;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /api/usage} and {@code /api/balance}: what the caller has taken of this gateway,
 * in the shape in which ollama.com tells it of its own. To callers of whom nothing is known there
 * is nothing to tell, as to one who has not signed in there.
 */
final class UsageHandlers {

  private static final String RANGE = "range";
  private static final String SCOPE = "scope";
  private static final String TEAM = "team";

  private final Limits limits;
  private final CloudHandlers cloud;
  private final Clock clock;

  UsageHandlers(Limits limits, CloudHandlers cloud, Clock clock) {
    this.limits = limits;
    this.cloud = cloud;
    this.clock = clock;
  }

  void usage(HttpCall call) {
    Caller caller = call.caller();
    if (!limits.remember(caller)) {
      cloud.account(call);
      return;
    }
    Map<String, String> parameters = parameters(call, List.of(RANGE, SCOPE));
    UsageRange range =
        UsageRange.of(parameters.getOrDefault(RANGE, UsageRange.DAY.label()))
            .orElseThrow(() -> CallException.badRequest("range must be 24h, 7d or 30d"));
    String scope = parameters.getOrDefault(SCOPE, "self");
    boolean team = isTeam(caller, scope);
    answer(
        call,
        team ? limits.statementOfKey(caller) : limits.statement(caller),
        statement -> usage(range, scope, statement, clock.instant()));
  }

  /** Of a team's usage persons learn nothing, as each sees only his own. */
  private static boolean isTeam(Caller caller, String scope) {
    if (scope.equals("self")) {
      return false;
    }
    if (!scope.equals(TEAM)) {
      throw CallException.badRequest("scope must be self or team");
    }
    if (caller.isAnonymous() || (caller.person() != null && !caller.key().admin())) {
      throw new CallException(
          403, "the usage of a team is told to its key alone, and not to a person", null);
    }
    return true;
  }

  private static Map<String, @Nullable Object> usage(
      UsageRange range, String scope, Statement statement, Instant now) {
    List<UsageRange.Part> parts = range.parts(statement, now);
    List<Object> buckets = new ArrayList<>();
    Spending totals = Spending.NONE;
    for (UsageRange.Part part : parts) {
      totals = totals.plus(part.spending());
      Map<String, Object> bucket = new LinkedHashMap<>();
      bucket.put("from", part.from());
      bucket.put("until", part.until());
      if (part.until().isAfter(now)) {
        bucket.put("partial", true);
      }
      bucket.putAll(counters(part.spending()));
      buckets.add(bucket);
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put(RANGE, range.label());
    body.put(SCOPE, scope);
    body.put("granularity", range.granularity());
    body.put("from", parts.get(0).from());
    body.put("until", parts.get(parts.size() - 1).until());
    body.put("totals", counters(totals));
    body.put("buckets", buckets);
    return body;
  }

  private static Map<String, Object> counters(Spending spending) {
    Map<String, Object> counters = new LinkedHashMap<>();
    counters.put("request_count", spending.requests());
    counters.put("usage_usd", number(spending.usd()));
    counters.put("input_tokens", spending.inputTokens());
    counters.put("cached_input_tokens", spending.cachedInputTokens());
    counters.put("output_tokens", spending.outputTokens());
    return counters;
  }

  void balance(HttpCall call) {
    Caller caller = call.caller();
    if (!limits.remember(caller)) {
      cloud.account(call);
      return;
    }
    parameters(call, List.of());
    answer(
        call,
        limits.statement(caller),
        statement -> balance(Allowance.of(Limits.budget(caller), statement, clock.instant())));
  }

  private static Map<String, @Nullable Object> balance(@Nullable Allowance allowance) {
    Map<String, @Nullable Object> included = new LinkedHashMap<>();
    included.put("balance_usd", allowance == null ? null : number(allowance.left()));
    included.put("allowance_usd", allowance == null ? null : number(allowance.allowance()));
    if (allowance != null) {
      Map<String, Object> period = new LinkedHashMap<>();
      period.put("from", allowance.from());
      period.put("until", allowance.until());
      included.put("period", period);
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("included", included);
    body.put("purchased", Map.of("balance_usd", 0));
    return body;
  }

  /** Without zeros behind it, and whole sums without an exponent. */
  private static BigDecimal number(BigDecimal usd) {
    BigDecimal bare = usd.stripTrailingZeros();
    return bare.scale() < 0 ? bare.setScale(0) : bare;
  }

  private static Map<String, String> parameters(HttpCall call, List<String> known) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, Deque<String>> entry : call.exchange().getQueryParameters().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw CallException.badRequest(
            known.isEmpty()
                ? "there are no parameters here"
                : "there are no parameters but " + String.join(" and ", known));
      }
      if (entry.getValue().size() != 1) {
        throw CallException.badRequest(entry.getKey() + " may be given once only");
      }
      parameters.put(entry.getKey(), entry.getValue().getFirst());
    }
    return parameters;
  }

  /** The ledger may be elsewhere, and take a while. */
  private static void answer(
      HttpCall call,
      CompletableFuture<Statement> asked,
      Function<Statement, Map<String, @Nullable Object>> body) {
    if (asked.isDone() && !asked.isCompletedExceptionally()) {
      Reply.json(call.exchange(), body.apply(asked.join()));
      return;
    }
    // Outside of Undertow's call of the handler the exchange is ours until we end it.
    call.exchange()
        .dispatch(
            SameThreadExecutor.INSTANCE,
            () -> {
              WatchedReply reply = new WatchedReply(call, () -> asked.cancel(true));
              asked.whenComplete(
                  (statement, failure) -> reply.send(() -> end(call, statement, body)));
            });
  }

  private static void end(
      HttpCall call,
      @Nullable Statement statement,
      Function<Statement, Map<String, @Nullable Object>> body) {
    if (statement == null) {
      throw new CallException(
          503, "the ledger cannot be asked; please try again in a moment", null);
    }
    Reply.json(call.exchange(), body.apply(statement));
  }
}
