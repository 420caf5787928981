package io.aiportal.ollama.attempt;

import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of a scripted Bedrock, with a clock that the test moves and a reader that notes what it
 * hears.
 */
abstract class ExchangeFixture {

  static final Duration SECOND = Duration.ofSeconds(1);
  static final ChatCall CALL = ChatCall.of("name", List.of(Turn.user("Hello")));
  static final BedrockException THROTTLED = failure(Kind.THROTTLING);
  static final TimeLimits LIMITS =
      new TimeLimits(SECOND, Duration.ofSeconds(60), Duration.ofSeconds(40), Duration.ofHours(1));

  final ManualScheduler time = new ManualScheduler();
  final RecordingReader reader = new RecordingReader();
  final ScriptedRuntime bedrock = new ScriptedRuntime("eu-west-2");
  final List<String> observed = new ArrayList<>();
  CallObservation observation = noting();
  double random = 1;
  RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(200), SECOND, Duration.ofSeconds(20));

  void start(ScriptedRuntime runtime) {
    run(List.of(target(runtime, "m", true)), PlanRepair.NOOP, Attempts.Mode.STREAMED);
  }

  void run(List<Target> targets, PlanRepair repair, Attempts.Mode mode) {
    run(Targets.inOrder(targets), repair, mode, CallContext.NONE);
  }

  void run(Targets targets, PlanRepair repair, Attempts.Mode mode, CallContext context) {
    run(Asked.of(CALL, targets, repair), mode, context);
  }

  void run(Asked asked, Attempts.Mode mode, CallContext context) {
    attempts().start(asked, mode, context, observation, reader, reader);
  }

  Attempts attempts() {
    return new Attempts(policy, LIMITS, time, time.clock(), () -> random);
  }

  CallObservation noting() {
    return new CallObservation() {
      @Override
      public void onAttempt(
          String target, String modelId, String baseModelId, List<String> warnings) {
        observed.add("attempt " + target + " " + modelId + " " + warnings);
      }

      @Override
      public void onRetry(String target, BedrockException failure, Duration delay) {
        observed.add("retry " + target + " " + failure.kind() + " " + delay);
      }

      @Override
      public void onInvalidAnswer(String target) {
        observed.add("invalid " + target);
      }

      @Override
      public void onComplete(AnswerEnd end) {
        observed.add("complete");
      }

      @Override
      public void onFailure(CallException failure) {
        observed.add("failure");
      }

      @Override
      public void onCancel() {
        observed.add("cancel");
      }
    };
  }

  static void answerWhole(ScriptedRuntime.Call call) {
    call.event(new MessageStart())
        .event(new TextDelta(0, "Hi"))
        .event(new MessageStop(StopReason.END_TURN))
        .event(new Metadata(new TokenUsage(1, 2, 0, 0), 3));
  }

  static ConverseResponse whole() {
    return new ConverseResponse(
        List.of(new ContentBlock.Text("Hi")), StopReason.END_TURN, new TokenUsage(1, 2, 0, 0), 3);
  }

  static Target target(ScriptedRuntime runtime, String modelId, boolean streaming) {
    return Target.of(runtime, plan(modelId, streaming));
  }

  static Plan plan(String modelId, boolean streaming) {
    ConverseRequest request =
        ConverseRequest.of(
            modelId,
            List.of(
                new ConverseMessage(
                    ConversationRole.USER, List.of(new ContentBlock.Text("Hello")))));
    return new Plan(request, streaming, AnswerShape.PLAIN, List.of(), null);
  }

  static BedrockException failure(Kind kind) {
    return new BedrockException(kind, "as told", null);
  }

  static BedrockException throttledFor(Duration wait) {
    return new BedrockException(
        Kind.THROTTLING, "ThrottlingException", 429, "slow down", "id", wait, null);
  }
}
