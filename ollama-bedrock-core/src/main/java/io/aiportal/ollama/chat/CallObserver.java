package io.aiportal.ollama.chat;

/** Watches calls, for metrics, audit and logs. */
@FunctionalInterface
public interface CallObserver {

  /** Watches nothing. */
  CallObserver NOOP = (model, context) -> CallObservation.NOOP;

  /**
   * A call begins.
   *
   * @param model the model's name as the caller spells it
   * @param context what goes along with the call
   * @return who watches this call
   */
  CallObservation onStart(String model, CallContext context);
}
