package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.util.ArrayList;
import java.util.List;

/** Replies of a model that goes astray, where the transport does not. */
final class FaultyReplies {

  private FaultyReplies() {}

  /** The reply that a fault makes of another; the same for faults of errors and transport. */
  static ModelReply of(ModelReply reply, JsonNode request, Fault fault) {
    return switch (fault) {
      case TRUNCATED_TOOL_INPUT -> truncated(request);
      case MALFORMED_TOOL_USE -> malformed(request);
      case TOOL_CALL_AS_TEXT -> callsAsText(reply);
      case INLINE_THINKING -> thinkingInline(reply);
      case GUARDRAIL ->
          ModelReply.text("Sorry, the model cannot answer this question.")
              .withStopReason("guardrail_intervened");
      case THROTTLED,
          THROTTLED_RETRY_AFTER,
          ACCESS_DENIED,
          MODEL_NOT_READY,
          QUOTA_EXCEEDED,
          MODEL_TIMEOUT,
          MODEL_ERROR,
          INTERNAL_ERROR,
          SERVICE_UNAVAILABLE,
          VALIDATION,
          MODEL_END_OF_LIFE,
          MODEL_LEGACY,
          UNSUPPORTED_COUNTRY,
          EXPIRED_TOKEN,
          NOT_JSON_ERROR,
          SLOW_FIRST_TOKEN,
          STALL,
          STALL_BEFORE_HEADERS,
          STALL_BEFORE_FIRST_EVENT,
          RESET,
          RESET_BEFORE_HEADERS,
          CUT_BETWEEN_FRAMES,
          CUT_MID_FRAME,
          CLEAN_END_MID_FRAME,
          END_WITHOUT_MESSAGE_STOP,
          NO_METADATA,
          EMPTY_STREAM,
          DRIPPING_BYTES,
          EXCEPTION_FIRST,
          EXCEPTION_MID_STREAM,
          MODEL_STREAM_ERROR_MID_STREAM,
          INTERNAL_ERROR_MID_STREAM,
          SERVICE_UNAVAILABLE_MID_STREAM,
          VALIDATION_MID_STREAM,
          BAD_PRELUDE_CRC,
          BAD_MESSAGE_CRC,
          MALFORMED_PAYLOAD,
          UNKNOWN_EVENTS,
          HUGE_FRAME,
          STOPS_IGNORED,
          FORCED_TOOL_IGNORED ->
          reply;
    };
  }

  /** The request as a model reads it that overlooks a part of it; the same for other faults. */
  static JsonNode read(JsonNode request, Fault fault) {
    ObjectNode read = request.deepCopy();
    boolean overlooked =
        switch (fault) {
          case STOPS_IGNORED ->
              read.at("/inferenceConfig") instanceof ObjectNode inference
                  && inference.remove("stopSequences") != null;
          case FORCED_TOOL_IGNORED ->
              read.path("toolConfig").has("toolChoice") && read.remove("toolConfig") != null;
          default -> false;
        };
    return overlooked ? read : request;
  }

  private static ModelReply callsAsText(ModelReply reply) {
    List<Block> blocks = new ArrayList<>();
    for (Block block : reply.blocks()) {
      blocks.add(block instanceof Block.ToolUse call ? new Block.Text(written(call)) : block);
    }
    String stop = reply.stopReason();
    return reply.withBlocks(blocks).withStopReason(stop.equals("tool_use") ? "end_turn" : stop);
  }

  private static String written(Block.ToolUse call) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "function").put("name", call.name()).set("parameters", call.input());
    return json.toString();
  }

  private static ModelReply thinkingInline(ModelReply reply) {
    List<Block> blocks = new ArrayList<>();
    String thought = "I look at what is asked, and answer it.";
    for (Block block : reply.blocks()) {
      if (block instanceof Block.Reasoning reasoning) {
        thought = reasoning.text();
      } else {
        blocks.add(block);
      }
    }
    String inline = "<thinking>" + thought + "</thinking>\n";
    if (!blocks.isEmpty() && blocks.get(0) instanceof Block.Text text) {
      blocks.set(0, new Block.Text(inline + text.text()));
    } else {
      blocks.add(0, new Block.Text(inline));
    }
    return reply.withBlocks(blocks);
  }

  private static ModelReply truncated(JsonNode request) {
    Block cut =
        new Block.CutToolUse(
            "tooluse_truncated", toolName(request), "{\"query\":\"The tokens run out in the mid");
    return ModelReply.of(List.of(new Block.Text("I will look that up."), cut))
        .withStopReason("max_tokens");
  }

  private static ModelReply malformed(JsonNode request) {
    String call = "<tool_call><name>" + toolName(request) + "</name><query>no end";
    return ModelReply.text(call).withStopReason("malformed_tool_use");
  }

  private static String toolName(JsonNode request) {
    return request.at("/toolConfig/tools/0/toolSpec/name").asText("lookup");
  }
}
