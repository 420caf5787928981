package io.aiportal.ollama.chat;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes along with a call and is no part of what is asked.
 *
 * @param caller who asks, in the words of whoever let the call in; null where nobody knows
 * @param timeLimit how long the whole call may take, all its attempts together, longer than zero;
 *     null for no limit but the attempts' own
 * @param eventLoop the thread that should bring the answer, for transports that can choose; null
 *     for any
 * @param requestMetadata what Bedrock's logs should say of the call; empty for nothing
 * @param requestIds is told Bedrock's id of each request that Bedrock takes, on any thread; null
 *     for nobody
 * @param models which models the caller may use
 * @param guardrail what watches over the call in place of the model's own guardrail: its id or ARN,
 *     a colon and a version; null for the model's own
 * @param observation watches this call, besides whoever watches all; null for nobody
 * @param reuse whether an earlier answer may be given; null for never
 * @param trace the id of the trace that the caller's request is part of, in 32 hexadecimal digits;
 *     null where there is none
 */
public record CallContext(
    @Nullable String caller,
    @Nullable Duration timeLimit,
    @Nullable Executor eventLoop,
    Map<String, String> requestMetadata,
    @Nullable Consumer<String> requestIds,
    ModelRights models,
    @Nullable String guardrail,
    @Nullable CallObservation observation,
    @Nullable AnswerReuse reuse,
    @Nullable String trace) {

  /** Nothing known. */
  public static final CallContext NONE = new CallContext(null, null, null, Map.of());

  public CallContext {
    if (timeLimit != null && (timeLimit.isZero() || timeLimit.isNegative())) {
      throw new IllegalArgumentException("a time limit must be longer than zero: " + timeLimit);
    }
    requestMetadata = Collections.unmodifiableMap(new LinkedHashMap<>(requestMetadata));
  }

  /** What goes along with a call of whose requests nobody wants to know the ids. */
  public CallContext(
      @Nullable String caller,
      @Nullable Duration timeLimit,
      @Nullable Executor eventLoop,
      Map<String, String> requestMetadata) {
    this(
        caller,
        timeLimit,
        eventLoop,
        requestMetadata,
        null,
        ModelRights.ALL,
        null,
        null,
        null,
        null);
  }

  /** A call of which nothing is known but who asks. */
  public static CallContext of(String caller) {
    return new CallContext(caller, null, null, Map.of());
  }

  /** This context with a limit for the whole call, longer than zero. */
  public CallContext withTimeLimit(Duration timeLimit) {
    return with(copy -> copy.timeLimit = timeLimit);
  }

  /** This context with what Bedrock's logs should say of the call. */
  public CallContext withRequestMetadata(Map<String, String> requestMetadata) {
    return with(copy -> copy.requestMetadata = requestMetadata);
  }

  /** This context with the thread that should bring the answer. */
  public CallContext on(Executor eventLoop) {
    return with(copy -> copy.eventLoop = eventLoop);
  }

  /** This context with somebody who is told Bedrock's id of each request that Bedrock takes. */
  public CallContext withRequestIds(Consumer<String> requestIds) {
    return with(copy -> copy.requestIds = requestIds);
  }

  /** This context of a caller who may use these models only. */
  public CallContext withModels(ModelRights models) {
    return with(copy -> copy.models = models);
  }

  /** This context with a guardrail in place of the model's own; null for the model's own. */
  public CallContext withGuardrail(@Nullable String guardrail) {
    return with(copy -> copy.guardrail = guardrail);
  }

  /** This context with somebody who watches this call; null for nobody. */
  public CallContext withObservation(@Nullable CallObservation observation) {
    return with(copy -> copy.observation = observation);
  }

  /** This context of a call that an earlier answer may answer; null for never. */
  public CallContext withReuse(@Nullable AnswerReuse reuse) {
    return with(copy -> copy.reuse = reuse);
  }

  /** This context of a call that is part of a trace; null for none. */
  public CallContext withTrace(@Nullable String trace) {
    return with(copy -> copy.trace = trace);
  }

  private CallContext with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return new CallContext(
        caller,
        copy.timeLimit,
        copy.eventLoop,
        copy.requestMetadata,
        copy.requestIds,
        copy.models,
        copy.guardrail,
        copy.observation,
        copy.reuse,
        copy.trace);
  }

  /** A context of which a part is changed. */
  private static final class Copy {

    private @Nullable Duration timeLimit;
    private @Nullable Executor eventLoop;
    private Map<String, String> requestMetadata;
    private @Nullable Consumer<String> requestIds;
    private ModelRights models;
    private @Nullable String guardrail;
    private @Nullable CallObservation observation;
    private @Nullable AnswerReuse reuse;
    private @Nullable String trace;

    Copy(CallContext context) {
      this.timeLimit = context.timeLimit;
      this.eventLoop = context.eventLoop;
      this.requestMetadata = context.requestMetadata;
      this.requestIds = context.requestIds;
      this.models = context.models;
      this.guardrail = context.guardrail;
      this.observation = context.observation;
      this.reuse = context.reuse;
      this.trace = context.trace;
    }
  }
}
