package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cuts a reply at the request's stop sequences and at its maximum of tokens. */
final class OutputLimits {

  private static final int CHARACTERS_PER_TOKEN = 4;

  private final List<String> stops = new ArrayList<>();
  private final List<Block> kept = new ArrayList<>();
  private int left;
  private String stopReason;
  private @Nullable String stopSequence;

  private OutputLimits(ModelReply reply, JsonNode inference, boolean heedsStops) {
    if (heedsStops) {
      inference.path("stopSequences").forEach(stop -> stops.add(stop.asText()));
    }
    left = inference.path("maxTokens").asInt(Integer.MAX_VALUE);
    stopReason = reply.stopReason();
  }

  static ModelReply apply(ModelReply reply, JsonNode request, boolean heedsStops) {
    OutputLimits limits = new OutputLimits(reply, request.path("inferenceConfig"), heedsStops);
    for (Block block : reply.blocks()) {
      if (!limits.takes(block)) {
        break;
      }
    }
    ModelReply cut = reply.withBlocks(limits.kept).withStopReason(limits.stopReason);
    return limits.stopSequence != null && asksForStopSequence(request)
        ? cut.withAdditionalFields(
            JsonNodeFactory.instance.objectNode().put("stop_sequence", limits.stopSequence))
        : cut;
  }

  private static boolean asksForStopSequence(JsonNode request) {
    for (JsonNode path : request.path("additionalModelResponseFieldPaths")) {
      if (path.asText().equals("/stop_sequence")) {
        return true;
      }
    }
    return false;
  }

  /** Keeps a block or its beginning; whether the reply goes on after it. */
  private boolean takes(Block block) {
    if (block instanceof Block.Text text) {
      return takesText(text.text());
    }
    if (block instanceof Block.CitedText cited && isCut(cited.text())) {
      return takesText(cited.text());
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

  private boolean isCut(String text) {
    return firstStop(text).isPresent() || TokenEstimate.of(text) > left;
  }

  private boolean takesText(String text) {
    Optional<String> stop = firstStop(text);
    String wanted = stop.map(sequence -> text.substring(0, text.indexOf(sequence))).orElse(text);
    if (TokenEstimate.of(wanted) > left) {
      keepText(Chunks.first(wanted, left * CHARACTERS_PER_TOKEN));
      return endsWith("max_tokens");
    }
    keepText(wanted);
    left -= TokenEstimate.of(wanted);
    stopSequence = stop.orElse(null);
    return stop.isEmpty() || endsWith("stop_sequence");
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

  private Optional<String> firstStop(String text) {
    return stops.stream()
        .filter(stop -> !stop.isEmpty() && text.contains(stop))
        .min(Comparator.comparingInt(text::indexOf));
  }
}
