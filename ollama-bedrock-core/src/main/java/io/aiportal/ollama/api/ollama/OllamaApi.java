package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.RenderedPrompt;
import io.aiportal.ollama.api.RequestWarnings;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelName;
import io.aiportal.ollama.model.ModelResolution;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The door to the Ollama API: from bytes to calls, and from answers to bytes. */
public final class OllamaApi {

  private static final String CONTEXT_LEFT_OUT =
      "the answer has no context: the conversation has become too long to be carried in it";

  private OllamaApi() {}

  /**
   * Reads the body of {@code /api/chat}.
   *
   * @throws CallException 400, if it is none
   */
  public static ChatRequest readChat(byte[] body) {
    return readChat(body, Leniency.AS_OLLAMA);
  }

  /**
   * Reads the body of {@code /api/chat}, and what clients get wrong as well where that is wanted.
   *
   * @throws CallException 400, if it is none
   */
  public static ChatRequest readChat(byte[] body, Leniency leniency) {
    return RequestReader.chat(body, leniency);
  }

  /**
   * Reads the body of {@code /api/generate}.
   *
   * @throws CallException 400, if it is none
   */
  public static GenerateRequest readGenerate(byte[] body) {
    return readGenerate(body, Leniency.AS_OLLAMA);
  }

  /**
   * Reads the body of {@code /api/generate}; as {@link #readChat(byte[], Leniency)}.
   *
   * @throws CallException 400, if it is none
   */
  public static GenerateRequest readGenerate(byte[] body, Leniency leniency) {
    return RequestReader.generate(body, leniency);
  }

  /**
   * Reads the body of {@code /api/show}.
   *
   * @throws CallException 400, if it is none
   */
  public static ShowRequest readShow(byte[] body) {
    return RequestReader.show(body);
  }

  /**
   * Reads the body of {@code /api/embed}.
   *
   * @throws CallException 400, if it is none
   */
  public static EmbedRequest readEmbed(byte[] body) {
    return RequestReader.embed(body);
  }

  /**
   * Reads the body of {@code /api/embeddings}.
   *
   * @throws CallException 400, if it is none
   */
  public static EmbeddingRequest readEmbedding(byte[] body) {
    return RequestReader.embedding(body);
  }

  /** What a chat request asks of a model. */
  public static ModelRequest modelRequest(ChatRequest request) {
    return new ModelRequest(
        request.model(),
        catalogue -> model(request, catalogue),
        () -> asksNothing(request) ? null : toChatCall(request));
  }

  /**
   * The same for clients that offer tools to every model: one that cannot call any gets none,
   * instead of being refused.
   *
   * @param warnings is told in a sentence if the tools are left out
   */
  public static ModelRequest withOptionalTools(ChatRequest request, Consumer<String> warnings) {
    OptionalTools tools = new OptionalTools(request, warnings);
    return new ModelRequest(request.model(), tools::model, tools::call);
  }

  /** What a generate request asks of a model. */
  public static ModelRequest modelRequest(GenerateRequest request) {
    return new ModelRequest(
        request.model(),
        catalogue -> model(request, catalogue),
        () -> asksNothing(request) ? null : toChatCall(request));
  }

  /**
   * The model that a chat request asks for. Refuses what this model cannot do and options of the
   * wrong type, as Ollama does before it loads a model.
   *
   * @throws CallException 400 without a name and for an ability that the model lacks, 403 or 404 if
   *     it cannot be called, 500 for a bad option
   */
  public static Model model(ChatRequest request, ModelCatalogue catalogue) {
    requireName(request.model());
    Model model = resolve(request.model(), catalogue);
    if (!DoneReason.isUnload(asksNothing(request), request.keepAlive())) {
      check(request, model);
    }
    return model;
  }

  static void check(ChatRequest request, Model model) {
    CapabilityCheck.check(request, model);
    model.defaults().requireSound();
    Options.check(request.options());
  }

  /**
   * The model that a generate request asks for. Refuses what does not go together, what this model
   * cannot do and options of the wrong type, as Ollama does before it loads a model.
   *
   * @throws CallException as for a chat, and 400 for what does not go together
   */
  public static Model model(GenerateRequest request, ModelCatalogue catalogue) {
    Model model = resolve(request.model(), catalogue);
    if (!DoneReason.isUnload(asksNothing(request), request.keepAlive())) {
      check(request, model);
    }
    return request.raw() ? model.as(model.name(), model.defaults().withoutTurns()) : model;
  }

  static void check(GenerateRequest request, Model model) {
    ChatCallConverter.checkRaw(request);
    CapabilityCheck.check(request, model);
    model.defaults().requireSound();
    Options.check(request.options());
  }

  private static Model resolve(String name, ModelCatalogue catalogue) {
    ModelResolution meant = catalogue.resolve(name);
    if (meant.found().isEmpty()) {
      requireOwn(name);
    }
    return meant.orThrow();
  }

  private static void requireOwn(String name) {
    requireOwn(name, "remote model is unavailable");
  }

  /**
   * What is told of a model that ollama.com runs, whatever the API: always in this one's shape.
   *
   * @return null for any other model
   */
  public static @Nullable CallException refusalOfCloudModel(String name) {
    return ModelName.isCloud(name) ? cloudDisabled("remote model is unavailable") : null;
  }

  /** Refuses names of models that ollama.com runs. */
  private static void requireOwn(String name, String reason) {
    if (!name.isBlank() && ModelName.parse(name).cloud()) {
      throw cloudDisabled(reason);
    }
  }

  /**
   * Refuses what ollama.com does for signed-in users, such as a search of the web.
   *
   * @param reason what is not available
   * @throws CallException always: 400 for a body that is none, else 403
   */
  public static void refuseCloud(byte[] body, String reason) {
    RequestReader.named(body, "CloudRequest");
    throw cloudDisabled(reason);
  }

  /** What Ollama tells of everything that ollama.com does, where that is switched off. */
  private static CallException cloudDisabled(String reason) {
    return new CallException(403, "ollama cloud is disabled: " + reason, null);
  }

  static void requireName(String model) {
    if (model.isBlank()) {
      throw CallException.badRequest("model is required");
    }
  }

  /**
   * The call that a chat request asks for.
   *
   * @throws CallException 500, as Ollama has it, for an option of the wrong type or a bad format
   */
  public static ChatCall toChatCall(ChatRequest request) {
    return ChatCallConverter.convert(request);
  }

  /**
   * The call that a generate request asks for.
   *
   * @throws CallException 400 for what does not go together; 500 as for a chat
   */
  public static ChatCall toChatCall(GenerateRequest request) {
    return ChatCallConverter.convert(request);
  }

  /**
   * The call that a request for embeddings asks for.
   *
   * @throws CallException 403 for a model of ollama.com's; 500, as Ollama has it, for an option of
   *     the wrong type
   */
  public static EmbedCall toEmbedCall(EmbedRequest request) {
    requireOwn(request.model());
    Options.check(request.options());
    return new EmbedCall(
        request.model(),
        request.input(),
        request.dimensions(),
        !Boolean.FALSE.equals(request.truncate()),
        true);
  }

  /**
   * The call that a request of the older form asks for: a text that is not cut, a vector that stays
   * as it is.
   *
   * @throws CallException 400 without a model's name, 403 and 500 as for the newer form
   */
  public static EmbedCall toEmbedCall(EmbeddingRequest request) {
    requireName(request.model());
    requireOwn(request.model());
    Options.check(request.options());
    List<String> texts = request.prompt().isEmpty() ? List.of() : List.of(request.prompt());
    return new EmbedCall(request.model(), texts, null, false, false);
  }

  /**
   * Makes the answer to a request for embeddings.
   *
   * @param request what is answered; it has arrived just now, as the answer's durations have it
   * @param clock tells the durations
   */
  public static Function<Embeddings, EmbedResponse> embedAnswer(EmbedRequest request, Clock clock) {
    return EmbedResponses.embed(request, clock);
  }

  /** The answer to a request of the older form. */
  public static EmbeddingResponse embeddingAnswer(Embeddings embeddings) {
    return EmbedResponses.embedding(embeddings);
  }

  /** Whether a request only asks what its model would be asked. */
  public static boolean asksToRender(ChatRequest request) {
    return Boolean.TRUE.equals(request.debugRenderOnly()) && !asksNothing(request);
  }

  /** Whether a request only asks what its model would be asked. */
  public static boolean asksToRender(GenerateRequest request) {
    return Boolean.TRUE.equals(request.debugRenderOnly()) && !asksNothing(request);
  }

  /** The answer to a chat request that only asks what its model would be asked. */
  public static byte[] rendered(ChatRequest request, RenderedPrompt prompt, Clock clock) {
    Map<String, String> nobody = new LinkedHashMap<>();
    nobody.put("role", "");
    nobody.put("content", "");
    return rendered(request.model(), "message", nobody, prompt, clock);
  }

  /** The answer to a generate request that only asks what its model would be asked. */
  public static byte[] rendered(GenerateRequest request, RenderedPrompt prompt, Clock clock) {
    return rendered(request.model(), "response", "", prompt, clock);
  }

  private static byte[] rendered(
      String model, String field, Object nothing, RenderedPrompt prompt, Clock clock) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("model", model);
    answer.put("created_at", clock.instant());
    answer.put(field, nothing);
    answer.put("done", false);
    answer.put("_debug_info", prompt.debugInfo());
    return write(answer);
  }

  /** Whether a request asks nothing, but only that its model be loaded or forgotten. */
  public static boolean asksNothing(ChatRequest request) {
    return request.messages().isEmpty();
  }

  /** Whether a request asks nothing, but only that its model be loaded or forgotten. */
  public static boolean asksNothing(GenerateRequest request) {
    return request.prompt().isEmpty();
  }

  /** What of a request has no effect on Bedrock, a sentence each; empty for nothing. */
  public static List<String> warnings(ChatRequest request) {
    return warnings(request.options(), request.think());
  }

  /** What of a request has no effect on Bedrock, a sentence each; empty for nothing. */
  public static List<String> warnings(GenerateRequest request) {
    List<String> warnings = new ArrayList<>(warnings(request.options(), request.think()));
    if (request.template() != null) {
      warnings.add("template has no effect: models on Amazon Bedrock bring their own");
    }
    return warnings;
  }

  private static List<String> warnings(
      Map<String, @Nullable Object> options, @Nullable Think think) {
    List<String> warnings = new ArrayList<>();
    Options.withoutEffect(options)
        .forEach(
            name ->
                warnings.add("option " + GoQuote.quote(name) + " has no effect on Amazon Bedrock"));
    if (think != null && think.isOn() && think.reasoning() == null) {
      warnings.add(RequestWarnings.unknownEffort((String) think.value()));
    }
    return warnings;
  }

  /**
   * A writer of a streamed chat answer.
   *
   * @param request what is answered; it has arrived just now, as the answer's durations have it
   * @param clock tells each line's time, and the durations
   */
  public static AnswerWriter chatLines(ChatRequest request, Clock clock) {
    return asksNothing(request)
        ? chatWhole(request, clock)
        : new ChatLinesWriter(request.model(), clock);
  }

  /** A writer of a whole chat answer; parameters as with {@link #chatLines}. */
  public static AnswerWriter chatWhole(ChatRequest request, Clock clock) {
    ChatAccumulator whole = new ChatAccumulator();
    return new WholeWriter(chatRecords(request, clock, whole), whole::response);
  }

  /** Passes a chat answer on, a record for each piece; parameters as with {@link #chatLines}. */
  public static AnswerSink chatRecords(
      ChatRequest request, Clock clock, Consumer<ChatResponse> out) {
    return asksNothing(request)
        ? new LoadedRecord(() -> out.accept(loaded(request, clock)))
        : new ChatRecords(request.model(), clock, out);
  }

  /** Passes a whole chat answer on when it has ended; parameters as with {@link #chatLines}. */
  public static AnswerSink chatRecord(
      ChatRequest request, Clock clock, Consumer<ChatResponse> out) {
    ChatAccumulator whole = new ChatAccumulator();
    return chatRecords(request, clock, whole.whenDone(out));
  }

  /** A writer of a streamed answer of generate; parameters as with {@link #chatLines}. */
  public static AnswerWriter generateLines(GenerateRequest request, Clock clock) {
    return asksNothing(request)
        ? generateWhole(request, clock)
        : new GenerateLinesWriter(
            request.model(),
            clock,
            answer -> context(request, answer, GenerateContext.MAX_IN_LINE),
            numbers -> leftOut(request, numbers));
  }

  /** A writer of a whole answer of generate; parameters as with {@link #chatLines}. */
  public static AnswerWriter generateWhole(GenerateRequest request, Clock clock) {
    GenerateAccumulator whole = new GenerateAccumulator();
    return new WholeWriter(
        generateRecords(request, clock, whole),
        whole::response,
        () -> leftOut(request, whole.response().context()));
  }

  /** Passes an answer of generate on, a record for each piece; as with {@link #chatLines}. */
  public static AnswerSink generateRecords(
      GenerateRequest request, Clock clock, Consumer<GenerateResponse> out) {
    return asksNothing(request)
        ? new LoadedRecord(() -> out.accept(loaded(request, clock)))
        : new GenerateRecords(
            request.model(),
            clock,
            answer -> context(request, answer, GenerateContext.MAX_NUMBERS),
            out);
  }

  /** Passes a whole answer of generate on when it has ended; as with {@link #chatLines}. */
  public static AnswerSink generateRecord(
      GenerateRequest request, Clock clock, Consumer<GenerateResponse> out) {
    GenerateAccumulator whole = new GenerateAccumulator();
    return generateRecords(request, clock, whole.whenDone(out));
  }

  private static ChatResponse loaded(ChatRequest request, Clock clock) {
    return new ChatResponse(
        request.model(),
        clock.instant(),
        Message.assistant(""),
        true,
        DoneReason.ofLoading(request.keepAlive()),
        Metrics.NONE);
  }

  private static GenerateResponse loaded(GenerateRequest request, Clock clock) {
    return new GenerateResponse(
        request.model(),
        clock.instant(),
        "",
        null,
        true,
        DoneReason.ofLoading(request.keepAlive()),
        List.of(),
        Metrics.NONE);
  }

  /**
   * The context that goes with an answer of generate: the conversation up to and including it.
   *
   * @param most as many numbers as there is room for
   * @return empty where nothing was asked, for raw requests, and where the conversation has become
   *     too long to be carried
   */
  static List<Integer> context(GenerateRequest request, String answer, int most) {
    return hasContext(request)
        ? context(ChatCallConverter.messages(request), answer, most)
        : List.of();
  }

  private static List<Integer> context(List<Message> turns, String answer, int most) {
    turns.add(Message.assistant(answer));
    return GenerateContext.encode(turns, most);
  }

  /** Whether the answer to a request carries the conversation. */
  private static boolean hasContext(GenerateRequest request) {
    return !request.raw() && !asksNothing(request);
  }

  /** What is told of an answer with such a context. */
  private static List<String> leftOut(GenerateRequest request, List<Integer> context) {
    return hasContext(request) && context.isEmpty() ? List.of(CONTEXT_LEFT_OUT) : List.of();
  }

  /**
   * What of the context of a request has no effect, a sentence each; empty for nothing. They quote
   * nobody. It may take as long as packing the whole conversation.
   *
   * @param inLines whether the answer comes in lines, which carry less than a whole one
   */
  public static List<String> contextWarnings(GenerateRequest request, boolean inLines) {
    List<String> warnings = new ArrayList<>();
    List<Message> earlier = GenerateContext.decode(request.context());
    if (earlier.isEmpty() && !request.context().isEmpty()) {
      warnings.add(
          "the context has no effect: it is none that this gateway gave, or it was changed");
    }
    if (inLines && hasContext(request) && isLong(request)) {
      List<Message> turns = ChatCallConverter.messages(request, earlier);
      warnings.addAll(leftOut(request, context(turns, "", GenerateContext.MAX_IN_LINE)));
    }
    return warnings;
  }

  /** Whether it takes long to tell what becomes of a request's context. */
  public static boolean isLong(GenerateRequest request) {
    String system = request.system();
    int length = request.prompt().length() + (system == null ? 0 : system.length());
    return !request.context().isEmpty() || length > GenerateContext.SURELY_CARRIED;
  }

  /** The answer of {@code /api/tags}, saved models included. */
  public static ListResponse tags(ModelCatalogue catalogue, SavedModels saved) {
    return ModelListing.tags(catalogue, saved);
  }

  /**
   * The answer of {@code /api/show}.
   *
   * @throws CallException 400 without a name, 403 or 404 if the model cannot be called
   */
  public static ShowResponse show(
      ShowRequest request, ModelCatalogue catalogue, SavedModels saved) {
    requireName(request.model());
    requireOwn(request.model(), "remote model details are unavailable");
    ModelResolution resolution = catalogue.resolve(request.model());
    if (resolution instanceof ModelResolution.NotFound missing && missing.reason() == null) {
      throw CallException.modelNotFound(ModelName.parse(request.model()).withTag());
    }
    return ModelListing.show(
        request, resolution.orThrow(), resolution.reasons(), saved.find(request.model()));
  }

  /**
   * The answer of {@code /api/ps}.
   *
   * @param kept models that somebody asked lately, and until when they asked to keep them
   * @param saved what was saved of models
   */
  public static ProcessResponse ps(Map<Model, Instant> kept, SavedModels saved) {
    return ModelListing.ps(kept, saved);
  }

  /** A record of this package, or a plain map, as compact JSON without a line end. */
  public static byte[] write(Object response) {
    return ResponseJson.bytes(response);
  }

  /** The body of an answer that tells of a failure. */
  public static byte[] errorBody(CallException error) {
    return OllamaError.body(error);
  }
}
