package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.chat.AnswerSink;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The Ollama API between its own records and the conversation in the middle. */
public final class OllamaApi {

  private OllamaApi() {}

  /**
   * A writer of a streamed chat answer.
   *
   * @param request what is answered; it has arrived just now, as the answer's durations have it
   * @param clock tells each line's time, and the durations
   */
  public static AnswerWriter chatLines(ChatRequest request, Clock clock) {
    return new ChatLinesWriter(request.model(), clock);
  }

  /** A writer of a whole chat answer; parameters as with {@link #chatLines}. */
  public static AnswerWriter chatWhole(ChatRequest request, Clock clock) {
    ChatAccumulator whole = new ChatAccumulator();
    return new WholeWriter(chatRecords(request, clock, whole), whole::response);
  }

  /** Passes a chat answer on, a record for each piece; parameters as with {@link #chatLines}. */
  public static AnswerSink chatRecords(
      ChatRequest request, Clock clock, Consumer<ChatResponse> out) {
    return new ChatRecords(request.model(), clock, out);
  }

  /**
   * A writer of a streamed answer of generate.
   *
   * @param request as with {@link #chatLines}
   * @param clock as with {@link #chatLines}
   * @param context makes the conversation so far out of the whole answer; empty for none
   */
  public static AnswerWriter generateLines(
      GenerateRequest request, Clock clock, Function<String, List<Integer>> context) {
    return new GenerateLinesWriter(request.model(), clock, context);
  }

  /** A writer of a whole answer of generate; parameters as with {@link #generateLines}. */
  public static AnswerWriter generateWhole(
      GenerateRequest request, Clock clock, Function<String, List<Integer>> context) {
    GenerateAccumulator whole = new GenerateAccumulator();
    return new WholeWriter(generateRecords(request, clock, context, whole), whole::response);
  }

  /** Passes an answer of generate on, a record for each piece; as with {@link #generateLines}. */
  public static AnswerSink generateRecords(
      GenerateRequest request,
      Clock clock,
      Function<String, List<Integer>> context,
      Consumer<GenerateResponse> out) {
    return new GenerateRecords(request.model(), clock, context, out);
  }

  /** The answer to a chat without messages, which asks no model but loads or unloads it. */
  public static ChatResponse loaded(ChatRequest request, Clock clock) {
    return new ChatResponse(
        request.model(),
        clock.instant(),
        Message.assistant(""),
        true,
        DoneReason.ofLoading(request.keepAlive()),
        Metrics.NONE);
  }

  /** The answer to a prompt without text, which asks no model but loads or unloads it. */
  public static GenerateResponse loaded(GenerateRequest request, Clock clock) {
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
}
