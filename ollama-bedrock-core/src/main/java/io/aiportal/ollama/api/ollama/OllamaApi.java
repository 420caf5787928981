package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Model;
import java.time.Duration;
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
   * Refuses what the model cannot do and options of the wrong type, as Ollama does before it loads
   * a model.
   *
   * @throws CallException 400 for an ability that the model lacks, 500 for a bad option
   */
  public static void check(ChatRequest request, Model model) {
    CapabilityCheck.check(request, model);
    Options.check(request.options());
  }

  /**
   * Refuses what does not go together, what the model cannot do and options of the wrong type, as
   * Ollama does before it loads a model.
   *
   * @throws CallException 400 for what does not go together or an ability that the model lacks, 500
   *     for a bad option
   */
  public static void check(GenerateRequest request, Model model) {
    ChatCallConverter.checkRaw(request);
    CapabilityCheck.check(request, model);
    Options.check(request.options());
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

  /** Whether a request asks nothing, but only that its model be loaded. */
  public static boolean isLoad(ChatRequest request) {
    return request.messages().isEmpty() && !isZero(request.keepAlive());
  }

  /** Whether a request asks nothing, but only that its model be loaded. */
  public static boolean isLoad(GenerateRequest request) {
    return request.prompt().isEmpty() && !isZero(request.keepAlive());
  }

  /** Whether a request asks nothing, but only that its model be forgotten. */
  public static boolean isUnload(ChatRequest request) {
    return request.messages().isEmpty() && isZero(request.keepAlive());
  }

  /** Whether a request asks nothing, but only that its model be forgotten. */
  public static boolean isUnload(GenerateRequest request) {
    return request.prompt().isEmpty() && isZero(request.keepAlive());
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
    return Options.withoutEffect(options).stream()
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

  /** A record of this package, or a plain map, as compact JSON without a line end. */
  public static byte[] write(Object response) {
    return ResponseJson.bytes(response);
  }

  /** The body of an answer that tells of a failure. */
  public static byte[] errorBody(CallException error) {
    return write(Map.of("error", error.getMessage()));
  }
}
