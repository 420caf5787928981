package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.RenderedPrompt;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.CreateRequest;
import io.aiportal.ollama.api.ollama.EmbedRequest;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.ListedModel;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.ollama.SavedModels;
import io.aiportal.ollama.api.ollama.ShowRequest;
import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.CallRouting;
import io.aiportal.ollama.attempt.ManualScheduler;
import io.aiportal.ollama.attempt.Place;
import io.aiportal.ollama.attempt.PooledRouting;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.TimeLimits;
import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptReasoning;
import io.aiportal.ollama.chat.ReasoningKeeper;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Lesson;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.model.Residency;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

class OllamaBedrockTest {

  private static final ChatRequest HELLO = ChatRequest.of("claude-3-haiku", Message.user("Hello"));

  private final FakeRuntime bedrock = new FakeRuntime();
  private final OllamaBedrock ollama = OllamaBedrock.builder(bedrock).build();

  @Test
  void chat_whole_hasTextAndUsage() {
    bedrock.answer =
        CompletableFuture.completedFuture(
            new ConverseResponse(
                List.of(new ContentBlock.Text("Hi.")),
                StopReason.END_TURN,
                new TokenUsage(5, 2, 0, 0),
                7));
    ChatResponse answer = ollama.chat(HELLO).execute();
    assertThat(answer.message().content()).isEqualTo("Hi.");
    assertThat(answer.doneReason()).isEqualTo("stop");
    assertThat(answer.metrics().promptEvalCount()).isEqualTo(5);
    assertThat(answer.metrics().evalCount()).isEqualTo(2);
  }

  @Test
  void chat_cancelled_cancelsTheCall() {
    CompletableFuture<ChatResponse> answer = ollama.chat(HELLO).executeAsync();
    answer.cancel(true);
    assertThat(bedrock.answer).isCancelled();
  }

  @Test
  void chat_refusedByBedrock_isOllamasError() {
    bedrock.answer.completeExceptionally(
        new BedrockException(BedrockException.Kind.VALIDATION, "no such field", null));
    assertThatThrownBy(() -> ollama.chat(HELLO).execute())
        .isInstanceOfSatisfying(
            CallException.class, error -> assertThat(error.status()).isEqualTo(400));
  }

  @Test
  void render_tellsWhatWouldBeAsked_andAsksNobody() {
    ChatRequest request =
        OllamaApi.readChat(
            """
            {"model":"nova-lite","_debug_render_only":true,"options":{"num_predict":7},
             "messages":[{"role":"system","content":"S"},
               {"role":"user","content":"Hi","images":["iVBORw0KGgo="]}]}"""
                .getBytes(StandardCharsets.UTF_8));
    RenderedPrompt prompt = ollama.render(OllamaApi.modelRequest(request));
    assertThat(prompt.template())
        .contains("\"system\":[{\"text\":\"S\"}]", "\"text\":\"Hi\"", "\"maxTokens\":7");
    assertThat(prompt.imageCount()).isEqualTo(1);
    assertThat(ollama.render(OllamaApi.modelRequest(ChatRequest.of("nova-lite"))))
        .isEqualTo(new RenderedPrompt("", 0));
    ModelRequest unknown = OllamaApi.modelRequest(ChatRequest.of("nope", Message.user("Hi")));
    assertThatThrownBy(() -> ollama.render(unknown)).hasMessage("model 'nope' not found");
    bedrock.answer.completeExceptionally(new IllegalStateException("somebody was asked"));
    assertThatThrownBy(() -> ollama.chat(request).execute())
        .isInstanceOf(CallException.class)
        .hasMessage("nobody is asked with _debug_render_only; call render");
  }

  private static final String OPAQUE =
      "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/of0a0team";

  /** One that takes its time to say what is behind an ARN, where residency is a promise. */
  private OllamaBedrock slowToLearn(
      ManualScheduler time, Map<String, CompletableFuture<List<String>>> behind) {
    Duration limit = Duration.ofSeconds(7);
    return OllamaBedrock.builder(bedrock)
        .catalogue(ModelCatalogue.builtIn("eu-west-2").withResidency(new Residency("eu")))
        .controlPlane(new SlowControlPlane(behind))
        .routing(
            new PooledRouting(
                List.of(
                    new Place(
                        "here",
                        bedrock,
                        () ->
                            ModelCatalogue.builtIn("eu-west-2")
                                .withResidency(new Residency("eu")))),
                Map.of("nova-lite:latest", List.of(OPAQUE)),
                time.clock()))
        .clock(time.clock())
        .scheduler(time)
        .timeLimits(new TimeLimits(limit, limit, limit, limit))
        .build();
  }

  private record SlowControlPlane(Map<String, CompletableFuture<List<String>>> behind)
      implements BedrockControlPlane {

    @Override
    public CompletableFuture<List<FoundationModel>> listFoundationModels() {
      return NONE.listFoundationModels();
    }

    @Override
    public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
      return NONE.listInferenceProfiles();
    }

    @Override
    public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
      return NONE.getInferenceProfile(identifier);
    }

    @Override
    public CompletableFuture<List<String>> getModelArns(String arn) {
      return behind.computeIfAbsent(arn, asked -> new CompletableFuture<>());
    }
  }

  private static void assertTooLate(CompletableFuture<?> call) {
    assertThat(call)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .withMessage("the answer took longer than a call may take");
  }

  @Test
  void lookingUpWhereAnArnLeads_isPartOfTheCallsTime() {
    ManualScheduler time = new ManualScheduler();
    OllamaBedrock slow = slowToLearn(time, new HashMap<>());
    ChatRequest chat = ChatRequest.of(OPAQUE, Message.user("Hi"));
    List<CompletableFuture<?>> calls =
        List.of(
            slow.chat(chat).executeAsync(),
            slow.countTokens(OllamaApi.modelRequest(chat), CallContext.NONE),
            slow.embed(EmbedRequest.of(OPAQUE, "Hi")).executeAsync());
    assertThat(slow.learn(OPAQUE)).isNotDone();
    time.pass(Duration.ofMillis(6_999));
    assertThat(calls).noneMatch(CompletableFuture::isDone);
    time.pass(Duration.ofMillis(1));
    calls.forEach(OllamaBedrockTest::assertTooLate);
    assertThat(bedrock.wholes).isEmpty();
  }

  @Test
  void modelThatMayAnswerInAnothersPlace_isLookedUpBefore() {
    ManualScheduler time = new ManualScheduler();
    Map<String, CompletableFuture<List<String>>> behind = new HashMap<>();
    OllamaBedrock slow = slowToLearn(time, behind);
    CompletableFuture<ChatResponse> answer =
        slow.chat(ChatRequest.of("nova-lite", Message.user("Hi"))).executeAsync();
    assertThat(behind).containsOnlyKeys(OPAQUE);
    assertThat(bedrock.wholes).isEmpty();
    behind.get(OPAQUE).complete(List.of());
    assertThat(bedrock.wholes).hasSize(1);
    answer.cancel(true);
  }

  @Test
  void countTokens_isBedrocksCount() {
    ModelRequest request = OllamaApi.modelRequest(HELLO);
    CompletableFuture<Integer> count = ollama.countTokens(request, CallContext.NONE);
    bedrock.count.complete(7);
    assertThat(count).isCompletedWithValue(7);
    assertThat(
            ollama.countTokens(
                OllamaApi.modelRequest(ChatRequest.of("claude-3-haiku")), CallContext.NONE))
        .isCompletedWithValue(0);
  }

  @Test
  void countTokens_ofNoModel_fails() {
    ModelRequest unknown = OllamaApi.modelRequest(ChatRequest.of("nope", Message.user("Hi")));
    assertThatThrownBy(() -> ollama.countTokens(unknown, CallContext.NONE).join())
        .cause()
        .isInstanceOf(CallException.class)
        .hasMessage("model 'nope' not found");
    ModelRequest faulty =
        new ModelRequest(
            "x",
            catalogue -> {
              throw new IllegalStateException("secret");
            },
            () -> null);
    assertThatThrownBy(() -> ollama.countTokens(faulty, CallContext.NONE).join())
        .cause()
        .isInstanceOf(CallException.class)
        .hasMessage("internal error; please try again");
  }

  @Test
  void stream_givesEachPieceAndTheEnd() {
    bedrock.script =
        listener -> {
          listener.onEvent(new TextDelta(0, "Hel"));
          listener.onEvent(new TextDelta(0, "lo"));
          listener.onEvent(new MessageStop(StopReason.END_TURN));
          listener.onEvent(new Metadata(new TokenUsage(5, 2, 0, 0), 7));
          listener.onEnd();
        };
    try (Stream<ChatResponse> pieces = ollama.chat(HELLO).stream()) {
      assertThat(pieces.map(piece -> piece.message().content() + piece.done()))
          .containsExactly("Helfalse", "lofalse", "true");
    }
  }

  @Test
  void stream_brokenStream_throwsAfterWhatCame() {
    bedrock.script =
        listener -> {
          listener.onEvent(new TextDelta(0, "Hel"));
          listener.onEnd();
        };
    List<String> seen = new ArrayList<>();
    try (Stream<ChatResponse> pieces = ollama.chat(HELLO).stream()) {
      assertThatThrownBy(() -> pieces.forEach(piece -> seen.add(piece.message().content())))
          .isInstanceOfSatisfying(
              CallException.class, error -> assertThat(error.status()).isEqualTo(502));
    }
    assertThat(seen).containsExactly("Hel");
  }

  @Test
  void stream_closedEarly_cancelsTheCall() {
    bedrock.script =
        listener -> {
          listener.onEvent(new TextDelta(0, "Hel"));
          listener.onEndOfRead();
        };
    try (Stream<ChatResponse> pieces = ollama.chat(HELLO).stream()) {
      assertThat(bedrock.stream.cancelled).isFalse();
      assertThat(pieces.iterator().next().message().content()).isEqualTo("Hel");
    }
    assertThat(bedrock.stream.cancelled).isTrue();
  }

  @Test
  void publisher_isPulledByDemand() {
    bedrock.script =
        listener -> {
          for (String text : List.of("a", "b", "c")) {
            listener.onEvent(new TextDelta(0, text));
            listener.onEndOfRead();
          }
        };
    Pull pull = new Pull();
    ollama.chat(HELLO).publisher().subscribe(pull);
    assertThat(pull.seen).isEmpty();
    assertThat(bedrock.streams).isZero();
    pull.request(2);
    assertThat(pull.seen).containsExactly("a", "b");
    assertThat(bedrock.stream.paused).isTrue();
    pull.request(5);
    assertThat(pull.seen).containsExactly("a", "b", "c");
    assertThat(bedrock.stream.paused).isFalse();
  }

  @Test
  void publisher_ofAModelThatCannotStream_isAskedWhole() {
    bedrock.answer =
        CompletableFuture.completedFuture(
            new ConverseResponse(
                List.of(new ContentBlock.Text("Hi.")), StopReason.END_TURN, TokenUsage.NONE, 0));
    ChatRequest tools =
        OllamaApi.readChat(
            """
            {"model":"llama3.1:8b","messages":[{"role":"user","content":"Hello"}],
             "tools":[{"type":"function","function":{"name":"f"}}]}"""
                .getBytes(StandardCharsets.UTF_8));
    try (Stream<ChatResponse> pieces = ollama.chat(tools).stream()) {
      assertThat(pieces.map(ChatResponse::done)).containsExactly(false, true);
    }
    assertThat(bedrock.streams).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"claude-3-haiku\"}                   | load",
        "{\"model\":\"claude-3-haiku\",\"keep_alive\":0}  | unload",
        "{\"model\":\"claude-3-haiku\",\"keep_alive\":\"5m\"} | load",
      })
  void nothingAsked_isLoadOrUnload_withoutBedrock(String body, String reason) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String chat = json(ollama.chat(OllamaApi.readChat(bytes)).execute());
    String generate = json(ollama.generate(OllamaApi.readGenerate(bytes)).execute());
    String end = ",\"done\":true,\"done_reason\":\"" + reason + "\"}";
    assertThat(chat).endsWith("\"message\":{\"role\":\"assistant\",\"content\":\"\"}" + end);
    assertThat(generate).endsWith("\"response\":\"\"" + end);
    assertThat(bedrock.streams).isZero();
  }

  @Test
  void unknownModel_isNotFound() {
    assertThatThrownBy(() -> ollama.generate(GenerateRequest.of("nope", "Hello")).execute())
        .hasMessage("model 'nope' not found");
    assertThatThrownBy(() -> ollama.chat(ChatRequest.of("", Message.user("Hello"))).execute())
        .hasMessage("model is required");
    assertThatThrownBy(() -> ollama.generate(GenerateRequest.of("", "Hello")).execute())
        .hasMessage("model '' not found");
  }

  @Test
  void clock_schedulerAndTimeLimits_areThoseOfTheOwner() {
    ManualScheduler time = new ManualScheduler();
    Duration limit = Duration.ofSeconds(7);
    OllamaBedrock limited =
        OllamaBedrock.builder(bedrock)
            .clock(time.clock())
            .scheduler(time)
            .timeLimits(new TimeLimits(limit, limit, limit, limit))
            .build();
    CompletableFuture<ChatResponse> answer = limited.chat(HELLO).executeAsync();
    time.pass(limit.minusMillis(1));
    assertThat(answer).isNotDone();
    time.pass(Duration.ofMillis(1));
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOfSatisfying(
            CallException.class, error -> assertThat(error.status()).isEqualTo(504));
  }

  @Test
  void retryPolicy_isTheOwners() {
    ManualScheduler time = new ManualScheduler();
    bedrock.answer.completeExceptionally(
        new BedrockException(BedrockException.Kind.THROTTLING, "slow down", null));
    OllamaBedrock once =
        OllamaBedrock.builder(bedrock).scheduler(time).retryPolicy(RetryPolicy.NONE).build();
    assertThat(once.chat(HELLO).executeAsync()).isCompletedExceptionally();
    assertThat(bedrock.wholes).hasSize(1);
  }

  @Test
  void answersAreRepaired_unlessTheOwnerDoesNotWantIt() {
    bedrock.answer =
        CompletableFuture.completedFuture(
            new ConverseResponse(
                List.of(new ContentBlock.Text("no JSON")),
                StopReason.END_TURN,
                TokenUsage.NONE,
                0));
    ChatRequest json =
        OllamaApi.readChat(
            """
            {"model":"claude-3-haiku","messages":[{"role":"user","content":"Hi"}],"format":"json"}"""
                .getBytes(StandardCharsets.UTF_8));
    assertThat(ollama.chat(json).executeAsync()).isCompletedExceptionally();
    assertThat(bedrock.wholes).hasSize(2);
    OllamaBedrock strict = OllamaBedrock.builder(bedrock).repairAnswers(false).build();
    assertThat(strict.chat(json).executeAsync()).isCompletedExceptionally();
    assertThat(bedrock.wholes).hasSize(3);
  }

  @Test
  void catalogueRoutingAndLabels_areTheOwners() {
    FakeRuntime other = new FakeRuntime();
    OllamaBedrock own =
        OllamaBedrock.builder(bedrock)
            .catalogue(
                ModelCatalogue.builtIn("us-east-1")
                    .withOverrides(List.of(ModelOverride.alias("mine", "claude-3-haiku"))))
            .routing(CallRouting.direct(other))
            .requestMetadata(Map.of("who", RequestLabels.CALLER, "app", "shop"))
            .build();
    own.chat(ChatRequest.of("mine", Message.user("Hello")))
        .with(CallContext.of("jane"))
        .executeAsync();
    assertThat(bedrock.wholes).isEmpty();
    assertThat(other.wholes).hasSize(1);
    assertThat(other.wholes.get(0).modelId()).contains("claude-3-haiku");
    assertThat(other.wholes.get(0).requestMetadata())
        .isEqualTo(Map.of("who", "jane", "app", "shop"));
  }

  @Test
  void whatBedrockRefuses_isLearnedWhereTheOwnerKeepsIt() {
    List<Lesson> learned = new ArrayList<>();
    Lessons lessons =
        new Lessons() {
          @Override
          public List<Lesson> of(Subject subject) {
            return List.copyOf(learned);
          }

          @Override
          public void learn(Subject subject, Lesson lesson) {
            learned.add(lesson);
          }
        };
    bedrock.script =
        listener -> {
          if (bedrock.streams == 1) {
            listener.onError(
                new BedrockException(
                    BedrockException.Kind.VALIDATION,
                    "The model returned the following errors: `temperature` is deprecated for this"
                        + " model.",
                    null));
          } else {
            listener.onEvent(new TextDelta(0, "Hi"));
            listener.onEndOfRead();
          }
        };
    ChatRequest warm =
        OllamaApi.readChat(
            """
            {"model":"claude-3-haiku","messages":[{"role":"user","content":"Hi"}],
             "options":{"temperature":0.5}}"""
                .getBytes(StandardCharsets.UTF_8));
    OllamaBedrock learning = OllamaBedrock.builder(bedrock).lessons(lessons).build();
    try (Stream<ChatResponse> pieces = learning.chat(warm).stream()) {
      assertThat(pieces.iterator().next().message().content()).isEqualTo("Hi");
    }
    assertThat(learned).hasSize(1);
    assertThat(bedrock.streams).isEqualTo(2);
  }

  @Test
  void imagesThatAreTooLarge_areScaledByTheOwner() {
    byte[] large = new byte[6 << 20];
    System.arraycopy(png(), 0, large, 0, png().length);
    List<Integer> asked = new ArrayList<>();
    OllamaBedrock scaling =
        OllamaBedrock.builder(bedrock)
            .imageScaler(
                (file, longestSide, mostBytes) -> {
                  asked.add(file.length);
                  return CompletableFuture.completedFuture(png());
                })
            .build();
    scaling
        .chat(ChatRequest.of("claude-3-haiku", Message.user("What?", List.of(large))))
        .executeAsync();
    assertThat(asked).containsExactly(large.length);
    assertThat(bedrock.wholes).hasSize(1);
  }

  private static byte[] png() {
    return new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  }

  @Test
  void observer_hearsHowEveryCallEnds() {
    List<String> heard = new ArrayList<>();
    OllamaBedrock observed =
        OllamaBedrock.builder(bedrock)
            .observer(
                (model, context) ->
                    new CallObservation() {
                      @Override
                      public void onAttempt(
                          String target, String modelId, String baseModelId, List<String> doubts) {
                        heard.add(target + " is asked " + modelId + ", a " + baseModelId);
                      }

                      @Override
                      public void onComplete(AnswerEnd end) {
                        heard.add("complete " + model);
                      }

                      @Override
                      public void onFailure(CallException failure) {
                        heard.add("failure " + model + " " + failure.status());
                      }
                    })
            .build();
    observed.chat(ChatRequest.of("claude-3-haiku")).execute();
    observed.chat(ChatRequest.of("nope", Message.user("Hi"))).executeAsync();
    observed.chat(ChatRequest.of("claude-sonnet-4.5", Message.user("Hi"))).executeAsync();
    assertThat(heard)
        .containsExactly(
            "complete claude-3-haiku",
            "failure nope 404",
            "us-east-1 is asked us.anthropic.claude-sonnet-4-5-20250929-v1:0,"
                + " a anthropic.claude-sonnet-4-5-20250929-v1:0");
  }

  @Test
  void fatalErrors_endTheCall_andArePassedOn() {
    ModelRequest dying =
        new ModelRequest(
            "x",
            catalogue -> {
              throw new OutOfMemoryError("a test's");
            },
            () -> null);
    assertThatThrownBy(() -> ollama.countTokens(dying, CallContext.NONE))
        .isInstanceOf(OutOfMemoryError.class);
    List<CallException> told = new ArrayList<>();
    AnswerListener listener = new Following(told);
    AnswerSink sink = OllamaApi.chatRecord(HELLO, Clock.systemUTC(), whole -> {});
    assertThatThrownBy(
            () -> ollama.answer(dying, Attempts.Mode.WHOLE, CallContext.NONE, sink, listener))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(told).extracting(CallException::status).containsExactly(500);
  }

  /** Clients of other APIs give back themselves what the model thought. */
  @Test
  void reasoningOfEarlierTurns_isLookedUp_unlessTheApiGivesItBack() {
    List<Integer> lookedUp = new ArrayList<>();
    ReasoningKeeper keeper =
        new ReasoningKeeper() {
          @Override
          public CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
            lookedUp.add(keys.size());
            return CompletableFuture.completedFuture(Map.of());
          }

          @Override
          public void keep(Collection<String> keys, KeptReasoning reasoning) {}
        };
    OllamaBedrock keeping =
        OllamaBedrock.builder(bedrock)
            .reasoningKeeper(keeper)
            .reasoningSecret(new byte[32])
            .build();
    ChatCall call =
        ChatCall.builder("claude-sonnet-4.5")
            .turns(
                List.of(
                    Turn.user("Hi"),
                    Turn.of(Turn.Role.ASSISTANT, new ChatContent.ToolUse("t1", "f", Map.of())),
                    Turn.of(
                        Turn.Role.USER,
                        new ChatContent.ToolResult(
                            "t1", "f", List.of(new ChatContent.Text("ok")), null))))
            .tools(List.of(new ToolDefinition("f", null, null, null, null)))
            .build();
    ModelRequest asked =
        new ModelRequest(
            call.model(), models -> models.resolve(call.model()).orThrow(), () -> call);
    keeping.countTokens(asked, CallContext.NONE);
    assertThat(lookedUp).isEmpty();
    AnswerSink sink = OllamaApi.chatRecord(HELLO, Clock.systemUTC(), whole -> {});
    keeping.answer(
        new ModelRequest(asked.model(), asked.resolve(), asked.call(), true),
        Attempts.Mode.WHOLE,
        CallContext.NONE,
        sink,
        new Following(new ArrayList<>()));
    assertThat(lookedUp).isEmpty();
    keeping.answer(
        asked, Attempts.Mode.WHOLE, CallContext.NONE, sink, new Following(new ArrayList<>()));
    assertThat(lookedUp).hasSize(1);
  }

  @Test
  void models_areListed_savedAndShown() {
    assertThat(ollama.discovery().isSettled()).isFalse();
    assertThat(ollama.refreshModels().join().isListed()).isTrue();
    assertThat(ollama.discovery().isListed()).isTrue();
    assertThat(ollama.tags().models()).isNotEmpty();
    assertThat(ollama.models()).isSameAs(ollama.catalogue());
    CreateRequest request =
        new CreateRequest(
            "brief",
            "claude-3-haiku",
            Map.of(),
            false,
            Map.of(),
            "Be brief.",
            null,
            Map.of(),
            null,
            null,
            Map.of(),
            null);
    ollama.save(SavedModels.NONE.create(request, ollama.catalogue(), Instant.EPOCH));
    assertThat(ollama.tags().models()).extracting(ListedModel::name).contains("brief:latest");
    CallContext nothing = CallContext.NONE.withModels(names -> false);
    assertThat(ollama.tags(nothing).models()).isEmpty();
    assertThat(ollama.catalogue(nothing).list()).isEmpty();
    assertThatThrownBy(() -> ollama.show(ShowRequest.of("brief"), nothing))
        .isInstanceOf(CallException.class)
        .hasMessage("model 'brief:latest' not found");
    assertThat(ollama.show(ShowRequest.of("brief")).system()).isEqualTo("Be brief.");
    ollama.chat(ChatRequest.of("brief", Message.user("Hello"))).executeAsync();
    assertThat(bedrock.wholes.get(0).system()).containsExactly(new ContentBlock.Text("Be brief."));
  }

  @Tag("slow") // it makes a client of the AWS SDK
  @Test
  void client_tellsTheRegionWhoseModelsThereAre() {
    try (BedrockRuntimeAsyncClient client =
        BedrockRuntimeAsyncClient.builder()
            .region(Region.EU_WEST_2)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build()) {
      assertThat(OllamaBedrock.create(client).catalogue().list())
          .isEqualTo(ModelCatalogue.builtIn("eu-west-2").list());
    }
  }

  private static String json(Object response) {
    return new String(OllamaApi.write(response), StandardCharsets.UTF_8);
  }

  /** Notes what failed. */
  private record Following(List<CallException> failures) implements AnswerListener {

    @Override
    public void onOpen(AnswerFlow flow) {}

    @Override
    public void onEndOfRead() {}

    @Override
    public void onComplete(AnswerEnd end) {}

    @Override
    public void onError(CallException error) {
      failures.add(error);
    }
  }

  /** Bedrock as a test wants it. */
  private static final class FakeRuntime implements BedrockRuntime {
    final CompletableFuture<Integer> count = new CompletableFuture<>();

    @Override
    public String region() {
      return "us-east-1";
    }

    @Override
    public CompletableFuture<InvokeModelResponse> invokeModel(
        InvokeModelRequest request, CallOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
      return count;
    }

    private CompletableFuture<ConverseResponse> answer = new CompletableFuture<>();
    private Consumer<ConverseStreamListener> script = listener -> {};
    private final FakeStream stream = new FakeStream();
    private final List<ConverseRequest> wholes = new ArrayList<>();
    private int streams;

    @Override
    public CompletableFuture<ConverseResponse> converse(
        ConverseRequest request, CallOptions options) {
      wholes.add(request);
      return answer;
    }

    @Override
    public void converseStream(
        ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
      streams++;
      listener.onOpen(stream);
      script.accept(listener);
    }
  }

  private static final class FakeStream implements ConverseStream {

    private boolean paused;
    private boolean cancelled;

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  /** Takes as many pieces as it is told to. */
  private static final class Pull implements Flow.Subscriber<ChatResponse> {

    private final List<String> seen = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;

    void request(int n) {
      subscription.request(n);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
      subscription = subscribed;
    }

    @Override
    public void onNext(ChatResponse piece) {
      seen.add(piece.message().content());
    }

    @Override
    public void onError(Throwable failure) {
      seen.add(failure.toString());
    }

    @Override
    public void onComplete() {
      seen.add("end");
    }
  }
}
