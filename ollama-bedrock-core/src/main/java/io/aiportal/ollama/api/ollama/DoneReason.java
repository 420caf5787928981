package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.AnswerEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ollama's words for why an answer is done. */
final class DoneReason {

  private static final String STOP = "stop";
  private static final String LENGTH = "length";
  private static final String LOAD = "load";
  private static final String UNLOAD = "unload";

  private DoneReason() {}

  /** Why an answer of a model is done; a tool call is no reason of its own. */
  static String of(AnswerEnd end) {
    return end.isCut() ? LENGTH : STOP;
  }

  /** Why a request that asks nothing is done: the model was loaded, or unloaded by a zero. */
  static String ofLoading(@Nullable Duration keepAlive) {
    return isUnload(true, keepAlive) ? UNLOAD : LOAD;
  }

  /** Whether a request only wants its model to be forgotten. */
  static boolean isUnload(boolean asksNothing, @Nullable Duration keepAlive) {
    return asksNothing && keepAlive != null && keepAlive.isZero();
  }
}
