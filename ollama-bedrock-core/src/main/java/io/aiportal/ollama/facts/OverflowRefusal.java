package io.aiportal.ollama.facts;

import io.aiportal.ollama.attempt.CallRepair;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.TokenLimits;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out turns, once, where Bedrock says that a prompt is too long: guesses err, and windows
 * are smaller in some places than in others.
 *
 * <p>One for each call. Where nothing may be left out, or nothing more helps, the caller is told of
 * the limit.
 */
public final class OverflowRefusal implements CallRepair {

  /** "Too many tokens, please wait" is throttling, and none of these. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(input|prompt|context|message)s? (is|are) too long"
              + "|input length and `?max_tokens`? exceed"
              + "|too many total text bytes"
              + "|(exceeds?|exceeded) (the )?(model'?s )?(maximum )?(context|input) (length|window|limit)"
              + "|maximum context length"
              + "|too many input tokens");

  /** The prompt's tokens, those of the answer where they count, and the limit. */
  private static final Pattern COUNTED = Pattern.compile("(\\d+)(?: \\+ (\\d+)| tokens) > (\\d+)");

  /** Less room than this is none: the answer would be cut off. */
  private static final int LEAST_ANSWER = 1_024;

  /** What is tried where nobody says how much is too much. */
  private static final double SMALLER = 0.6;

  private final Model model;
  private boolean shortened;

  /** For one call of a model. */
  public OverflowRefusal(Model model) {
    this.model = model;
  }

  /** Whether these words say that a prompt is too long. */
  static boolean isOverflow(@Nullable String message) {
    return message != null && WORDS.matcher(message.toLowerCase(Locale.ROOT)).find();
  }

  /**
   * A shorter call; null where nobody knows better than the refusal's own words.
   *
   * @throws CallException if the prompt is too long and stays it
   */
  @Override
  public @Nullable ChatCall repair(ChatCall call, BedrockException refusal) {
    String message = String.valueOf(refusal.getMessage());
    if (refusal.kind() != BedrockException.Kind.VALIDATION || !isOverflow(message)) {
      return null;
    }
    ShorterConversation all = ShorterConversation.of(call);
    Matcher counted = COUNTED.matcher(message);
    boolean known = counted.find();
    ChatCall answeringLess = known ? answeringLess(call, counted) : withinTheGuess(call, all);
    if (answeringLess != null) {
      return answeringLess;
    }
    TokenLimits limits = model.traits().limits();
    int length = limits.contextLength();
    double most = smaller(all, length - room(call, length));
    if (known) {
      length = number(counted, 3);
      most = (length - room(call, length)) * all.tokens(0) / number(counted, 1);
    }
    int index = Math.max(1, all.within(most));
    boolean mayShorten = !Boolean.FALSE.equals(call.contextPolicy().truncate());
    if (shortened || !mayShorten || index >= all.count()) {
      if (!known && limits.contextAssumed()) {
        return null;
      }
      throw known
          ? CallException.promptTooLong(number(counted, 1), length)
          : CallException.promptTooLong(length);
    }
    shortened = true;
    return all.call(index);
  }

  /** As much as surely fits; clearly less where just that was refused. */
  private static double smaller(ShorterConversation all, double sure) {
    double tokens = all.tokens(0);
    return tokens > sure ? sure : all.frame() + SMALLER * (tokens - all.frame());
  }

  private int room(ChatCall call, int length) {
    Integer wanted = call.maxTokens();
    int answer = wanted == null ? model.traits().limits().defaultMaxTokens() : wanted;
    return Math.min(answer, length / 4);
  }

  /** A prompt that fits leaves room for an answer, if not for the one that was wanted. */
  private static @Nullable ChatCall answeringLess(ChatCall call, Matcher both) {
    if (both.group(2) == null) {
      return null;
    }
    int left = number(both, 3) - number(both, 1);
    return left >= LEAST_ANSWER && left < number(both, 2)
        ? call.toBuilder().maxTokens(left).build()
        : null;
  }

  /** Where nobody knows the window, an answer that goes beyond the guess gives way first. */
  private @Nullable ChatCall withinTheGuess(ChatCall call, ShorterConversation all) {
    TokenLimits limits = model.traits().limits();
    int left = (int) (limits.contextLength() - all.tokens(0));
    Integer wanted = call.maxTokens();
    return limits.contextAssumed() && wanted != null && left >= LEAST_ANSWER && left < wanted
        ? call.toBuilder().maxTokens(left).build()
        : null;
  }

  private static int number(Matcher matcher, int group) {
    try {
      return Integer.parseInt(matcher.group(group));
    } catch (NumberFormatException tooLarge) {
      return Integer.MAX_VALUE;
    }
  }
}
