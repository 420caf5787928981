package io.aiportal.ollama.answer;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonKeys;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the tool calls of an answer together from their fragments.
 *
 * <p>Fragments pass as they come. A call is complete when its block stops and its input is a whole
 * JSON object. One without any input could be a call without arguments, or one that a limit cut
 * before its first fragment: it waits for what comes next. A call that a limit cut never becomes
 * complete. The input of the answer tool is no call but the answer's text; if the model calls it
 * more than once, the first call is the answer. Where keys of the arguments have other names than
 * the caller's, nothing passes before the call is whole.
 */
final class ToolCallAssembler {

  private final AnswerShape shape;
  private final AnswerOutput output;
  private final TextFilter answerText;
  private final Supplier<String> ids;
  private final Map<Integer, Block> blocks = new LinkedHashMap<>();
  private boolean waiting;
  private boolean answered;
  private boolean written;
  private int calls;

  /**
   * An assembler that gives the answer tool's input to {@code answerText}.
   *
   * @param ids gives an id to each call that has none
   */
  ToolCallAssembler(
      AnswerShape shape, AnswerOutput output, TextFilter answerText, Supplier<String> ids) {
    this.shape = shape;
    this.output = output;
    this.answerText = answerText;
    this.ids = ids;
  }

  /** Whether a call was in the text. */
  boolean hasWritten() {
    return written;
  }

  /** A whole call that the model wrote into its text. */
  void written(String name, Map<String, @Nullable Object> input) {
    Map<String, @Nullable Object> arguments = ToolArguments.checked(input);
    String json = JsonObjects.write(arguments);
    boolean answer = name.equals(shape.answerTool());
    written |= !answer;
    output.blockEnd();
    Block block = answer ? answer(name) : call(ids.get(), name);
    block.input.append(json);
    complete(block, arguments);
  }

  /** Whether the answer tool was called, so that text beside it is not the answer. */
  boolean isAnswered() {
    return answered;
  }

  /** Whether a call of a tool that begins now is passed on, as one of the caller's. */
  boolean passes(@Nullable String name) {
    return name != null && !name.equals(shape.answerTool()) && !isTooMany();
  }

  private boolean isTooMany() {
    return shape.tools().firstCallOnly() && calls > 0;
  }

  /** A call begins; id and name may be missing, whatever an event's type says. */
  void start(int contentBlockIndex, @Nullable String id, @Nullable String name) {
    nextBlock(contentBlockIndex);
    complete(blocks.remove(contentBlockIndex));
    if (name == null || name.isEmpty()) {
      throw CallException.badAnswer("the model gave a tool call without a name; please try again");
    }
    String known = id == null || id.isEmpty() ? ids.get() : id;
    blocks.put(
        contentBlockIndex, name.equals(shape.answerTool()) ? answer(name) : call(known, name));
  }

  private Block answer(String name) {
    Role role = answered ? Role.IGNORED : Role.ANSWER;
    answered = true;
    return new Block(role, calls, "", name, shape.tools().argumentKeys(name));
  }

  private Block call(String id, String name) {
    String callersName = shape.tools().callersName(name);
    boolean ignored = isTooMany();
    Block block =
        new Block(
            ignored ? Role.IGNORED : Role.CALL,
            calls++,
            id,
            callersName,
            shape.tools().argumentKeys(name));
    if (!ignored) {
      output.toolUseStart(block.index, id, callersName);
    }
    return block;
  }

  void delta(int contentBlockIndex, String fragment) {
    nextBlock(contentBlockIndex);
    Block block = blocks.get(contentBlockIndex);
    if (block != null && !block.stopped) {
      block.input.append(fragment);
      if (block.keys.isEmpty()) {
        pass(block, block.input.take());
      }
    }
  }

  /** The model goes on with this block, so those that have stopped before were not cut. */
  void nextBlock(int contentBlockIndex) {
    if (!waiting) {
      return;
    }
    List<Integer> complete = new ArrayList<>();
    blocks.forEach(
        (index, block) -> {
          if (block.stopped && index != contentBlockIndex) {
            complete.add(index);
          }
        });
    for (Integer index : complete) {
      complete(blocks.remove(index));
    }
    waiting = blocks.values().stream().anyMatch(block -> block.stopped);
  }

  /** A block has stopped; false if it is none of a tool call. */
  boolean stop(int contentBlockIndex) {
    Block block = blocks.get(contentBlockIndex);
    if (block == null) {
      return false;
    }
    block.stopped = true;
    Map<String, @Nullable Object> arguments = block.input.isBlank() ? null : wholeOrNull(block);
    if (arguments == null) {
      waiting = true;
    } else {
      blocks.remove(contentBlockIndex);
      complete(block, arguments);
    }
    return true;
  }

  private static @Nullable Map<String, @Nullable Object> wholeOrNull(Block block) {
    try {
      return block.input.arguments();
    } catch (CallException perhapsCut) {
      return null;
    }
  }

  /** The model has stopped; {@code cut} if a limit stopped it. */
  void end(boolean cut) {
    if (!cut) {
      blocks.values().forEach(this::complete);
    }
  }

  /** A call of a whole answer; its block stops as any other. */
  void whole(int contentBlockIndex, ContentBlock.ToolUse use) {
    start(contentBlockIndex, use.toolUseId(), use.name());
    String broken = use.brokenInput();
    if (broken != null) {
      delta(contentBlockIndex, broken);
    } else if (!use.input().isEmpty()) {
      delta(contentBlockIndex, JsonObjects.write(ToolArguments.checked(use.input())));
    }
  }

  private void complete(@Nullable Block block) {
    if (block != null) {
      complete(block, block.input.arguments());
    }
  }

  private void complete(Block block, Map<String, @Nullable Object> input) {
    Map<String, @Nullable Object> arguments = input;
    if (block.keys.isEmpty()) {
      pass(block, block.input.takeRest(arguments));
    } else {
      arguments = JsonKeys.renamed(input, block.keys);
      pass(block, JsonObjects.write(arguments));
    }
    if (block.role == Role.CALL) {
      output.toolUse(
          block.index,
          new io.aiportal.ollama.chat.ChatContent.ToolUse(block.id, block.name, arguments));
    } else {
      answerText.blockEnd();
    }
    output.blockEnd();
  }

  private void pass(Block block, String json) {
    switch (block.role) {
      case CALL -> output.toolUseInput(block.index, json);
      case ANSWER -> answerText.accept(json);
      case IGNORED -> {}
    }
  }

  /** What the input of a tool call is to the caller. */
  private enum Role {
    CALL,
    ANSWER,
    /** Nothing: another answer, or a call more than the caller wants. */
    IGNORED
  }

  /** A tool call under way. */
  private static final class Block {
    private final Role role;
    private final int index;
    private final String id;
    private final String name;
    private final Map<String, String> keys;
    private final ToolInputText input = new ToolInputText();
    private boolean stopped;

    Block(Role role, int index, String id, String name, Map<String, String> keys) {
      this.role = role;
      this.index = index;
      this.id = id;
      this.name = name;
      this.keys = keys;
    }
  }
}
