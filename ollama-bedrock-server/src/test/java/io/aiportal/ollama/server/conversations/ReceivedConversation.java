package io.aiportal.ollama.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.aiportal.ollama.server.conversations.Conversation.Block;
import io.aiportal.ollama.server.conversations.Conversation.Call;
import io.aiportal.ollama.server.conversations.Conversation.Image;
import io.aiportal.ollama.server.conversations.Conversation.Message;
import io.aiportal.ollama.server.conversations.Conversation.Result;
import io.aiportal.ollama.server.conversations.Conversation.Role;
import io.aiportal.ollama.server.conversations.Conversation.Text;
import java.util.ArrayList;
import java.util.List;

/** What Bedrock was told of a conversation, to be compared with what was said in it. */
final class ReceivedConversation {

  private final JsonNode body;

  ReceivedConversation(JsonNode body) {
    this.body = body;
  }

  /** Every text is there, whole; what users and models said is in its order. */
  void assertHoldsAllTexts(Conversation conversation) {
    StringBuilder told = new StringBuilder();
    addTexts(body.path("system"), told);
    addTexts(body.path("messages"), told);
    conversation.words().forEach(words -> assertThat(told).contains(words));

    StringBuilder spoken = new StringBuilder();
    addTexts(body.path("messages"), spoken);
    int at = 0;
    for (Message message : conversation.messages()) {
      if (message.role() != Role.SYSTEM) {
        for (Text text : message.blocks(Text.class)) {
          at = spoken.indexOf(text.words(), at);
          assertThat(at).as("%s in its place", text).isNotNegative();
        }
      }
    }
  }

  /** As many images are there as were shown. */
  void assertHoldsAllImages(Conversation conversation) {
    long shown =
        conversation.messages().stream()
            .flatMap(message -> message.blocks().stream())
            .mapToLong(ReceivedConversation::images)
            .sum();
    assertThat(body.path("messages").findValues("image")).hasSize((int) shown);
  }

  private static long images(Block block) {
    if (block instanceof Result result) {
      return result.blocks().stream().mapToLong(ReceivedConversation::images).sum();
    }
    return block instanceof Image ? 1 : 0;
  }

  /** Every call that was answered is there with its arguments, and its result right behind it. */
  void assertHoldsAllCalls(Conversation conversation) {
    for (Message message : conversation.messages()) {
      for (Result result : message.blocks(Result.class)) {
        result.answers().ifPresent(call -> assertPair(call, result));
      }
    }
  }

  private void assertPair(Call call, Result result) {
    if (call.mark().isEmpty()) {
      return;
    }
    JsonNode messages = body.path("messages");
    for (int i = 0; i + 1 < messages.size(); i++) {
      for (JsonNode block : messages.get(i).path("content")) {
        JsonNode use = block.path("toolUse");
        if (use.path("input").toString().contains(call.mark())) {
          JsonNode answer = result(messages.get(i + 1), use.path("toolUseId").asText());
          String told = texts(answer);
          result.words().forEach(words -> assertThat(told).contains(words));
          return;
        }
      }
    }
    throw new AssertionError("the call " + call + " is lost");
  }

  private static JsonNode result(JsonNode message, String id) {
    for (JsonNode block : message.path("content")) {
      if (block.at("/toolResult/toolUseId").asText().equals(id)) {
        return block.path("toolResult");
      }
    }
    return MissingNode.getInstance();
  }

  /** As many results as calls, each right behind its call. */
  void assertPairsCallsAndResults() {
    List<String> open = List.of();
    for (JsonNode message : body.path("messages")) {
      assertThat(ids(message, "toolResult")).isEqualTo(open);
      open = ids(message, "toolUse");
    }
    assertThat(open).isEmpty();
  }

  private static List<String> ids(JsonNode message, String kind) {
    List<String> ids = new ArrayList<>();
    for (JsonNode block : message.path("content")) {
      if (block.has(kind)) {
        ids.add(block.at("/" + kind + "/toolUseId").asText());
      }
    }
    return ids;
  }

  private static String texts(JsonNode node) {
    StringBuilder texts = new StringBuilder();
    addTexts(node, texts);
    return texts.toString();
  }

  private static void addTexts(JsonNode node, StringBuilder texts) {
    if (node.path("text").isTextual()) {
      texts.append(node.path("text").textValue()).append('\n');
    }
    node.forEach(member -> addTexts(member, texts));
  }
}
