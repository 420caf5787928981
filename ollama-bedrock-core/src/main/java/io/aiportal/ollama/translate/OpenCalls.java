package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.Text;
import io.aiportal.ollama.bedrock.ContentBlock.ToolResult;
import io.aiportal.ollama.bedrock.ContentBlock.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one assistant turn, and what was answered to them.
 *
 * <p>Bedrock wants exactly one result for each call, all of them directly after the turn.
 */
final class OpenCalls {

  private static final Text NO_OUTPUT = new Text("(no output)");
  private static final Text NO_RESULT = new Text("The result of this call was not given.");

  private static final class Call {
    final ToolCall call;
    final ToolUse use;
    final List<ContentBlock> answer = new ArrayList<>();
    boolean answered;

    Call(ToolCall call, ToolUse use) {
      this.call = call;
      this.use = use;
    }
  }

  private final List<Call> calls = new ArrayList<>();
  private final boolean status;

  /** No calls yet; {@code status} if results may say that the tool failed. */
  OpenCalls(boolean status) {
    this.status = status;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Adds a call as the caller has it and as Bedrock is told. */
  void add(ToolCall call, ToolUse use) {
    calls.add(new Call(call, use));
  }

  /** The calls as blocks. */
  List<ContentBlock> uses() {
    return calls.stream().<ContentBlock>map(call -> call.use).toList();
  }

  /**
   * Gives a result to the call that it belongs to: by id, else by the tool's name in order, else in
   * order. A second result with the same id adds to the first.
   *
   * @return false if no call wants it
   */
  boolean answer(Message result, List<ContentBlock> content) {
    Call call = find(result);
    if (call == null) {
      return false;
    }
    call.answered = true;
    call.answer.addAll(content);
    return true;
  }

  /** A result for every call, in the order of the calls. */
  List<ContentBlock> results() {
    return calls.stream().map(this::result).toList();
  }

  private ContentBlock result(Call call) {
    if (!call.answered) {
      return new ToolResult(call.use.toolUseId(), List.of(NO_RESULT), status ? true : null);
    }
    return new ToolResult(
        call.use.toolUseId(), call.answer.isEmpty() ? List.of(NO_OUTPUT) : call.answer, null);
  }

  private @Nullable Call find(Message result) {
    String id = result.toolCallId();
    if (id != null) {
      Call call = first(open -> !open.answered && id.equals(open.call.id()));
      call = call == null ? first(any -> id.equals(any.call.id())) : call;
      if (call != null) {
        return call;
      }
    }
    String name = result.toolName();
    if (name != null) {
      return first(open -> !open.answered && name.equals(open.call.function().name()));
    }
    // An id that fits no call is only trusted to mean one whose own id was lost.
    return first(open -> !open.answered && (id == null || open.call.id() == null));
  }

  private @Nullable Call first(Predicate<Call> fits) {
    return calls.stream().filter(fits).findFirst().orElse(null);
  }
}
