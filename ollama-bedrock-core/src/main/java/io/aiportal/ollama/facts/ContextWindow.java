package io.aiportal.ollama.facts;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.Targets;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.model.Model;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes conversations fit into the window of their model, as Ollama does: the oldest turns are left
 * out.
 *
 * <p>What is obviously short is never counted. What may be too long is counted by Bedrock where it
 * can; elsewhere only what surely is too long is shortened unasked, and {@link OverflowRefusal}
 * does the rest.
 */
public final class ContextWindow {

  /** Counting is a means, so it may not take as long as an answer. */
  private static final Duration LONGEST_COUNT = Duration.ofSeconds(10);

  /** How long a refusal to count for a model is remembered. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  /** Counts for one call, the first one of the whole conversation. */
  private static final int MOST_COUNTS = 3;

  private final Attempts attempts;
  private final Clock clock;
  private final boolean callersLength;

  /** Until when Bedrock is not asked to count, by the foundation model. */
  private final Map<String, Instant> uncounted = new ConcurrentHashMap<>();

  /**
   * A window.
   *
   * @param attempts makes the counts
   * @param clock tells the time
   * @param callersLength whether a caller's wish for a shorter window counts; most send one without
   *     meaning it
   */
  public ContextWindow(Attempts attempts, Clock clock, boolean callersLength) {
    this.attempts = attempts.with(RetryPolicy.NONE);
    this.clock = clock;
    this.callersLength = callersLength;
  }

  /** The tokens that prompt and answer may have together. */
  private int length(ChatCall call, Model model) {
    int own = model.traits().limits().longestContext();
    Integer wanted = call.contextPolicy().contextLength();
    return callersLength && wanted != null && wanted > 0 ? Math.min(wanted, own) : own;
  }

  /** What the answer needs of the window; who wants a huge one does not lose the question to it. */
  private static int room(ChatCall call, Model model, int length) {
    Integer wanted = call.maxTokens();
    int answer = wanted == null ? model.traits().limits().defaultMaxTokens() : wanted;
    return Math.min(answer, length / 4);
  }

  /**
   * The call, shortened if it is too long and may be.
   *
   * @param call what is asked
   * @param model who is asked
   * @param targets where tokens can be counted
   * @param context what goes along with the call
   * @return the call, or a {@link CallException} if it is too long and may not be shortened, or not
   *     enough
   */
  public CompletableFuture<ChatCall> fit(
      ChatCall call, Model model, Supplier<Targets> targets, CallContext context) {
    int length = length(call, model);
    int most = length - room(call, model, length);
    if (TokenEstimate.isWithin(call, most)) {
      return CompletableFuture.completedFuture(call);
    }
    ShorterConversation all = ShorterConversation.of(call);
    if (all.tokens(0) <= most) {
      return CompletableFuture.completedFuture(call);
    }
    Fit fit = new Fit(all, model, targets, context, length, most);
    return isCounted(model) ? fit.counted(0, 1) : fit.guessed();
  }

  private boolean isCounted(Model model) {
    Instant until = uncounted.get(model.baseModelId());
    return until == null || !clock.instant().isBefore(until);
  }

  /** One call that may be too long. */
  private final class Fit {

    private final ShorterConversation all;
    private final Model model;
    private final Supplier<Targets> targets;
    private final CallContext context;
    private final int length;
    private final int most;

    Fit(
        ShorterConversation all,
        Model model,
        Supplier<Targets> targets,
        CallContext context,
        int length,
        int most) {
      this.all = all;
      this.model = model;
      this.targets = targets;
      this.context = context;
      this.length = length;
      this.most = most;
    }

    private boolean mayShorten() {
      return !Boolean.FALSE.equals(all.call(0).contextPolicy().truncate());
    }

    /**
     * As many turns as may fit: Bedrock has the last word, and refuses what does not before it is
     * billed. Of a window that the caller chose it knows nothing, so there they surely fit.
     */
    CompletableFuture<ChatCall> guessed() {
      boolean callers = length < model.traits().limits().longestContext();
      double guess = callers ? most : most * TokenEstimate.MOST_TOO_MUCH;
      return CompletableFuture.completedFuture(all.call(mayShorten() ? all.within(guess) : 0));
    }

    /** Counts, leaves out as much as the count tells, and counts again. */
    CompletableFuture<ChatCall> counted(int index, int number) {
      ChatCall candidate = all.call(index);
      CompletableFuture<Integer> count =
          attempts.countTokens(candidate, targets.get(), context.withTimeLimit(longestCount()));
      CompletableFuture<ChatCall> fitted =
          count
              .handle(
                  (tokens, failure) ->
                      failure == null
                          ? counted(candidate, index, number, tokens)
                          : uncounted(Futures.unwrap(failure)))
              .thenCompose(next -> next);
      return Futures.cancelling(fitted, count);
    }

    private Duration longestCount() {
      return Collections.min(List.of(attempts.limit(context), LONGEST_COUNT));
    }

    private CompletableFuture<ChatCall> counted(
        ChatCall candidate, int index, int number, int tokens) {
      if (tokens <= most) {
        return CompletableFuture.completedFuture(withRoom(candidate, tokens));
      }
      double scale = tokens / all.tokens(index);
      int next = Math.max(index + 1, all.within(most / scale));
      if (!mayShorten() || next >= all.count()) {
        return tokens > length
            ? CompletableFuture.failedFuture(CallException.promptTooLong(tokens, length))
            : CompletableFuture.completedFuture(withRoom(candidate, tokens));
      }
      return number < MOST_COUNTS
          ? counted(next, number + 1)
          : CompletableFuture.completedFuture(all.call(next));
    }

    /** The answer gets no more than what is left of the window, which some models insist on. */
    private ChatCall withRoom(ChatCall candidate, int tokens) {
      Integer wanted = candidate.maxTokens();
      int left = length - tokens;
      return wanted != null && left > 0
          ? candidate.toBuilder().maxTokens(Math.min(wanted, left)).build()
          : candidate;
    }

    private CompletableFuture<ChatCall> uncounted(Throwable failure) {
      if (failure instanceof CallException refusal && isLasting(refusal)) {
        uncounted.put(model.baseModelId(), clock.instant().plus(REMEMBERED));
      }
      return guessed();
    }

    private boolean isLasting(CallException refusal) {
      return switch (refusal.kind()) {
        case INVALID_REQUEST, ACCESS_DENIED, NOT_FOUND -> true;
        default -> false;
      };
    }
  }
}
