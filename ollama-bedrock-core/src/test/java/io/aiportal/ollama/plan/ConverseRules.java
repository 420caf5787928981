package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.model.ModelTraits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What Bedrock asks of every Converse body, checked on its JSON. */
final class ConverseRules {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode body;
  private final ModelTraits traits;
  private final Set<String> ids = new HashSet<>();
  private boolean toolBlocks;

  private ConverseRules(JsonNode body, ModelTraits traits) {
    this.body = body;
    this.traits = traits;
  }

  /** The request's body as JSON, if Bedrock would take it for a model with these traits. */
  static JsonNode check(ConverseRequest request, ModelTraits traits) {
    JsonNode body = json(request);
    new ConverseRules(body, traits).check();
    return body;
  }

  private static JsonNode json(ConverseRequest request) {
    try {
      return JSON.readTree(ConverseJson.write(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check() {
    messages(body.path("messages"));
    body.path("system").forEach(system -> assertThat(system.path("text").asText()).isNotBlank());
    assertThat(body.path("system").isMissingNode() || traits.conversation().system()).isTrue();
    tools(body.path("toolConfig"));
    inference(body.path("inferenceConfig"));
  }

  private void messages(JsonNode messages) {
    assertThat(messages.size()).isPositive();
    String expected =
        traits.conversation().leadingUser() ? "user" : messages.get(0).path("role").asText();
    List<String> open = new ArrayList<>();
    for (JsonNode message : messages) {
      assertThat(message.path("role").asText()).isEqualTo(expected);
      expected = expected.equals("user") ? "assistant" : "user";
      JsonNode content = message.path("content");
      assertThat(content.size()).isPositive();
      content.forEach(this::block);
      assertThat(results(content)).as("results of %s", open).isEqualTo(open);
      aloneIfMust(content);
      open = uses(content);
    }
    assertThat(open).isEmpty();
  }

  private void block(JsonNode block) {
    assertThat(block.size()).as("members of %s", block).isEqualTo(1);
    String member = block.fieldNames().next();
    switch (member) {
      case "text" -> assertThat(block.path("text").asText()).isNotBlank();
      case "image" -> assertThat(block.at("/image/source/bytes").asText()).isNotEmpty();
      case "toolUse" -> toolUse(block.path(member));
      case "toolResult" -> toolResult(block.path(member));
      default -> throw new AssertionError("unexpected block " + member);
    }
  }

  private void toolUse(JsonNode use) {
    toolBlocks = true;
    String id = use.path("toolUseId").asText();
    assertThat(id).matches(traits.tools().shortIds() ? "[a-zA-Z0-9]{9}" : "[a-zA-Z0-9_.:-]{1,64}");
    assertThat(ids.add(id)).as("%s is new", id).isTrue();
    assertThat(use.path("name").asText()).matches(namePattern());
    assertThat(use.path("input").isObject()).isTrue();
  }

  private void toolResult(JsonNode result) {
    assertThat(result.path("content").size()).isPositive();
    result.path("content").forEach(this::block);
    assertThat(result.has("status") && !traits.tools().resultStatus()).isFalse();
  }

  private void aloneIfMust(JsonNode content) {
    if (traits.tools().resultAlone() && !results(content).isEmpty()) {
      assertThat(results(content)).hasSize(content.size());
    }
  }

  private void tools(JsonNode config) {
    assertThat(toolBlocks && config.isMissingNode()).as("tools are described").isFalse();
    Set<String> names = new HashSet<>();
    for (JsonNode tool : config.path("tools")) {
      JsonNode spec = tool.path("toolSpec");
      assertThat(spec.path("name").asText()).matches(namePattern());
      assertThat(names.add(spec.path("name").asText())).isTrue();
      assertThat(spec.path("description").asText("x")).isNotBlank();
      assertThat(spec.at("/inputSchema/json/type").asText()).isEqualTo("object");
    }
    assertThat(config.isMissingNode() || !names.isEmpty()).isTrue();
  }

  private void inference(JsonNode config) {
    assertThat(config.path("maxTokens").asInt(1)).isBetween(1, traits.limits().maxOutputTokens());
    assertThat(config.path("temperature").asDouble(0)).isBetween(0.0, 1.0);
    assertThat(config.path("topP").asDouble(0)).isBetween(0.0, 1.0);
    config.path("stopSequences").forEach(stop -> assertThat(stop.asText()).isNotBlank());
  }

  private String namePattern() {
    return traits.tools().hyphensInNames() ? "[a-zA-Z0-9_-]{1,64}" : "[a-zA-Z0-9_]{1,64}";
  }

  private static List<String> uses(JsonNode content) {
    return ids(content, "toolUse");
  }

  private static List<String> results(JsonNode content) {
    return ids(content, "toolResult");
  }

  private static List<String> ids(JsonNode content, String member) {
    List<String> ids = new ArrayList<>();
    for (JsonNode block : content) {
      if (block.has(member)) {
        ids.add(block.path(member).path("toolUseId").asText());
      }
    }
    return ids;
  }
}
