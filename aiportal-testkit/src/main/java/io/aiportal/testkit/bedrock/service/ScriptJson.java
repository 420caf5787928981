package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.Usage;
import io.aiportal.testkit.bedrock.report.RequestMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Scripts and conditions in JSON, for tests that are not written in Java. */
final class ScriptJson {

  private static final Set<String> MEMBERS =
      Set.of(
          "when",
          "text",
          "content",
          "fault",
          "stopReason",
          "usage",
          "firstTokenMillis",
          "tokensPerSecond",
          "times",
          "always");
  private static final Set<String> CONDITIONS =
      Set.of("operation", "model", "text", "body", "headers");
  private static final int MOST_TIMES = 10_000;

  private ScriptJson() {}

  /**
   * Adds one script, or an array of them.
   *
   * @throws ServiceException with a sentence on what is wrong; then none was added
   */
  static void add(JsonNode json, Script script) {
    List<JsonNode> all = new ArrayList<>();
    if (json.isArray()) {
      json.forEach(all::add);
    } else {
      all.add(json);
    }
    all.forEach(one -> addOne(one, new Script()));
    all.forEach(one -> addOne(one, script));
  }

  private static void addOne(JsonNode json, Script script) {
    checkMembers(json, "a script", MEMBERS);
    RequestMatcher when = matcher(json.path("when"));
    boolean always = json.path("always").asBoolean();
    int times = json.path("times").asInt(1);
    if (times < 1 || times > MOST_TIMES) {
      throw refused("times must be between 1 and " + MOST_TIMES + ".");
    }
    if (Stream.of("text", "content", "fault").filter(json::has).count() != 1) {
      throw refused("A script has one of text, content and fault.");
    }
    for (int i = 0; i < times; i++) {
      if (json.has("fault")) {
        script.addModelFault(fault(json.get("fault").asText()), when, always);
      } else {
        script.add(reply(json), when, always);
      }
    }
  }

  private static Fault fault(String name) {
    return Fault.named(name)
        .orElseThrow(
            () -> refused("There is no fault " + name + ". There are " + Fault.names() + "."));
  }

  private static ModelReply reply(JsonNode json) {
    ModelReply reply =
        json.has("text")
            ? ModelReply.text(json.get("text").asText())
            : ModelReply.of(blocks(json.get("content")));
    if (json.has("stopReason")) {
      reply = reply.withStopReason(json.get("stopReason").asText());
    }
    JsonNode usage = json.path("usage");
    if (usage.isObject()) {
      reply =
          reply.withUsage(
              new Usage(
                  usage.path("inputTokens").asInt(),
                  usage.path("outputTokens").asInt(),
                  usage.path("cacheReadInputTokens").asInt(),
                  usage.path("cacheWriteInputTokens").asInt()));
    }
    return json.has("firstTokenMillis") || json.has("tokensPerSecond")
        ? reply.withPace(pace(json))
        : reply;
  }

  private static Pace pace(JsonNode json) {
    long first = json.path("firstTokenMillis").asLong();
    double perSecond = json.path("tokensPerSecond").asDouble(Double.POSITIVE_INFINITY);
    if (first < 0 || !(perSecond > 0)) {
      throw refused("firstTokenMillis must not be negative, and tokensPerSecond must be positive.");
    }
    return new Pace(Duration.ofMillis(first), perSecond);
  }

  /** Content blocks as an answer of Converse has them. */
  private static List<Block> blocks(JsonNode content) {
    List<Block> blocks = new ArrayList<>();
    for (JsonNode block : content) {
      JsonNode call = block.path("toolUse");
      JsonNode reasoning = block.path("reasoningContent");
      if (block.has("text")) {
        blocks.add(new Block.Text(block.get("text").asText()));
      } else if (call.has("name") && call.path("input").isObject()) {
        String id = call.path("toolUseId").asText("tooluse_scripted");
        blocks.add(new Block.ToolUse(id, call.get("name").asText(), call.get("input")));
      } else if (reasoning.has("redactedContent")) {
        blocks.add(new Block.RedactedReasoning(reasoning.get("redactedContent").asText()));
      } else if (reasoning.has("reasoningText")) {
        JsonNode text = reasoning.get("reasoningText");
        JsonNode signature = text.path("signature");
        blocks.add(
            new Block.Reasoning(
                text.path("text").asText(), signature.isTextual() ? signature.textValue() : null));
      } else {
        throw refused(
            "A block of content is text, toolUse with name and input, or reasoningContent.");
      }
    }
    return blocks;
  }

  /**
   * Which requests are meant.
   *
   * @throws ServiceException with a sentence on what is wrong
   */
  static RequestMatcher matcher(JsonNode json) {
    RequestMatcher matcher = RequestMatcher.any();
    if (json.isMissingNode()) {
      return matcher;
    }
    checkMembers(json, "when", CONDITIONS);
    if (json.has("operation")) {
      matcher = matcher.operation(json.get("operation").asText());
    }
    if (json.has("model")) {
      matcher = matcher.model(json.get("model").asText());
    }
    if (json.has("text")) {
      matcher = matcher.saying(json.get("text").asText());
    }
    for (Map.Entry<String, JsonNode> member : json.path("body").properties()) {
      if (!member.getKey().startsWith("/")) {
        throw refused(
            "body has JSON pointers that begin with a slash, not " + member.getKey() + ".");
      }
      matcher = matcher.with(member.getKey(), member.getValue());
    }
    for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
      matcher = matcher.header(header.getKey(), header.getValue().asText());
    }
    return matcher;
  }

  private static void checkMembers(JsonNode json, String what, Set<String> known) {
    if (!json.isObject()) {
      throw refused(what + " must be a JSON object.");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw refused(
                    what
                        + " has no "
                        + name
                        + ", but "
                        + String.join(", ", known.stream().sorted().toList())
                        + ".");
              }
            });
  }

  private static ServiceException refused(String sentence) {
    return new ServiceException(BedrockError.validation(sentence));
  }
}
