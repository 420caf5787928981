package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.AbilityCheck;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.EmbedInput;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.RenderedPrompt;
import io.aiportal.ollama.api.RequestWarnings;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.internal.go.GoDecoder;
import io.aiportal.ollama.internal.go.GoDecoder.Binding;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The door to OpenAI's API: from bytes to calls, and from answers to bytes. */
public final class OpenAiApi {

  /** Ollama's ids are numbers below this. */
  private static final int IDS = 999;

  private static final int RESPONSE_IDS = 999_999;

  private OpenAiApi() {}

  /**
   * Reads the body of {@code /v1/chat/completions}.
   *
   * @throws CallException 400, if it is none
   */
  public static ChatCompletionRequest readChatCompletion(byte[] body) {
    return read(body, "ChatCompletionRequest", ChatCompletionReader::read);
  }

  /**
   * Reads the body of {@code /v1/completions}.
   *
   * @throws CallException 400, if it is none
   */
  public static CompletionRequest readCompletion(byte[] body) {
    return read(body, "CompletionRequest", CompletionReader::read);
  }

  /**
   * Reads the body of {@code /v1/responses}.
   *
   * @throws CallException 400, if it is none, or asks for what is stored nowhere
   */
  public static ResponsesRequest readResponse(byte[] body) {
    return read(body, "ResponsesRequest", ResponsesReader::read);
  }

  /**
   * Reads the body of {@code /v1/embeddings}.
   *
   * @throws CallException 400, if it is none
   */
  public static EmbeddingsRequest readEmbeddings(byte[] body) {
    return read(body, "EmbedRequest", EmbeddingsReader::read);
  }

  private static <T> T read(byte[] body, String struct, Binding<T> binding) {
    return new GoDecoder(struct, "EOF").decode(body, binding);
  }

  /**
   * Refuses words for thinking that nobody knows, which Ollama does before it looks for the model.
   *
   * @throws CallException 400, in Ollama's words
   */
  public static void checkThinking(ChatCompletionRequest request, ModelCatalogue catalogue) {
    checkThinking(new ThinkingWish(request.effort(), null), request.model(), catalogue);
  }

  /** The same for a response. */
  public static void checkThinking(ResponsesRequest request, ModelCatalogue catalogue) {
    checkThinking(request.thinking(), request.model(), catalogue);
  }

  private static void checkThinking(ThinkingWish wish, String model, ModelCatalogue catalogue) {
    wish.check(catalogue.resolve(model).found().orElse(null));
  }

  /** What of a request has no effect, a sentence each; empty for nothing. */
  public static List<String> warnings(ChatCompletionRequest request) {
    return warnings(request.leftOut(), new ThinkingWish(request.effort(), null));
  }

  /** The same for a prompt. */
  public static List<String> warnings(CompletionRequest request) {
    return request.leftOut().warnings();
  }

  /** The same for a response. */
  public static List<String> warnings(ResponsesRequest request) {
    return warnings(request.leftOut(), request.thinking());
  }

  private static List<String> warnings(LeftOut leftOut, ThinkingWish thinking) {
    List<String> warnings = new ArrayList<>(leftOut.warnings());
    thinking.unknownWord().map(RequestWarnings::unknownEffort).ifPresent(warnings::add);
    return warnings;
  }

  /**
   * What a chat asks of a model.
   *
   * @throws CallException 400, if the request makes no sense, whatever the model
   */
  public static ModelRequest modelRequest(ChatCompletionRequest request) {
    ChatCall call = ChatCompletionConverter.convert(request);
    return new ModelRequest(request.model(), catalogue -> model(request, catalogue), () -> call);
  }

  private static Model model(ChatCompletionRequest request, ModelCatalogue catalogue) {
    if (request.topLogprobs() < 0 || request.topLogprobs() > 20) {
      throw CallException.badRequest("top_logprobs must be between 0 and 20");
    }
    ThinkingWish thinking = new ThinkingWish(request.effort(), null);
    return chatModel(request.model(), thinking, !request.tools().isEmpty(), catalogue);
  }

  /** The model of a chat; refuses what it cannot do in Ollama's order. */
  private static Model chatModel(
      String name, ThinkingWish thinking, boolean tools, ModelCatalogue catalogue) {
    if (name.isBlank()) {
      throw CallException.badRequest("model is required");
    }
    Model model = catalogue.resolve(name).orThrow();
    thinking.check(model);
    AbilityCheck check = new AbilityCheck(name, model);
    if (thinking.asksToThink()) {
      check.thinking();
    }
    check.answering("chat");
    if (tools) {
      check.tools();
    }
    return model;
  }

  /**
   * What a response asks of a model.
   *
   * @throws CallException 400, if the request makes no sense, whatever the model
   */
  public static ModelRequest modelRequest(ResponsesRequest request) {
    ChatCall call = ResponsesConverter.convert(request);
    boolean tools = !request.tools().isEmpty();
    return new ModelRequest(
        request.model(),
        catalogue -> chatModel(request.model(), request.thinking(), tools, catalogue),
        () -> call);
  }

  /** What a prompt asks of a model. */
  public static ModelRequest modelRequest(CompletionRequest request) {
    return new ModelRequest(
        request.model(),
        catalogue -> model(request, catalogue),
        () -> request.asksNothing() ? null : call(request));
  }

  private static Model model(CompletionRequest request, ModelCatalogue catalogue) {
    Model model = catalogue.resolve(request.model()).orThrow();
    AbilityCheck check = new AbilityCheck(request.model(), model);
    check.answering("generate");
    check.insert(request.suffix().isEmpty() ? null : request.suffix());
    return model;
  }

  private static ChatCall call(CompletionRequest request) {
    return request
        .limits()
        .call(request.model())
        .turns(List.of(Turn.user(request.prompt())))
        .build();
  }

  /**
   * A writer of the answer to a chat, streamed or whole as the request wants it.
   *
   * @param request what is answered; it has arrived just now
   * @param clock tells when it was made
   */
  public static AnswerWriter writer(ChatCompletionRequest request, Clock clock) {
    String id = id("chatcmpl-");
    return request.delivery().stream()
        ? new ChatChunksWriter(
            id,
            clock.instant().getEpochSecond(),
            request.model(),
            request.delivery().includeUsage())
        : new ChatCompletionWriter(id, request.model(), clock);
  }

  /** A writer of the answer to a prompt; as with a chat. */
  public static AnswerWriter writer(CompletionRequest request, Clock clock) {
    String id = id("cmpl-");
    return request.delivery().stream()
        ? new CompletionChunksWriter(id, request, clock)
        : new CompletionWriter(id, request, clock);
  }

  /** A writer of a response; as with a chat. */
  public static AnswerWriter writer(ResponsesRequest request, Clock clock) {
    int number = ThreadLocalRandom.current().nextInt(RESPONSE_IDS);
    return request.stream()
        ? new ResponseEventsWriter(request, number, clock)
        : new ResponseObjectWriter(request, number, clock);
  }

  /** The answer to a chat that only asks what its model would be asked. */
  public static byte[] rendered(ChatCompletionRequest request, RenderedPrompt prompt, Clock clock) {
    return new ChatCompletionWriter(id("chatcmpl-"), request.model(), clock).rendered(prompt);
  }

  private static String id(String prefix) {
    return prefix + ThreadLocalRandom.current().nextInt(IDS);
  }

  /**
   * The call that a request for embeddings asks for.
   *
   * @throws CallException 400, if its input is no text
   */
  public static EmbedCall toEmbedCall(EmbeddingsRequest request) {
    return new EmbedCall(
        request.model(), EmbedInput.texts(request.input()), request.dimensions(), true, true);
  }

  /** The answer of {@code /v1/embeddings}, with its line end. */
  public static byte[] embeddings(EmbeddingsRequest request, Embeddings embeddings) {
    return JsonLine.of(GoEncoder.encode(EmbeddingsResponse.of(request, embeddings)));
  }

  /** The answer of {@code /v1/models}, with its line end. */
  public static byte[] models(ModelCatalogue catalogue) {
    return JsonLine.of(GoEncoder.encode(ModelList.of(catalogue)));
  }

  /**
   * The answer of {@code /v1/models/:model}, with its line end.
   *
   * @throws CallException 400, 403 or 404 if the model cannot be called
   */
  public static byte[] model(String name, ModelCatalogue catalogue) {
    return JsonLine.of(GoEncoder.encode(ModelList.entry(name, catalogue)));
  }

  /** The body of an answer that tells of a failure which the request itself shows. */
  public static byte[] requestErrorBody(CallException error) {
    return OpenAiError.body(error);
  }

  /** The body of an answer that tells of any other failure. */
  public static byte[] errorBody(CallException error) {
    return JsonLine.of(OpenAiError.body(error));
  }
}
