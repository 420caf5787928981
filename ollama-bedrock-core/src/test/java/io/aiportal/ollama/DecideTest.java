package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.systemone.QuestionParam;
import io.aiportal.ollama.api.systemone.SystemOneRequest;
import io.aiportal.ollama.api.systemone.SystemOneResponse;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DecideTest {

  private static final SystemOneRequest QUESTION =
      SystemOneRequest.of("nova-lite", "It is broken.", Map.of("broken", QuestionParam.noul("?")));

  private final AskedRuntime bedrock = new AskedRuntime();
  private final OllamaBedrock ollama =
      OllamaBedrock.builder(bedrock)
          .retryPolicy(RetryPolicy.NONE)
          .catalogue(
              ModelCatalogue.builtIn("us-east-1")
                  .withOverrides(
                      List.of(new ModelOverride("nova-lite", null, Map.of("decision", true)))))
          .build();

  private final CompletableFuture<SystemOneResponse> decision =
      ollama.decide(QUESTION, CallContext.NONE);

  @Test
  void decision_isOneCallWithAForcedTool() {
    ConverseRequest asked = bedrock.requests.get(0);
    assertThat(asked.toolConfig().toolChoice()).isInstanceOf(ToolChoice.Tool.class);
    assertThat(asked.inferenceConfig().temperature()).isZero();
    bedrock.answer(0, Map.of("q1", Map.of("A", 0.2, "B", 0.8)));
    assertThat(decision.join().answers())
        .containsExactly(Map.entry("broken", new SystemOneResponse.Noul("noul", 0.8)));
    assertThat(decision.join().usage()).isEqualTo(new SystemOneResponse.Usage(5, 2));
    assertThat(bedrock.requests).hasSize(1);
  }

  @Test
  void answerThatCannotBeUsed_isAskedForOnceMore_andBothAreCounted() {
    bedrock.answer(0, Map.of("q1", Map.of("A", 0, "B", 0)));
    assertThat(decision).isNotDone();
    bedrock.answer(1, Map.of("q1", Map.of("A", 1, "B", 0)));
    assertThat(decision.join().usage()).isEqualTo(new SystemOneResponse.Usage(10, 4));
    assertThat(bedrock.requests.get(1)).isEqualTo(bedrock.requests.get(0));
  }

  @Test
  void probabilitiesThatAreNone_twice_areAnError() {
    bedrock.answer(0, Map.of("q1", Map.of("A", 0, "B", 0)));
    bedrock.answer(1, Map.of("q1", Map.of("A", -1, "B", 0)));
    assertThatThrownBy(decision::join)
        .cause()
        .isInstanceOfSatisfying(
            CallException.class, failure -> assertThat(failure.status()).isEqualTo(500));
    assertThat(bedrock.requests).hasSize(2);
  }

  @Test
  void secondAnswerThatCannotBeUsed_isAnError() {
    bedrock.answer(0, Map.of());
    bedrock.answer(1, Map.of());
    assertThatThrownBy(decision::join)
        .cause()
        .isInstanceOfSatisfying(
            CallException.class, failure -> assertThat(failure.status()).isEqualTo(500))
        .hasMessage("scorer returned the wrong number of candidates for \"broken\"");
    assertThat(bedrock.requests).hasSize(2);
  }

  @Test
  void answerInWords_whereAToolWasForced_countsAsOneThatCannotBeUsed() {
    bedrock.say(0, "No.");
    bedrock.say(1, "No!");
    assertThatThrownBy(decision::join)
        .cause()
        .isInstanceOfSatisfying(
            CallException.class, failure -> assertThat(failure.status()).isEqualTo(500))
        .hasMessage("scorer returned the wrong number of candidates for \"broken\"");
  }

  @Test
  void failureOfBedrock_isNotAskedForAgainHere() {
    bedrock
        .answers
        .get(0)
        .completeExceptionally(
            new BedrockException(BedrockException.Kind.VALIDATION, "too long", null));
    assertThatThrownBy(decision::join)
        .cause()
        .isInstanceOfSatisfying(
            CallException.class, failure -> assertThat(failure.status()).isEqualTo(400));
    assertThat(bedrock.requests).hasSize(1);
  }

  @Test
  void whoeverEndsTheDecision_endsTheCallThatRuns() {
    bedrock.answer(0, Map.of());
    decision.cancel(true);
    assertThat(bedrock.answers.get(1)).isCancelled();
  }

  @Test
  void decisionThatWasRefused_asksNobody() {
    CompletableFuture<SystemOneResponse> refused =
        ollama.decide(SystemOneRequest.of("nova-pro", "s", QUESTION.questions()), CallContext.NONE);
    assertThatThrownBy(refused::join)
        .cause()
        .hasMessage("\"nova-pro\" does not support decision: not a llama.cpp decision model");
    assertThat(bedrock.requests).hasSize(1);
  }

  /** A Bedrock that answers with calls of the tool that it was given. */
  private static final class AskedRuntime implements BedrockRuntime {

    final List<ConverseRequest> requests = new ArrayList<>();
    final List<CompletableFuture<ConverseResponse>> answers = new ArrayList<>();

    void answer(int call, Map<String, Object> input) {
      String tool = requests.get(call).toolConfig().tools().get(0).name();
      answers
          .get(call)
          .complete(
              new ConverseResponse(
                  List.of(new ContentBlock.ToolUse("t", tool, input)),
                  StopReason.TOOL_USE,
                  new TokenUsage(5, 2, null, 0),
                  7));
    }

    void say(int call, String text) {
      answers
          .get(call)
          .complete(
              new ConverseResponse(
                  List.of(new ContentBlock.Text(text)),
                  StopReason.END_TURN,
                  new TokenUsage(5, 2, null, 0),
                  7));
    }

    @Override
    public CompletableFuture<ConverseResponse> converse(
        ConverseRequest request, CallOptions options) {
      requests.add(request);
      CompletableFuture<ConverseResponse> answer = new CompletableFuture<>();
      answers.add(answer);
      return answer;
    }

    @Override
    public void converseStream(
        ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
      throw new AssertionError("decisions are not streamed");
    }

    @Override
    public CompletableFuture<InvokeModelResponse> invokeModel(
        InvokeModelRequest request, CallOptions options) {
      throw new AssertionError("decisions are chats");
    }

    @Override
    public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
      throw new AssertionError("nothing is counted");
    }

    @Override
    public String region() {
      return "us-east-1";
    }
  }
}
