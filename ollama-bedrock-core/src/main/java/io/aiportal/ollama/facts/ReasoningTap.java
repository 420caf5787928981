package io.aiportal.ollama.facts;

import io.aiportal.ollama.attempt.AnswerTap;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptReasoning;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Hands on what a model thought before it called tools, when its answer is complete. */
final class ReasoningTap implements AnswerTap {

  private final ReasoningRecorder recorder = new ReasoningRecorder();
  private final BiFunction<String, KeptReasoning, String> ids;
  private final BiConsumer<List<ChatContent.ToolUse>, KeptReasoning> keep;

  /**
   * A tap of one answer.
   *
   * @param ids gives the id that the caller gets for the first call's own
   * @param keep takes the calls of a complete answer, with the ids that the caller got, and what
   *     was thought; neither is empty
   */
  ReasoningTap(
      BiFunction<String, KeptReasoning, String> ids,
      BiConsumer<List<ChatContent.ToolUse>, KeptReasoning> keep) {
    this.ids = ids;
    this.keep = keep;
  }

  @Override
  public AnswerSink before(AnswerSink sink) {
    return new Calls(sink);
  }

  @Override
  public void onEvent(ConverseStreamEvent event) {
    recorder.onEvent(event);
  }

  @Override
  public void onResponse(ConverseResponse response) {
    recorder.onResponse(response);
  }

  private final class Calls extends ForwardingSink {

    private final List<ChatContent.ToolUse> calls = new ArrayList<>();
    private String firstId = "";

    Calls(AnswerSink sink) {
      super(sink);
    }

    /** The model has thought when it calls: an id may hold all of it. */
    @Override
    public void toolUseStart(int index, String id, String name) {
      KeptReasoning reasoning = recorder.reasoning();
      String told = index == 0 && !reasoning.isEmpty() ? ids.apply(id, reasoning) : id;
      firstId = index == 0 ? told : firstId;
      super.toolUseStart(index, told, name);
    }

    @Override
    public void toolUse(int index, ChatContent.ToolUse call) {
      ChatContent.ToolUse told =
          index == 0 ? new ChatContent.ToolUse(firstId, call.name(), call.input()) : call;
      calls.add(told);
      super.toolUse(index, told);
    }

    @Override
    public void end(AnswerEnd end) {
      KeptReasoning reasoning = recorder.reasoning();
      if (!calls.isEmpty() && !reasoning.isEmpty()) {
        keep.accept(calls, reasoning);
      }
      super.end(end);
    }
  }
}
