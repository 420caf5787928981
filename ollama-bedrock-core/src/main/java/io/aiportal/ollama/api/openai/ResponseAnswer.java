package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.TextPieces;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns an answer into the items of a response, and tells each step of it as an event.
 *
 * <p>Text that follows text is one message; thinking becomes an item for each block, because each
 * has a signature of its own. A call of a tool that a limit cut never becomes an item that is done.
 */
abstract class ResponseAnswer implements AnswerWriter {

  private final Map<String, String> namespaces;
  private final ResponseObject response;
  private final String messageId;
  private final SortedMap<Integer, Map<String, @Nullable Object>> output = new TreeMap<>();
  private final Map<Integer, CallItem> calls = new HashMap<>();
  private int outputIndex;
  private int reasonings;
  private int messages;
  private boolean begun;
  private @Nullable TextItem message;
  private @Nullable TextItem reasoning;
  private @Nullable String signature;

  /**
   * An answer to one request.
   *
   * @param request what is answered; it has arrived just now
   * @param number makes the ids of the response and its items
   * @param clock tells when it was made
   */
  ResponseAnswer(ResponsesRequest request, int number, Clock clock) {
    this.namespaces = request.namespaces();
    this.response = new ResponseObject(request, "resp_" + number, clock);
    this.messageId = "msg_" + number;
  }

  /** Takes an event: its type, and its fields besides. */
  abstract void event(String type, Map<String, @Nullable Object> fields);

  @Override
  public final void start() {}

  @Override
  public final void text(String text) {
    closeReasoning();
    TextItem item = message == null ? openMessage() : message;
    item.text.append(text);
    TextPieces.of(
        text,
        (from, to) ->
            event(
                "response.output_text.delta",
                item.part("delta", text.substring(from, to), "logprobs", List.of())));
  }

  @Override
  public final void citation(Citation citation) {}

  @Override
  public final void reasoning(String text) {
    TextItem item = reasoning == null ? openReasoning() : reasoning;
    item.text.append(text);
    TextPieces.of(
        text,
        (from, to) ->
            event(
                "response.reasoning_summary_text.delta",
                item.summary("delta", text.substring(from, to))));
  }

  @Override
  public final void reasoningSignature(String proof) {
    if (reasoning == null) {
      openReasoning();
    }
    signature = proof;
  }

  @Override
  public final void redactedReasoning(byte[] data) {
    closeReasoning();
    closeMessage("completed");
    begin();
    String id = reasoningId();
    int index = outputIndex++;
    added(index, JsonFields.of("id", id, "type", "reasoning", "summary", List.of()));
    done(index, reasoningItem(id, List.of(), ReasoningCapsule.of(data)));
  }

  @Override
  public final void toolUseStart(int index, String id, String name) {
    closeReasoning();
    closeMessage("completed");
    begin();
    CallItem call =
        new CallItem(
            "fc_" + response.id() + "_" + index,
            outputIndex++,
            id,
            name,
            namespaces.getOrDefault(name, ""));
    calls.put(index, call);
    added(call.outputIndex, call.item("in_progress", ""));
  }

  @Override
  public final void toolUseInput(int index, String json) {
    CallItem call = calls.get(index);
    if (call == null) {
      throw new IllegalStateException("no call has begun at " + index);
    }
    call.arguments.append(json);
    TextPieces.of(
        json,
        (from, to) ->
            event(
                "response.function_call_arguments.delta",
                call.fields("delta", json.substring(from, to))));
  }

  @Override
  public final void toolUse(int index, ChatContent.ToolUse use) {
    CallItem call = calls.remove(index);
    if (call == null) {
      throw new IllegalStateException("no call has begun at " + index);
    }
    String arguments = call.arguments.toString();
    event(
        "response.function_call_arguments.done",
        call.fields("name", call.name, "arguments", arguments));
    done(call.outputIndex, call.item("completed", arguments));
  }

  @Override
  public final void blockEnd() {
    closeReasoning();
  }

  @Override
  public final void end(AnswerEnd end) {
    closeReasoning();
    boolean complete = ResponseObject.incompleteReason(end) == null;
    if (messages == 0 && calls.isEmpty() && !hasCalls()) {
      openMessage();
    }
    closeMessage(complete ? "completed" : "incomplete");
    event(
        complete ? "response.completed" : "response.incomplete",
        JsonFields.of("response", response.ended(end, List.copyOf(output.values()))));
  }

  /** Tells that the response failed; what it had of items that were done stays. */
  final void failed(CallException error) {
    begin();
    event(
        "response.failed",
        JsonFields.of("response", response.failed(error, List.copyOf(output.values()))));
  }

  private boolean hasCalls() {
    return output.values().stream().anyMatch(item -> "function_call".equals(item.get("type")));
  }

  private void begin() {
    if (!begun) {
      begun = true;
      event("response.created", JsonFields.of("response", response.begun()));
      event("response.in_progress", JsonFields.of("response", response.begun()));
    }
  }

  private TextItem openMessage() {
    begin();
    String id = messages == 0 ? messageId : messageId + "_" + messages;
    messages++;
    TextItem item = new TextItem(id, outputIndex++);
    message = item;
    added(item.outputIndex, messageItem(id, "in_progress", List.of()));
    event("response.content_part.added", item.part("part", textPart("")));
    return item;
  }

  private void closeMessage(String status) {
    TextItem item = message;
    if (item == null) {
      return;
    }
    message = null;
    String text = item.text.toString();
    event("response.output_text.done", item.part("text", text, "logprobs", List.of()));
    event("response.content_part.done", item.part("part", textPart(text)));
    done(item.outputIndex, messageItem(item.id, status, List.of(textPart(text))));
  }

  private TextItem openReasoning() {
    closeMessage("completed");
    begin();
    TextItem item = new TextItem(reasoningId(), outputIndex++);
    reasoning = item;
    added(
        item.outputIndex, JsonFields.of("id", item.id, "type", "reasoning", "summary", List.of()));
    event("response.reasoning_summary_part.added", item.summary("part", summaryPart("")));
    return item;
  }

  private String reasoningId() {
    String id = "rs_" + response.id();
    return reasonings++ == 0 ? id : id + "_" + (reasonings - 1);
  }

  private void closeReasoning() {
    TextItem item = reasoning;
    if (item == null) {
      return;
    }
    String text = item.text.toString();
    event("response.reasoning_summary_text.done", item.summary("text", text));
    event("response.reasoning_summary_part.done", item.summary("part", summaryPart(text)));
    done(
        item.outputIndex,
        reasoningItem(item.id, List.of(summaryPart(text)), ReasoningCapsule.of(text, signature)));
    reasoning = null;
    signature = null;
  }

  private void added(int index, Map<String, @Nullable Object> item) {
    event("response.output_item.added", JsonFields.of("output_index", index, "item", item));
  }

  private void done(int index, Map<String, @Nullable Object> item) {
    output.put(index, item);
    event("response.output_item.done", JsonFields.of("output_index", index, "item", item));
  }

  private static Map<String, @Nullable Object> messageItem(
      String id, String status, List<Object> content) {
    return JsonFields.of(
        "id", id, "type", "message", "status", status, "role", "assistant", "content", content);
  }

  private static Map<String, @Nullable Object> textPart(String text) {
    return JsonFields.of(
        "type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
  }

  private static Map<String, @Nullable Object> reasoningItem(
      String id, List<Object> summary, String capsule) {
    return JsonFields.of(
        "id", id, "type", "reasoning", "summary", summary, "encrypted_content", capsule);
  }

  private static Map<String, @Nullable Object> summaryPart(String text) {
    return JsonFields.of("type", "summary_text", "text", text);
  }

  /** A message, or thinking, under way. */
  private static final class TextItem {

    private final String id;
    private final int outputIndex;
    private final StringBuilder text = new StringBuilder();

    TextItem(String id, int outputIndex) {
      this.id = id;
      this.outputIndex = outputIndex;
    }

    /** The fields of an event about the text of a message. */
    Map<String, @Nullable Object> part(Object... more) {
      return fields("content_index", more);
    }

    /** The fields of an event about the summary of thinking. */
    Map<String, @Nullable Object> summary(Object... more) {
      return fields("summary_index", more);
    }

    private Map<String, @Nullable Object> fields(String index, Object... more) {
      Map<String, @Nullable Object> fields =
          JsonFields.of("item_id", id, "output_index", outputIndex, index, 0);
      fields.putAll(JsonFields.of(more));
      return fields;
    }
  }

  /** A call of a tool under way. */
  private static final class CallItem {

    private final String id;
    private final int outputIndex;
    private final String callId;
    private final String namespace;
    private final String name;
    private final StringBuilder arguments = new StringBuilder();

    /**
     * A call of a tool by the model's name for it, which begins with its namespace if it has one.
     */
    CallItem(String id, int outputIndex, String callId, String name, String namespace) {
      this.id = id;
      this.outputIndex = outputIndex;
      this.callId = callId;
      this.namespace = namespace;
      this.name = namespace.isEmpty() ? name : name.substring(namespace.length() + 1);
    }

    Map<String, @Nullable Object> item(String status, String arguments) {
      Map<String, @Nullable Object> item =
          JsonFields.of(
              "id",
              id,
              "type",
              "function_call",
              "status",
              status,
              "call_id",
              callId,
              "name",
              name,
              "arguments",
              arguments);
      if (!namespace.isEmpty()) {
        item.put("namespace", namespace);
      }
      return item;
    }

    /** The fields of an event about the arguments. */
    Map<String, @Nullable Object> fields(Object... more) {
      Map<String, @Nullable Object> fields =
          JsonFields.of("item_id", id, "output_index", outputIndex);
      fields.putAll(JsonFields.of(more));
      return fields;
    }
  }
}
