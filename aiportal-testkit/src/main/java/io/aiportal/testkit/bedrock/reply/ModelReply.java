package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model replies, rendered whole for Converse or as events for ConverseStream.
 *
 * @param blocks in the order in which the model wrote them
 * @param stopReason as Bedrock spells it, such as {@code end_turn}
 * @param usage null until known; {@link #forRequest} estimates it
 * @param pace null for the simulator's own
 * @param additionalFields of the model's own answer, as far as the request asks for them; or null
 */
public record ModelReply(
    List<Block> blocks,
    String stopReason,
    @Nullable Usage usage,
    @Nullable Pace pace,
    @Nullable JsonNode additionalFields) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public ModelReply {
    blocks = List.copyOf(blocks);
  }

  /** A reply of these blocks, which stops for its tool calls or else at the end of its turn. */
  public static ModelReply of(List<Block> blocks) {
    boolean calls = blocks.stream().anyMatch(Block.ToolUse.class::isInstance);
    return new ModelReply(blocks, calls ? "tool_use" : "end_turn", null, null, null);
  }

  /** A reply of one text. */
  public static ModelReply text(String text) {
    return of(List.of(new Block.Text(text)));
  }

  /** A reply that thinks first and then says a text. */
  public static ModelReply reasoning(String thinking, @Nullable String signature, String text) {
    return of(List.of(new Block.Reasoning(thinking, signature), new Block.Text(text)));
  }

  /** A reply that calls one tool; {@code input} is a JSON object, unless the model errs. */
  public static ModelReply toolUse(String id, String name, JsonNode input) {
    return of(List.of(new Block.ToolUse(id, name, input)));
  }

  /** This reply with another block at its end; the stop reason stays. */
  public ModelReply plus(Block block) {
    List<Block> more = new ArrayList<>(blocks);
    more.add(block);
    return withBlocks(more);
  }

  /** This reply with other blocks; the stop reason stays. */
  public ModelReply withBlocks(List<Block> newBlocks) {
    return new ModelReply(newBlocks, stopReason, usage, pace, additionalFields);
  }

  /** This reply with another stop reason. */
  public ModelReply withStopReason(String newStopReason) {
    return new ModelReply(blocks, newStopReason, usage, pace, additionalFields);
  }

  /** This reply with other token counts. */
  public ModelReply withUsage(Usage newUsage) {
    return new ModelReply(blocks, stopReason, newUsage, pace, additionalFields);
  }

  /** This reply at its own pace, whatever the simulator's. */
  public ModelReply withPace(Pace newPace) {
    return new ModelReply(blocks, stopReason, usage, newPace, additionalFields);
  }

  /** This reply with fields of the model's own answer. */
  public ModelReply withAdditionalFields(JsonNode newFields) {
    return new ModelReply(blocks, stopReason, usage, pace, newFields);
  }

  /** This reply with its usage known: if it was not, it is estimated from the request. */
  public ModelReply forRequest(JsonNode request) {
    return usage != null
        ? this
        : withUsage(Usage.of(TokenEstimate.ofRequest(request), outputTokens()));
  }

  /** An estimate of the tokens of all blocks. */
  public int outputTokens() {
    return blocks.stream().mapToInt(ModelReply::tokensOf).sum();
  }

  /** The body of a Converse response. */
  public ObjectNode toConverseResponse() {
    ObjectNode response = JSON.objectNode();
    response.set("metrics", metrics());
    ObjectNode message = response.putObject("output").putObject("message");
    ArrayNode content = message.putArray("content");
    blocks.forEach(block -> content.add(contentBlock(block)));
    message.put("role", "assistant");
    putStop(response);
    response.set("usage", knownUsage().toJson());
    return response;
  }

  /** The events of a ConverseStream response, first to last. */
  public List<ReplyEvent> toStreamEvents() {
    List<ReplyEvent> events = new ArrayList<>();
    events.add(new ReplyEvent("messageStart", JSON.objectNode().put("role", "assistant"), 0));
    for (int index = 0; index < blocks.size(); index++) {
      addBlock(events, index, blocks.get(index));
    }
    events.add(new ReplyEvent("messageStop", putStop(JSON.objectNode()), 0));
    ObjectNode metadata = JSON.objectNode();
    metadata.set("metrics", metrics());
    metadata.set("usage", knownUsage().toJson());
    events.add(new ReplyEvent("metadata", metadata, 0));
    return List.copyOf(events);
  }

  private ObjectNode putStop(ObjectNode object) {
    if (additionalFields != null) {
      object.set("additionalModelResponseFields", additionalFields);
    }
    return object.put("stopReason", stopReason);
  }

  private Usage knownUsage() {
    return usage != null ? usage : Usage.of(0, outputTokens());
  }

  /** The latency is what the pace takes: the reply itself has no clock. */
  private ObjectNode metrics() {
    Pace known = pace != null ? pace : Pace.NATURAL;
    long latency = known.untilToken(knownUsage().outputTokens()).toMillis();
    return JSON.objectNode().put("latencyMs", latency);
  }

  private static int tokensOf(Block block) {
    if (block instanceof Block.Text text) {
      return TokenEstimate.of(text.text());
    } else if (block instanceof Block.CitedText cited) {
      return TokenEstimate.of(cited.text());
    } else if (block instanceof Block.Reasoning reasoning) {
      return TokenEstimate.of(reasoning.text());
    } else if (block instanceof Block.RedactedReasoning redacted) {
      return TokenEstimate.of(redacted.content());
    } else if (block instanceof Block.ToolUse call) {
      return TokenEstimate.of(call.name()) + TokenEstimate.of(call.input().toString());
    } else if (block instanceof Block.CutToolUse cut) {
      return TokenEstimate.of(cut.name()) + TokenEstimate.of(cut.partialInput());
    }
    throw new AssertionError(block);
  }

  private static ObjectNode contentBlock(Block block) {
    ObjectNode json = JSON.objectNode();
    if (block instanceof Block.Text text) {
      json.put("text", text.text());
    } else if (block instanceof Block.CitedText cited) {
      ObjectNode content = json.putObject("citationsContent");
      content.putArray("citations").addAll(cited.citations());
      content.putArray("content").addObject().put("text", cited.text());
    } else if (block instanceof Block.Reasoning reasoning) {
      ObjectNode text = json.putObject("reasoningContent").putObject("reasoningText");
      if (reasoning.signature() != null) {
        text.put("signature", reasoning.signature());
      }
      text.put("text", reasoning.text());
    } else if (block instanceof Block.RedactedReasoning redacted) {
      json.putObject("reasoningContent").put("redactedContent", redacted.content());
    } else if (block instanceof Block.ToolUse call) {
      json.set("toolUse", toolUse(call.name(), call.id()).set("input", call.input()));
    } else if (block instanceof Block.CutToolUse cut) {
      json.set("toolUse", toolUse(cut.name(), cut.id()).set("input", JSON.objectNode()));
    }
    return json;
  }

  private static void addBlock(List<ReplyEvent> events, int index, Block block) {
    if (block instanceof Block.Text text) {
      addText(events, index, text.text());
    } else if (block instanceof Block.CitedText cited) {
      addText(events, index, cited.text());
      for (JsonNode citation : cited.citations()) {
        ObjectNode delta = JSON.objectNode();
        delta.set("citation", citation);
        addDelta(events, index, delta, 0);
      }
    } else if (block instanceof Block.Reasoning reasoning) {
      for (String piece : Chunks.ofText(reasoning.text())) {
        addReasoning(events, index, "text", piece, TokenEstimate.of(piece));
      }
      if (reasoning.signature() != null) {
        addReasoning(events, index, "signature", reasoning.signature(), 0);
      }
    } else if (block instanceof Block.RedactedReasoning redacted) {
      int tokens = TokenEstimate.of(redacted.content());
      addReasoning(events, index, "redactedContent", redacted.content(), tokens);
    } else if (block instanceof Block.ToolUse call) {
      // A call without arguments has no delta at all.
      boolean without = call.input().isObject() && call.input().isEmpty();
      String input = without ? "" : call.input().toString();
      addToolUse(events, index, toolUse(call.name(), call.id()), input);
    } else if (block instanceof Block.CutToolUse cut) {
      addToolUse(events, index, toolUse(cut.name(), cut.id()), cut.partialInput());
    }
    ObjectNode stop = JSON.objectNode().put("contentBlockIndex", index);
    events.add(new ReplyEvent("contentBlockStop", stop, 0));
  }

  private static void addText(List<ReplyEvent> events, int index, String text) {
    for (String piece : Chunks.ofText(text)) {
      addDelta(events, index, JSON.objectNode().put("text", piece), TokenEstimate.of(piece));
    }
  }

  private static void addToolUse(
      List<ReplyEvent> events, int index, ObjectNode toolUse, String input) {
    ObjectNode start = JSON.objectNode().put("contentBlockIndex", index);
    start.putObject("start").set("toolUse", toolUse);
    events.add(new ReplyEvent("contentBlockStart", start, 0));
    if (!input.isEmpty()) {
      for (String piece : Chunks.ofToolInput(input)) {
        ObjectNode delta = JSON.objectNode();
        delta.putObject("toolUse").put("input", piece);
        addDelta(events, index, delta, TokenEstimate.of(piece));
      }
    }
  }

  private static void addReasoning(
      List<ReplyEvent> events, int index, String member, String value, int tokens) {
    ObjectNode delta = JSON.objectNode();
    delta.putObject("reasoningContent").put(member, value);
    addDelta(events, index, delta, tokens);
  }

  private static void addDelta(List<ReplyEvent> events, int index, ObjectNode delta, int tokens) {
    ObjectNode payload = JSON.objectNode().put("contentBlockIndex", index);
    payload.set("delta", delta);
    events.add(new ReplyEvent("contentBlockDelta", payload, tokens));
  }

  private static ObjectNode toolUse(String name, String id) {
    return JSON.objectNode().put("name", name).put("toolUseId", id).put("type", "tool_use");
  }
}
