package io.aiportal.ollama.answer;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What an answer's machine must know besides the answer's shape.
 *
 * @param promptTokens guesses the tokens of the prompt, for an answer that is cut here before
 *     Bedrock has said what it took
 * @param spent the tokens of the attempts before this one that count as the caller's
 * @param held whether the sink keeps what it is told until the answer has ended, so that it may
 *     still turn out to be invalid
 * @param callIds gives an id to each call that has none, because the model wrote it into its text;
 *     none may come twice in a conversation
 * @param repeatable whether the model can be asked once more if it gives nothing
 */
public record AnswerSurroundings(
    IntSupplier promptTokens,
    TokenUsage spent,
    boolean held,
    Supplier<String> callIds,
    boolean repeatable) {

  /** Nothing known, nothing spent, nothing held, and no other attempt. */
  public static final AnswerSurroundings NONE =
      new AnswerSurroundings(() -> 0, TokenUsage.NONE, false);

  /** Surroundings of the last attempt that there can be. */
  public AnswerSurroundings(
      IntSupplier promptTokens, TokenUsage spent, boolean held, Supplier<String> callIds) {
    this(promptTokens, spent, held, callIds, false);
  }

  /** The same, in which ids of calls are random. */
  public AnswerSurroundings(IntSupplier promptTokens, TokenUsage spent, boolean held) {
    this(promptTokens, spent, held, CallIds::random);
  }

  /** These, of an attempt that another one may follow, or not. */
  public AnswerSurroundings withRepeatable(boolean may) {
    return new AnswerSurroundings(promptTokens, spent, held, callIds, may);
  }
}
