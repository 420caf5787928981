package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.RenderedPrompt;
import io.aiportal.ollama.api.openai.ChatCompletion.Choice;
import io.aiportal.ollama.api.openai.ChatCompletion.ChoiceMessage;
import io.aiportal.ollama.api.openai.ChatCompletion.MessageToolCall;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.internal.go.GoEncoder;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

  /** The answer to a request that only asks what its model would be asked. */
  byte[] rendered(RenderedPrompt prompt) {
    ChoiceMessage nothing = new ChoiceMessage("", "", "", List.of());
    Choice choice = new Choice(0, nothing, null);
    CompletionUsage usage = CompletionUsage.of(TokenUsage.NONE);
    return JsonLine.of(GoEncoder.encode(completion(choice, usage, prompt)));
  }

  @Override
  Object document(AnswerEnd end) {
    ChoiceMessage message =
        new ChoiceMessage("assistant", text.toString(), reasoning.toString(), toolCalls());
    Choice choice = new Choice(0, message, FinishReason.of(end, !calls.isEmpty()));
    return completion(choice, CompletionUsage.of(end.usage()), null);
  }

  private ChatCompletion completion(
      Choice choice, CompletionUsage usage, @Nullable RenderedPrompt prompt) {
    return new ChatCompletion(
        id,
        "chat.completion",
        clock.instant().getEpochSecond(),
        model,
        "fp_ollama",
        List.of(choice),
        usage,
        prompt == null ? null : prompt.debugInfo());
  }

  private List<MessageToolCall> toolCalls() {
    return IntStream.range(0, calls.size())
        .mapToObj(index -> MessageToolCall.of(index, calls.get(index)))
        .toList();
  }
}
