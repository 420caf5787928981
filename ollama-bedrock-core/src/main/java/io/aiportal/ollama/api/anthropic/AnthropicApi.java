package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.api.AbilityCheck;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.json.LineBuffer;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.List;

/** The door to the Anthropic API: from bytes to calls, and from answers to bytes. */
public final class AnthropicApi {

  private AnthropicApi() {}

  /**
   * Reads the body of {@code /v1/messages}.
   *
   * @throws CallException 400, if it is none
   */
  public static MessagesRequest readMessages(byte[] body) {
    return MessagesRequestReader.messages(body);
  }

  /**
   * Reads the body of {@code /v1/messages/count_tokens}.
   *
   * @throws CallException 400, if it is none
   */
  public static MessagesRequest readCountTokens(byte[] body) {
    return MessagesRequestReader.countTokens(body);
  }

  /**
   * What a request asks of a model.
   *
   * @throws CallException 400 for what makes no sense whatever the model
   */
  public static ModelRequest modelRequest(MessagesRequest request) {
    ChatCall call = toChatCall(request);
    return new ModelRequest(
        request.model(), catalogue -> model(request, catalogue), () -> call, true);
  }

  /** What of a request has no effect, a sentence each; empty for nothing. */
  public static List<String> warnings(MessagesRequest request) {
    return MessagesCallConverter.warnings(request);
  }

  /**
   * The call that a request asks for.
   *
   * @throws CallException 400 for what makes no sense whatever the model
   */
  public static ChatCall toChatCall(MessagesRequest request) {
    return MessagesCallConverter.convert(request);
  }

  /**
   * The model that a request asks for. Refuses in Ollama's words what this model cannot do; a model
   * that does not think answers all the same.
   *
   * @throws CallException 400 for an ability that the model lacks, 403 or 404 if it cannot be
   *     called
   */
  public static Model model(MessagesRequest request, ModelCatalogue catalogue) {
    Model model = catalogue.resolve(request.model()).orThrow();
    AbilityCheck check = new AbilityCheck(request.model(), model);
    check.answering("chat");
    if (!request.callable().isEmpty()) {
      check.tools();
    }
    return model;
  }

  /** A writer of a streamed answer: server-sent events. */
  public static AnswerWriter messageEvents(MessagesRequest request) {
    return new MessageEventsWriter(MessageHead.of(request.model()), PromptEstimate.tokens(request));
  }

  /** A writer of a whole answer: one JSON object and a line end. */
  public static AnswerWriter message(MessagesRequest request) {
    return new MessageWriter(MessageHead.of(request.model()));
  }

  /** The answer of {@code /v1/messages/count_tokens}. */
  public static byte[] tokenCount(int inputTokens) {
    return LineBuffer.ascii("{\"input_tokens\":" + inputTokens + "}\n");
  }

  /** The body of an answer that refuses a request before any model is looked for. */
  public static byte[] requestErrorBody(CallException error) {
    return AnthropicError.body(error);
  }

  /** The body of an answer that tells of any other failure: the same, and a line end. */
  public static byte[] errorBody(CallException error) {
    return AnthropicError.line(error);
  }
}
