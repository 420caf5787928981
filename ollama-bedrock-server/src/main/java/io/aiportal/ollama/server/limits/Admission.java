package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Whether a call may begin; if so, what it took is settled when it has ended. */
public final class Admission {

  private final @Nullable CallException refusal;
  private final List<Standing> standings;
  private final Settlement settlement;
  private final AtomicBoolean settled = new AtomicBoolean();

  private Admission(
      @Nullable CallException refusal, List<Standing> standings, Settlement settlement) {
    this.refusal = refusal;
    this.standings = standings;
    this.settlement = settlement;
  }

  static Admission granted(List<Standing> standings, Settlement settlement) {
    return new Admission(null, standings, settlement);
  }

  static Admission refused(CallException reason, List<Standing> standings) {
    return new Admission(reason, standings, (usage, guessed, answered) -> {});
  }

  /** Why the call may not begin; null if it may. */
  public @Nullable CallException refusal() {
    return refusal;
  }

  /** How much there is left of each of the limits that the call has. */
  public List<Standing> standings() {
    return standings;
  }

  /**
   * Settles what the call took, once.
   *
   * @param usage the tokens; {@link TokenUsage#NONE} where Bedrock took nothing, and null where
   *     nobody knows what it took
   * @param guessed whether the tokens are guessed
   * @param answered the model that answered; null if nobody knows
   */
  public void settle(@Nullable TokenUsage usage, boolean guessed, @Nullable Model answered) {
    if (refusal == null && settled.compareAndSet(false, true)) {
      settlement.settle(usage, guessed, answered);
    }
  }

  /** Settles what a call took. */
  @FunctionalInterface
  interface Settlement {

    void settle(@Nullable TokenUsage usage, boolean guessed, @Nullable Model answered);
  }
}
