package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelName;
import io.aiportal.ollama.model.ModelResolution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The door to the Ollama API: from bytes to calls, and from answers to bytes. */
public final class OllamaApi {

  private OllamaApi() {}

  /**
   * Reads the body of {@code /api/chat}.
   *
   * @throws CallException 400, if it is none
   */
  public static ChatRequest readChat(byte[] body) {
    return RequestReader.chat(body);
  }

  /**
   * Reads the body of {@code /api/generate}.
   *
   * @throws CallException 400, if it is none
   */
  public static GenerateRequest readGenerate(byte[] body) {
    return RequestReader.generate(body);
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
   * The model that a chat request asks for. Refuses what this model cannot do and options of the
   * wrong type, as Ollama does before it loads a model.
   *
   * @throws CallException 400 without a name and for an ability that the model lacks, 403 or 404 if
   *     it cannot be called, 500 for a bad option
   */
  public static Model model(ChatRequest request, ModelCatalogue catalogue) {
    requireName(request.model());
    Model model = catalogue.resolve(request.model()).orThrow();
    CapabilityCheck.check(request, model);
    Options.of(request.options());
    return model;
  }

  /**
   * The model that a generate request asks for. Refuses what does not go together, what this model
   * cannot do and options of the wrong type, as Ollama does before it loads a model.
   *
   * @throws CallException as for a chat, and 400 for what does not go together
   */
  public static Model model(GenerateRequest request, ModelCatalogue catalogue) {
    Model model = catalogue.resolve(request.model()).orThrow();
    ChatCallConverter.checkRaw(request);
    CapabilityCheck.check(request, model);
    Options.of(request.options());
    return model;
  }

  private static void requireName(String model) {
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
   * @throws CallException 400 for what does not go together and for a context that no answer gave;
   *     500 as for a chat
   */
  public static ChatCall toChatCall(GenerateRequest request) {
    return ChatCallConverter.convert(request);
  }

  /** Whether a request asks nothing, but only that its model be loaded or forgotten. */
  public static boolean asksNothing(ChatRequest request) {
    return request.messages().isEmpty();
  }

  /** Whether a request asks nothing, but only that its model be loaded or forgotten. */
  public static boolean asksNothing(GenerateRequest request) {
    return request.prompt().isEmpty();
  }

  /** Whether a request asks nothing, but only that its model be loaded. */
  public static boolean isLoad(ChatRequest request) {
    return asksNothing(request) && !isZero(request.keepAlive());
  }

  /** Whether a request asks nothing, but only that its model be loaded. */
  public static boolean isLoad(GenerateRequest request) {
    return asksNothing(request) && !isZero(request.keepAlive());
  }

  /** Whether a request asks nothing, but only that its model be forgotten. */
  public static boolean isUnload(ChatRequest request) {
    return asksNothing(request) && isZero(request.keepAlive());
  }

  /** Whether a request asks nothing, but only that its model be forgotten. */
  public static boolean isUnload(GenerateRequest request) {
    return asksNothing(request) && isZero(request.keepAlive());
  }

  private static boolean isZero(@Nullable Duration keepAlive) {
    return keepAlive != null && keepAlive.isZero();
  }

  /** What of a request has no effect on Bedrock, a sentence each; empty for nothing. */
  public static List<String> warnings(ChatRequest request) {
    return warnings(request.options());
  }

  /** What of a request has no effect on Bedrock, a sentence each; empty for nothing. */
  public static List<String> warnings(GenerateRequest request) {
    List<String> warnings = new ArrayList<>(warnings(request.options()));
    if (request.template() != null) {
      warnings.add("template has no effect: models on Amazon Bedrock bring their own");
    }
    return warnings;
  }

  private static List<String> warnings(Map<String, @Nullable Object> options) {
    return Options.of(options).withoutEffect().stream()
        .map(name -> "option " + GoQuote.quote(name) + " has no effect on Amazon Bedrock")
        .toList();
  }

  /**
   * The context that goes with an answer of generate: the conversation up to and including it.
   *
   * @return empty where nothing was asked, for raw requests, and where the conversation has become
   *     too long to be carried
   */
  public static List<Integer> context(GenerateRequest request, String answer) {
    if (request.raw() || request.prompt().isEmpty()) {
      return List.of();
    }
    List<Message> turns = ChatCallConverter.messages(request);
    turns.add(Message.assistant(answer));
    return GenerateContext.encode(turns);
  }

  /** The answer of {@code /api/tags}. */
  public static ListResponse tags(ModelCatalogue catalogue) {
    return ModelListing.tags(catalogue);
  }

  /**
   * The answer of {@code /api/show}.
   *
   * @throws CallException 400 without a name, 403 or 404 if the model cannot be called
   */
  public static ShowResponse show(ShowRequest request, ModelCatalogue catalogue) {
    requireName(request.model());
    ModelResolution resolution = catalogue.resolve(request.model());
    if (resolution instanceof ModelResolution.NotFound missing && missing.reason() == null) {
      throw CallException.modelNotFound(ModelName.parse(request.model()).withTag());
    }
    return ModelListing.show(resolution.orThrow(), resolution.reasons());
  }

  /**
   * The answer of {@code /api/ps}.
   *
   * @param kept models that somebody asked lately, and until when they asked to keep them
   */
  public static ProcessResponse ps(Map<Model, Instant> kept) {
    return ModelListing.ps(kept);
  }

  /** A record of this package, or a plain map, as compact JSON without a line end. */
  public static byte[] write(Object response) {
    return ResponseJson.bytes(response);
  }

  /** The body of an answer that tells of a failure. */
  public static byte[] errorBody(CallException error) {
    return write(Map.of("error", error.getMessage()));
  }
}
