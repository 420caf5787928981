package io.aiportal.ollama.translate;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of an answer: put together from fragments, passed on when complete.
 *
 * <p>A call whose input is a whole JSON object is complete when its block stops. One without any
 * input could be a call of a function without arguments, or one that the token limit cut before its
 * first fragment: it waits for what comes next. A call that the limit cut is never passed on.
 */
final class ToolCalls {

  /** Takes a complete call. */
  interface Sink {
    void accept(String id, int index, String name, Map<String, @Nullable Object> arguments);
  }

  private final AnswerShape shape;
  private final TextPath text;
  private final Sink sink;
  private final Map<Integer, ToolBlock> open = new LinkedHashMap<>();
  private @Nullable ToolBlock waiting;
  private int passedOn;

  ToolCalls(AnswerShape shape, TextPath text, Sink sink) {
    this.shape = shape;
    this.text = text;
    this.sink = sink;
  }

  void start(ToolUseStart start) {
    nextBlock(start.contentBlockIndex());
    open.put(
        start.contentBlockIndex(),
        new ToolBlock(start.contentBlockIndex(), start.toolUseId(), start.name()));
  }

  void delta(ToolUseDelta delta) {
    ToolBlock block = open.get(delta.contentBlockIndex());
    if (block == null) {
      return;
    }
    block.append(delta.input());
    if (isAnswer(block.name())) {
      text.answer(delta.input());
    }
  }

  /** The model goes on with another block, so the one before it was not cut. */
  void nextBlock(int contentBlockIndex) {
    if (waiting != null && waiting.contentBlockIndex() != contentBlockIndex) {
      ToolBlock block = waiting;
      waiting = null;
      passOn(block);
    }
  }

  void stop(int contentBlockIndex) {
    ToolBlock block = open.remove(contentBlockIndex);
    if (block == null) {
      return;
    }
    if (block.isEmpty() || block.arguments() == null) {
      waiting = block;
    } else {
      passOn(block);
    }
  }

  /** The model has stopped; {@code cut} if a limit stopped it. */
  void end(boolean cut) {
    if (waiting != null) {
      open.put(waiting.contentBlockIndex(), waiting);
      waiting = null;
    }
    if (!cut) {
      open.values().forEach(this::passOn);
    }
    open.clear();
  }

  /** A call of a whole answer. */
  void complete(int contentBlockIndex, ContentBlock.ToolUse use) {
    nextBlock(contentBlockIndex);
    if (isAnswer(use.name())) {
      text.answer(JsonObjects.write(use.input()));
    } else if (use.input().isEmpty()) {
      waiting = new ToolBlock(contentBlockIndex, use.toolUseId(), use.name());
    } else {
      sink.accept(use.toolUseId(), passedOn++, nameOf(use.name()), use.input());
    }
  }

  private void passOn(ToolBlock block) {
    if (isAnswer(block.name())) {
      if (block.isEmpty()) {
        text.answer("{}");
      }
      return;
    }
    Map<String, @Nullable Object> arguments = block.isEmpty() ? Map.of() : block.arguments();
    if (arguments == null) {
      throw new CallException(
          502, "the model gave a tool call whose arguments are no JSON; please try again", null);
    }
    sink.accept(block.toolUseId(), passedOn++, nameOf(block.name()), arguments);
  }

  private boolean isAnswer(String name) {
    return name.equals(shape.schemaTool());
  }

  private String nameOf(String bedrockName) {
    return shape.toolNames().getOrDefault(bedrockName, bedrockName);
  }
}
