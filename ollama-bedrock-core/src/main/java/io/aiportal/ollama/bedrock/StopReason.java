package io.aiportal.ollama.bedrock;

/** Why a model stopped. */
public enum StopReason {
  END_TURN("end_turn"),
  TOOL_USE("tool_use"),
  MAX_TOKENS("max_tokens"),
  STOP_SEQUENCE("stop_sequence"),
  GUARDRAIL_INTERVENED("guardrail_intervened"),
  CONTENT_FILTERED("content_filtered"),
  MALFORMED_MODEL_OUTPUT("malformed_model_output"),
  MALFORMED_TOOL_USE("malformed_tool_use"),
  MODEL_CONTEXT_WINDOW_EXCEEDED("model_context_window_exceeded"),
  /** A reason that this version does not know. */
  UNKNOWN("");

  private static final StopReason[] ALL = values();

  private final String value;

  StopReason(String value) {
    this.value = value;
  }

  /** The reason of this name on the wire, or {@link #UNKNOWN}. */
  public static StopReason of(String value) {
    for (StopReason reason : ALL) {
      if (reason.value.equals(value)) {
        return reason;
      }
    }
    return UNKNOWN;
  }

  /** Whether a limit cut the answer off. */
  public boolean isLimit() {
    return this == MAX_TOKENS || this == MODEL_CONTEXT_WINDOW_EXCEEDED;
  }

  /** The reason's name on the wire; empty for {@link #UNKNOWN}. */
  public String value() {
    return value;
  }
}
