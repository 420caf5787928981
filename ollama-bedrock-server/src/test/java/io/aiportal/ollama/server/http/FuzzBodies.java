package io.aiportal.ollama.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Requests that are right but for a mutation or some, a stream of them for each seed. */
final class FuzzBodies {

  /** One request; its body may be anything. */
  record Request(String method, String path, byte[] body) {

    @Override
    public String toString() {
      return method + " " + path + " " + new String(body, StandardCharsets.UTF_8);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final String TOOLS =
      """
      "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":
      {"type":"object","properties":{"x":{"type":"string"}},"required":["x"]}}}]""";

  /** Methods and paths with bodies that are right; every route has one. */
  private static final List<String[]> RIGHT =
      List.of(
          right(
              "POST",
              "/api/chat",
              """
              {"model":"nova-lite","messages":[{"role":"system","content":"s"},{"role":"user",
              "content":"hi","images":["iVBORw0KGgo="]},{"role":"assistant","content":"",
              "thinking":"t","tool_calls":[{"id":"c1","function":{"index":0,"name":"f",
              "arguments":{"x":"1"}}}]},{"role":"tool","tool_name":"f","content":"r"}],
              "stream":true,"format":"json","think":false,"keep_alive":"5m",
              "options":{"temperature":0.5,"num_predict":10,"stop":["x"],"top_k":3},"""
                  + TOOLS
                  + "}"),
          right(
              "POST",
              "/api/chat",
              """
              {"model":"nova-lite","messages":[{"role":"user","content":"hi"}],"stream":false}"""),
          right(
              "POST",
              "/api/generate",
              """
              {"model":"nova-lite","prompt":"hi","system":"s","stream":true,"raw":false,
              "context":[1,2],"images":[],"options":{"seed":1},"keep_alive":0}"""),
          right("POST", "/api/show", "{\"model\":\"nova-lite\",\"verbose\":true}"),
          right(
              "POST", "/api/embed", "{\"model\":\"titan-embed-text-v2\",\"input\":[\"a\",\"b\"]}"),
          right(
              "POST",
              "/v1/embeddings",
              """
              {"model":"titan-embed-text-v2","input":["a"],"encoding_format":"base64",
              "dimensions":256}"""),
          right("POST", "/api/embeddings", "{\"model\":\"titan-embed-text-v2\",\"prompt\":\"a\"}"),
          right(
              "POST",
              "/v1/chat/completions",
              """
              {"model":"nova-lite","messages":[{"role":"system","content":"s"},{"role":"user",
              "content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":
              {"url":"data:image/png;base64,iVBORw0KGgo="}}]},{"role":"assistant","content":null,
              "tool_calls":[{"id":"c1","type":"function","function":{"name":"f",
              "arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"}],
              "stream":true,"stream_options":{"include_usage":true},"max_tokens":9,"stop":["x"],
              "temperature":1,"response_format":{"type":"json_object"},"tool_choice":"auto",
              "reasoning_effort":"none","parallel_tool_calls":true,"""
                  + TOOLS
                  + "}"),
          right(
              "POST",
              "/v1/completions",
              """
              {"model":"nova-lite","prompt":"hi","max_tokens":5,"stop":"x","stream":false}"""),
          right(
              "POST",
              "/v1/responses",
              """
              {"model":"nova-lite","instructions":"i","input":[{"type":"message","role":"user",
              "content":[{"type":"input_text","text":"hi"}]},{"type":"function_call","call_id":"c",
              "name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c",
              "output":"r"}],"tools":[{"type":"function","name":"f","parameters":
              {"type":"object","properties":{}}}],"stream":true,"max_output_tokens":9,
              "text":{"format":{"type":"text"}},"reasoning":{"effort":"low"}}"""),
          right(
              "POST",
              "/v1/systemone",
              """
              {"model":"nova-pro","state":{"a":[1]},"images":["aW1n"],"questions":{"c":{"type":
              "choice","instructions":"q","criteria":{"a":"A","b":null}},"n":{"type":"noul",
              "instructions":"q","criteria":{"true":"T"}},"s":{"type":"score","instructions":["q"],
              "criteria":["l","h"]}},"keep_alive":"5m"}"""),
          right("GET", "/v1/models", ""),
          right("GET", "/v1/models/nova-lite", ""),
          right(
              "POST",
              "/v1/messages",
              """
              {"model":"nova-lite","max_tokens":9,"system":[{"type":"text","text":"s",
              "cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"hi"},
              {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,
              "content":[{"type":"text","text":"r"}]}]}],"tools":[{"name":"f","input_schema":
              {"type":"object"}}],"tool_choice":{"type":"auto"},"stream":true,
              "thinking":{"type":"disabled"},"stop_sequences":["x"]}"""),
          right(
              "POST",
              "/v1/messages/count_tokens",
              """
              {"model":"nova-lite","messages":[{"role":"user","content":"hi"}]}"""),
          right("GET", "/api/tags", ""),
          right("GET", "/api/ps", ""),
          right("GET", "/api/version", ""),
          right("POST", "/api/pull", "{\"model\":\"nova-lite\",\"stream\":false}"),
          right("POST", "/api/push", "{\"model\":\"nova-lite\",\"stream\":false}"),
          right("DELETE", "/api/delete", "{\"model\":\"nova-lite\"}"),
          right("POST", "/api/copy", "{\"source\":\"nova-lite\",\"destination\":\"mine\"}"),
          right(
              "POST",
              "/api/create",
              """
              {"model":"mine","from":"nova-lite","system":"s","parameters":{"temperature":1},
              "messages":[{"role":"user","content":"u"}],"license":["l"],"stream":true}"""));

  private static final List<JsonNode> ODD_VALUES =
      List.of(
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.booleanNode(false),
          NODES.numberNode(0),
          NODES.numberNode(-1),
          NODES.numberNode(1.5),
          NODES.numberNode(1e300),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.textNode(""),
          NODES.textNode(" "),
          NODES.textNode("\ud800"),
          NODES.textNode("x".repeat(300)),
          NODES.textNode("nova-lite"),
          NODES.textNode("5m"),
          NODES.textNode("high"),
          NODES.textNode("data:image/png;base64,iVBORw0KGgo="),
          NODES.arrayNode(),
          NODES.arrayNode().add(1).add("a").addNull(),
          NODES.objectNode(),
          NODES.objectNode().put("type", "text").put("text", "t"),
          NODES.objectNode().put("", ""));

  private final Random random;

  /** A stream of requests; the same for the same seed. */
  FuzzBodies(long seed) {
    random = new Random(seed);
  }

  private static String[] right(String method, String path, String body) {
    return new String[] {method, path, body.replace("\n", "")};
  }

  /** The next request. */
  Request next() {
    String[] right = pick(RIGHT);
    byte[] body = right[2].getBytes(StandardCharsets.UTF_8);
    return new Request(right[0], right[1], body.length == 0 ? body : mutated(body));
  }

  private byte[] mutated(byte[] body) {
    byte[] mutated = body;
    int structures = random.nextInt(4);
    if (structures > 0) {
      JsonNode tree = tree(body);
      for (int i = 0; i < structures; i++) {
        tree = changed(tree);
      }
      mutated = tree.toString().getBytes(StandardCharsets.UTF_8);
    }
    for (int i = random.nextInt(8) - 5; i > 0; i--) {
      mutated = torn(mutated);
    }
    return mutated;
  }

  private static JsonNode tree(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("a right body is wrong", e);
    }
  }

  /** The tree with one value somewhere in it changed, gone or doubled. */
  private JsonNode changed(JsonNode tree) {
    List<JsonNode> containers = new ArrayList<>();
    gather(tree, containers);
    if (containers.isEmpty() || random.nextInt(50) == 0) {
      return pick(ODD_VALUES).deepCopy();
    }
    JsonNode container = pick(containers);
    if (container instanceof ArrayNode array) {
      change(array);
    } else {
      change((ObjectNode) container);
    }
    return tree;
  }

  private static void gather(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode() && !node.isEmpty()) {
      containers.add(node);
      node.forEach(child -> gather(child, containers));
    }
  }

  private void change(ArrayNode array) {
    int at = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(at);
      case 1 -> array.add(array.get(at).deepCopy());
      case 2 -> array.set(at, nested());
      default -> array.set(at, pick(ODD_VALUES).deepCopy());
    }
  }

  private void change(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = pick(names);
    switch (random.nextInt(6)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name.toUpperCase(Locale.ROOT), pick(ODD_VALUES).deepCopy());
      case 2 -> object.set(name, nested());
      case 3 -> object.set(name + "x", object.get(name).deepCopy());
      default -> object.set(name, pick(ODD_VALUES).deepCopy());
    }
  }

  /** Arrays and objects in each other, some of them deeper than anybody reads. */
  private JsonNode nested() {
    JsonNode node = pick(ODD_VALUES).deepCopy();
    int depth = random.nextInt(20) == 0 ? 300 : random.nextInt(5);
    for (int i = 0; i < depth; i++) {
      node = random.nextBoolean() ? NODES.arrayNode().add(node) : NODES.objectNode().set("k", node);
    }
    return node;
  }

  /** The bytes with some of them lost, doubled or changed. */
  private byte[] torn(byte[] body) {
    if (body.length == 0) {
      return body;
    }
    int at = random.nextInt(body.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(body, at);
      }
      case 1 -> {
        byte[] changed = body.clone();
        changed[at] = (byte) random.nextInt(256);
        return changed;
      }
      case 2 -> {
        byte[] more = Arrays.copyOf(body, body.length + 1);
        System.arraycopy(body, at, more, at + 1, body.length - at);
        more[at] = (byte) "{}[]\",:\\0e-n".charAt(random.nextInt(12));
        return more;
      }
      default -> {
        byte[] less = Arrays.copyOf(body, body.length - 1);
        System.arraycopy(body, at + 1, less, at, body.length - at - 1);
        return less;
      }
    }
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
