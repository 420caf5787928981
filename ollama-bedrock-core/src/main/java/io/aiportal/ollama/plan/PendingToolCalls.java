package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one assistant turn, and what was answered to them.
 *
 * <p>Bedrock wants exactly one result for each call, all of them directly after the turn. Matching
 * them is linear in their number: a call waits in one queue for each way to find it, and leaves a
 * queue when it comes to its head already answered.
 */
final class PendingToolCalls {

  private static final Text NO_OUTPUT = new Text("(no output)");
  private static final Text NO_RESULT = new Text("The result of this call was not given.");
  private static final Text FAILED = new Text("(The tool failed.)");

  /** An id that callers use for more than one call, and the tool that is called. */
  private record Named(String id, String name) {}

  private static final class Call {
    final String toolUseId;
    final List<ContentBlock> content = new ArrayList<>();
    boolean answered;
    boolean failed;

    Call(String toolUseId) {
      this.toolUseId = toolUseId;
    }
  }

  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Call> firstById = new HashMap<>();
  private final Map<String, Deque<Call>> openById = new HashMap<>();
  private final Map<Named, Deque<Call>> openByIdAndName = new HashMap<>();
  private final Map<String, Deque<Call>> openByName = new HashMap<>();
  private final Deque<Call> openWithoutId = new ArrayDeque<>(1);
  private final Deque<Call> open = new ArrayDeque<>(1);
  private final boolean status;

  /** No calls yet; {@code status} if results may say that the tool failed. */
  PendingToolCalls(boolean status) {
    this.status = status;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Adds a call as the caller has it, under the id that Bedrock is told. */
  void add(ToolUse use, String toolUseId) {
    Call call = new Call(toolUseId);
    calls.add(call);
    open.add(call);
    queue(openByName, use.name()).add(call);
    String id = use.id();
    if (id == null) {
      openWithoutId.add(call);
    } else {
      firstById.putIfAbsent(id, call);
      queue(openById, id).add(call);
      queue(openByIdAndName, new Named(id, use.name())).add(call);
    }
  }

  /** Whether there is a call that a result belongs to. */
  boolean wants(ToolResult result) {
    return find(result.id(), result.toolName()) != null;
  }

  /**
   * Gives a result to the call that it belongs to: by id, else by the tool's name in order, else in
   * order. Of several calls with the same id the one of that name counts, else the first that
   * waits; a second result with the same id adds to the first.
   *
   * @param result one that a call {@link #wants}
   */
  void answer(ToolResult result, List<ContentBlock> content) {
    Call call = Objects.requireNonNull(find(result.id(), result.toolName()));
    call.answered = true;
    call.failed |= Boolean.TRUE.equals(result.error());
    call.content.addAll(content);
  }

  /** A result for every call, in the order of the calls. */
  List<ContentBlock> results() {
    List<ContentBlock> results = new ArrayList<>(calls.size());
    for (Call call : calls) {
      results.add(result(call));
    }
    return results;
  }

  private ContentBlock result(Call call) {
    List<ContentBlock> content = new ArrayList<>();
    if (call.failed && !status) {
      content.add(FAILED);
    }
    content.addAll(call.content);
    if (content.isEmpty()) {
      content.add(call.answered ? NO_OUTPUT : NO_RESULT);
    }
    boolean failed = call.failed || !call.answered;
    return new ContentBlock.ToolResult(call.toolUseId, content, (failed && status) ? true : null);
  }

  private @Nullable Call find(@Nullable String id, @Nullable String name) {
    if (id != null && firstById.containsKey(id)) {
      Call call = name == null ? null : head(queue(openByIdAndName, new Named(id, name)));
      call = call == null ? head(queue(openById, id)) : call;
      return call == null ? firstById.get(id) : call;
    }
    if (name != null) {
      Deque<Call> sameName = openByName.get(name);
      return sameName == null ? null : head(sameName);
    }
    // An id that fits no call is only trusted to mean one whose own id was lost.
    return head(id == null ? open : openWithoutId);
  }

  private static <K> Deque<Call> queue(Map<K, Deque<Call>> queues, K key) {
    return queues.computeIfAbsent(key, unseen -> new ArrayDeque<>(1));
  }

  /** The first call of a queue that still waits for its result. */
  private static @Nullable Call head(Deque<Call> queue) {
    while (!queue.isEmpty() && queue.getFirst().answered) {
      queue.removeFirst();
    }
    return queue.peekFirst();
  }
}
