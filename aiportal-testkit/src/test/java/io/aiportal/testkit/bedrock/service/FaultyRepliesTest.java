package io.aiportal.testkit.bedrock.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How models behave that do not what they are told. */
class FaultyRepliesTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void toolCallAsText_isJsonOfAFunction() throws IOException {
    ModelReply reply = ModelReply.toolUse("t", "clock", json("{\"zone\":\"UTC\"}"));

    ModelReply text = FaultyReplies.of(reply, json("{}"), Fault.TOOL_CALL_AS_TEXT);

    assertThat(text.blocks())
        .containsExactly(
            new Block.Text(
                "{\"type\":\"function\",\"name\":\"clock\",\"parameters\":{\"zone\":\"UTC\"}}"));
    assertThat(text.stopReason()).isEqualTo("end_turn");
  }

  @Test
  void inlineThinking_isTheBeginOfTheText() throws IOException {
    ModelReply reply = ModelReply.reasoning("I think", "signature", "Hello");

    assertThat(FaultyReplies.of(reply, json("{}"), Fault.INLINE_THINKING).blocks())
        .containsExactly(new Block.Text("<thinking>I think</thinking>\nHello"));
  }

  @Test
  void inlineThinking_beforeATool_isATextOfItsOwn() throws IOException {
    ModelReply reply = ModelReply.toolUse("t", "clock", json("{}"));

    ModelReply inline = FaultyReplies.of(reply, json("{}"), Fault.INLINE_THINKING);

    assertThat(inline.blocks()).hasSize(2);
    assertThat(inline.blocks().get(0))
        .isInstanceOfSatisfying(
            Block.Text.class,
            text -> assertThat(text.text()).matches("(?s)<thinking>.+</thinking>\n"));
    assertThat(inline.stopReason()).isEqualTo("tool_use");
  }

  @Test
  void stopsIgnored_leavesThemUnread() throws IOException {
    JsonNode request = json("{\"inferenceConfig\":{\"stopSequences\":[\"a\"],\"maxTokens\":5}}");

    assertThat(FaultyReplies.read(request, Fault.STOPS_IGNORED))
        .isEqualTo(json("{\"inferenceConfig\":{\"maxTokens\":5}}"));
    assertThat(FaultyReplies.read(request, Fault.FORCED_TOOL_IGNORED)).isSameAs(request);
  }

  @Test
  void forcedToolIgnored_leavesTheToolsUnread() throws IOException {
    JsonNode forced = json("{\"toolConfig\":{\"tools\":[{}],\"toolChoice\":{\"any\":{}}},\"a\":1}");
    JsonNode free = json("{\"toolConfig\":{\"tools\":[{}]}}");

    assertThat(FaultyReplies.read(forced, Fault.FORCED_TOOL_IGNORED)).isEqualTo(json("{\"a\":1}"));
    assertThat(FaultyReplies.read(free, Fault.FORCED_TOOL_IGNORED)).isSameAs(free);
  }

  private static JsonNode json(String text) throws IOException {
    return MAPPER.readTree(text);
  }
}
