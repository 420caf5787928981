package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Cuts a reply at the request's stop sequences and at its maximum of tokens. */
final class OutputLimits {

  private static final int CHARACTERS_PER_TOKEN = 4;

  private final List<String> stops = new ArrayList<>();
  private final List<Block> kept = new ArrayList<>();
  private int left;
  private String stopReason;

  private OutputLimits(ModelReply reply, JsonNode inference) {
    inference.path("stopSequences").forEach(stop -> stops.add(stop.asText()));
    left = inference.path("maxTokens").asInt(Integer.MAX_VALUE);
    stopReason = reply.stopReason();
  }

  static ModelReply apply(ModelReply reply, JsonNode request) {
    OutputLimits limits = new OutputLimits(reply, request.path("inferenceConfig"));
    for (Block block : reply.blocks()) {
      if (!limits.takes(block)) {
        break;
      }
    }
    return new ModelReply(limits.kept, limits.stopReason, reply.usage(), reply.pace());
  }

  /** Keeps a block or its beginning; whether the reply goes on after it. */
  private boolean takes(Block block) {
    if (block instanceof Block.Text text) {
      return takesText(text.text());
    }
    int tokens = ModelReply.of(List.of(block)).outputTokens();
    if (tokens <= left) {
      kept.add(block);
      left -= tokens;
      return true;
    }
    int characters = left * CHARACTERS_PER_TOKEN;
    if (block instanceof Block.Reasoning reasoning && left > 0) {
      kept.add(new Block.Reasoning(Chunks.first(reasoning.text(), characters), null));
    } else if (block instanceof Block.ToolUse call && left > 0) {
      String json = call.input().toString();
      int rest = Math.max(0, left - TokenEstimate.of(call.name())) * CHARACTERS_PER_TOKEN;
      kept.add(new Block.CutToolUse(call.id(), call.name(), Chunks.first(json, rest)));
    }
    return endsWith("max_tokens");
  }

  private boolean takesText(String text) {
    int stop = firstStop(text);
    String wanted = stop < 0 ? text : text.substring(0, stop);
    if (TokenEstimate.of(wanted) > left) {
      keepText(Chunks.first(wanted, left * CHARACTERS_PER_TOKEN));
      return endsWith("max_tokens");
    }
    keepText(wanted);
    left -= TokenEstimate.of(wanted);
    return stop < 0 || endsWith("stop_sequence");
  }

  private void keepText(String text) {
    if (!text.isEmpty()) {
      kept.add(new Block.Text(text));
    }
  }

  private boolean endsWith(String reason) {
    stopReason = reason;
    return false;
  }

  private int firstStop(String text) {
    return stops.stream()
        .filter(stop -> !stop.isEmpty())
        .mapToInt(text::indexOf)
        .filter(at -> at >= 0)
        .min()
        .orElse(-1);
  }
}
