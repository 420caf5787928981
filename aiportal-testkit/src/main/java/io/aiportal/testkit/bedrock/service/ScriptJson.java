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
    boolean always = isTrue(json, "always");
    int times = json.has("times") ? number(json, "times").asInt() : 1;
    if (times < 1 || times > MOST_TIMES) {
      throw refused("times must be between 1 and " + MOST_TIMES + ".");
    }
    if (Stream.of("text", "content", "fault").filter(json::has).count() != 1) {
      throw refused("A script has one of text, content and fault.");
    }
    for (int i = 0; i < times; i++) {
      if (json.has("fault")) {
        script.addModelFault(fault(text(json, "fault")), when, always);
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
            ? ModelReply.text(text(json, "text"))
            : ModelReply.of(blocks(json.get("content")));
    if (json.has("stopReason")) {
      reply = reply.withStopReason(text(json, "stopReason"));
    }
    if (json.has("usage")) {
      JsonNode usage = object(json, "usage");
      reply =
          reply.withUsage(
              new Usage(
                  number(usage, "inputTokens").asInt(),
                  number(usage, "outputTokens").asInt(),
                  number(usage, "cacheReadInputTokens").asInt(),
                  number(usage, "cacheWriteInputTokens").asInt(),
                  usage.has("cacheReadInputTokens") || usage.has("cacheWriteInputTokens")));
    }
    return json.has("firstTokenMillis") || json.has("tokensPerSecond")
        ? reply.withPace(pace(json))
        : reply;
  }

  private static Pace pace(JsonNode json) {
    long first = number(json, "firstTokenMillis").asLong();
    double perSecond = number(json, "tokensPerSecond").asDouble(Double.POSITIVE_INFINITY);
    if (first < 0 || !(perSecond > 0)) {
      throw refused("firstTokenMillis must not be negative, and tokensPerSecond must be positive.");
    }
    return new Pace(Duration.ofMillis(first), perSecond);
  }

  /** Content blocks as an answer of Converse has them. */
  private static List<Block> blocks(JsonNode content) {
    if (!content.isArray()) {
      throw refused("content must be an array of blocks.");
    }
    List<Block> blocks = new ArrayList<>();
    for (JsonNode block : content) {
      JsonNode call = block.path("toolUse");
      JsonNode reasoning = block.path("reasoningContent");
      if (block.has("text")) {
        blocks.add(new Block.Text(text(block, "text")));
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
      matcher = matcher.operation(text(json, "operation"));
    }
    if (json.has("model")) {
      matcher = matcher.model(text(json, "model"));
    }
    if (json.has("text")) {
      matcher = matcher.saying(text(json, "text"));
    }
    for (Map.Entry<String, JsonNode> member : object(json, "body").properties()) {
      if (!member.getKey().startsWith("/")) {
        throw refused(
            "body has JSON pointers that begin with a slash, not " + member.getKey() + ".");
      }
      matcher = matcher.with(member.getKey(), member.getValue());
    }
    for (Map.Entry<String, JsonNode> header : object(json, "headers").properties()) {
      matcher = matcher.header(header.getKey(), text(json.get("headers"), header.getKey()));
    }
    return matcher;
  }

  private static String text(JsonNode json, String name) {
    JsonNode text = json.get(name);
    if (!text.isTextual()) {
      throw refused(name + " must be a text.");
    }
    return text.textValue();
  }

  /** A number; missing if there is none. */
  private static JsonNode number(JsonNode json, String name) {
    JsonNode number = json.path(name);
    if (!number.isNumber() && !number.isMissingNode()) {
      throw refused(name + " must be a number.");
    }
    return number;
  }

  private static boolean isTrue(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isBoolean() && !value.isMissingNode()) {
      throw refused(name + " must be true or false.");
    }
    return value.booleanValue();
  }

  /** An object; missing if there is none. */
  private static JsonNode object(JsonNode json, String name) {
    JsonNode object = json.path(name);
    if (!object.isObject() && !object.isMissingNode()) {
      throw refused(name + " must be a JSON object.");
    }
    return object;
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
