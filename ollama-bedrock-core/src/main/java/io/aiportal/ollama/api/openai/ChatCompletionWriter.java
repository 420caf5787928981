package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.openai.ChatCompletion.Choice;
import io.aiportal.ollama.api.openai.ChatCompletion.ChoiceMessage;
import io.aiportal.ollama.api.openai.ChatCompletion.MessageToolCall;
import io.aiportal.ollama.chat.AnswerEnd;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

/** Writes a whole answer of {@code /v1/chat/completions}. */
final class ChatCompletionWriter extends WholeAnswerWriter {

  private final String id;
  private final String model;
  private final Clock clock;

  /**
   * A writer for one answer.
   *
   * @param id names the answer
   * @param model the model's name as the request spelled it
   * @param clock tells when it was made
   */
  ChatCompletionWriter(String id, String model, Clock clock) {
    this.id = id;
    this.model = model;
    this.clock = clock;
  }

  @Override
  Object document(AnswerEnd end) {
    ChoiceMessage message =
        new ChoiceMessage("assistant", text.toString(), reasoning.toString(), toolCalls());
    return new ChatCompletion(
        id,
        "chat.completion",
        clock.instant().getEpochSecond(),
        model,
        "fp_ollama",
        List.of(new Choice(0, message, FinishReason.of(end, !calls.isEmpty()))),
        CompletionUsage.of(end.usage()));
  }

  private List<MessageToolCall> toolCalls() {
    return IntStream.range(0, calls.size())
        .mapToObj(index -> MessageToolCall.of(index, calls.get(index)))
        .toList();
  }
}
