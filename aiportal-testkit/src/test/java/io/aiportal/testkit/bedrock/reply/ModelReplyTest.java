package io.aiportal.testkit.bedrock.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModelReplyTest {

  private static final ModelReply WHOLE =
      ModelReply.of(
              List.of(
                  new Block.Reasoning("Let me see.", "c2ln"),
                  new Block.RedactedReasoning("aGlkZGVu"),
                  new Block.Text("Looking it up. Grüße 🌍!"),
                  new Block.ToolUse("t1", "now", JsonNodeFactory.instance.objectNode()),
                  new Block.ToolUse("t2", "get_weather", Json.of("{\"city\":\"São Paulo 🌧\"}"))))
          .withUsage(new Usage(10, 20, 30, 40));

  @Test
  void toConverseResponse_allBlocks_hasBedrocksShape() {
    assertThat(Json.of(WHOLE.toConverseResponse().toString()))
        .isEqualTo(
            Json.of(
                """
                {"metrics":{"latencyMs":635},
                 "output":{"message":{"content":[
                   {"reasoningContent":{"reasoningText":{"signature":"c2ln","text":"Let me see."}}},
                   {"reasoningContent":{"redactedContent":"aGlkZGVu"}},
                   {"text":"Looking it up. Grüße 🌍!"},
                   {"toolUse":{"name":"now","toolUseId":"t1","type":"tool_use","input":{}}},
                   {"toolUse":{"name":"get_weather","toolUseId":"t2","type":"tool_use",
                     "input":{"city":"São Paulo 🌧"}}}],
                  "role":"assistant"}},
                 "stopReason":"tool_use",
                 "usage":{"cacheReadInputTokenCount":30,"cacheReadInputTokens":30,
                   "cacheWriteInputTokenCount":40,"cacheWriteInputTokens":40,
                   "inputTokens":10,"outputTokens":20,"serverToolUsage":{},"totalTokens":100}}
                """));
  }

  @Test
  void toStreamEvents_allBlocks_sayTheSameAsTheWholeResponse() {
    List<ReplyEvent> events = WHOLE.toStreamEvents();

    assertThat(joined(events, 0, "/reasoningContent/text")).isEqualTo("Let me see.");
    assertThat(joined(events, 0, "/reasoningContent/signature")).isEqualTo("c2ln");
    assertThat(joined(events, 1, "/reasoningContent/redactedContent")).isEqualTo("aGlkZGVu");
    assertThat(joined(events, 2, "/text")).isEqualTo("Looking it up. Grüße 🌍!");
    assertThat(joined(events, 3, "/toolUse/input")).isEmpty();
    assertThat(Json.of(joined(events, 4, "/toolUse/input")))
        .isEqualTo(Json.of("{\"city\":\"São Paulo 🌧\"}"));
  }

  @Test
  void toStreamEvents_allBlocks_startOnlyToolUse() {
    List<ReplyEvent> events = WHOLE.toStreamEvents();

    assertThat(events.get(0).type()).isEqualTo("messageStart");
    assertThat(events.get(events.size() - 2).payload())
        .isEqualTo(Json.of("{\"stopReason\":\"tool_use\"}"));
    assertThat(events.get(events.size() - 1).type()).isEqualTo("metadata");
    assertThat(payloads(events, "contentBlockStart"))
        .containsExactly(
            Json.of(
                """
                {"contentBlockIndex":3,
                 "start":{"toolUse":{"name":"now","toolUseId":"t1","type":"tool_use"}}}
                """),
            Json.of(
                """
                {"contentBlockIndex":4,
                 "start":{"toolUse":{"name":"get_weather","toolUseId":"t2","type":"tool_use"}}}
                """));
    assertThat(payloads(events, "contentBlockStop"))
        .extracting(stop -> stop.get("contentBlockIndex").asInt())
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void toStreamEvents_text_arrivesInPiecesThatCutNoCharacter() {
    ModelReply reply = ModelReply.text("🌍".repeat(100) + " and so on");

    assertThat(reply.toStreamEvents())
        .filteredOn(event -> event.type().equals("contentBlockDelta"))
        .hasSizeGreaterThan(8)
        .allSatisfy(
            event -> {
              String piece = event.payload().at("/delta/text").asText();
              assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
              assertThat(event.tokens()).isPositive();
            });
  }

  @Test
  void toStreamEvents_cutToolUse_leavesTheJsonBroken() {
    ModelReply reply =
        ModelReply.of(List.of(new Block.CutToolUse("t", "f", "{\"a\":")))
            .withStopReason("max_tokens");

    assertThat(joined(reply.toStreamEvents(), 0, "/toolUse/input")).isEqualTo("{\"a\":");
    assertThat(reply.toConverseResponse().at("/output/message/content/0/toolUse/input"))
        .isEqualTo(Json.of("{}"));
  }

  @Test
  void toStreamEvents_memberNames_areThoseOfRecordedStreams() {
    Set<String> recorded =
        Set.of(
            "messageStart/role",
            "contentBlockStart/contentBlockIndex",
            "contentBlockStart/start",
            "contentBlockDelta/contentBlockIndex",
            "contentBlockDelta/delta",
            "contentBlockStop/contentBlockIndex",
            "messageStop/stopReason",
            "metadata/metrics",
            "metadata/usage");

    Set<String> names = new TreeSet<>();
    for (ReplyEvent event : WHOLE.toStreamEvents()) {
      event.payload().fieldNames().forEachRemaining(name -> names.add(event.type() + "/" + name));
    }

    assertThat(names).isEqualTo(new TreeSet<>(recorded));
  }

  @Test
  void forRequest_usageUnknown_isEstimated() {
    JsonNode request = Json.asking("four");

    assertThat(ModelReply.text("eight ch").forRequest(request).usage()).isEqualTo(Usage.of(4, 2));
    assertThat(WHOLE.forRequest(request).usage()).isEqualTo(new Usage(10, 20, 30, 40));
  }

  @Test
  void pace_tokens_takeTheirTime() {
    Pace pace = new Pace(Duration.ofMillis(200), 50);

    assertThat(pace.untilToken(10)).isEqualTo(Duration.ofMillis(400));
    assertThat(Pace.INSTANT.untilToken(1_000)).isZero();
  }

  private static List<JsonNode> payloads(List<ReplyEvent> events, String type) {
    return events.stream()
        .filter(event -> event.type().equals(type))
        .map(event -> (JsonNode) event.payload())
        .toList();
  }

  private static String joined(List<ReplyEvent> events, int block, String pointer) {
    return payloads(events, "contentBlockDelta").stream()
        .filter(delta -> delta.get("contentBlockIndex").asInt() == block)
        .map(delta -> delta.get("delta").at(pointer).asText())
        .collect(Collectors.joining());
  }
}
