package io.aiportal.ollama.server.conversations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.server.conversations.Conversation.Block;
import io.aiportal.ollama.server.conversations.Conversation.Call;
import io.aiportal.ollama.server.conversations.Conversation.Choice;
import io.aiportal.ollama.server.conversations.Conversation.Document;
import io.aiportal.ollama.server.conversations.Conversation.Format;
import io.aiportal.ollama.server.conversations.Conversation.Image;
import io.aiportal.ollama.server.conversations.Conversation.Message;
import io.aiportal.ollama.server.conversations.Conversation.Result;
import io.aiportal.ollama.server.conversations.Conversation.Role;
import io.aiportal.ollama.server.conversations.Conversation.Settings;
import io.aiportal.ollama.server.conversations.Conversation.Text;
import io.aiportal.ollama.server.conversations.Conversation.Thinking;
import io.aiportal.ollama.server.conversations.Conversation.Thought;
import io.aiportal.ollama.server.conversations.Conversation.Tool;
import io.aiportal.testkit.bedrock.reply.ReasoningSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes conversations that a model can be asked to go on with; the same for the same seed. */
final class ConversationSource {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> BLANKS =
      List.of("", " ", "\n\n", "\t", "\u00a0", "\u2007", "\u3000", "\u0085", "\u200b");

  private static final List<String> PIECES =
      List.of(
          "",
          "é",
          "日本語",
          "😀👩‍👩‍👧",
          "<&>",
          "\u0000",
          "\u2028",
          "\ufeff",
          "[TOOL_CALLS]",
          "</tool_call>",
          "<thinking>",
          "{\"a\":",
          "مرحبا",
          "e\u0301",
          "\\u0041",
          "line\nline",
          "\r\n",
          "#".repeat(90));

  private static final List<String> NAMES =
      List.of(
          "get_weather", "get.weather", "get-weather", "日本", "a b", "x".repeat(90), "1", "Bash");

  private static final List<String> IDS =
      List.of(
          "call_", "toolu_01A", "functions.f:", "chatcmpl-tool-" + "9".repeat(70), "id/ü ", "0");

  private static final List<String> STOPS =
      List.of("STOP", "\n", " ", "", "</s>", "\n\nHuman:", "}", "é", "###", "END");

  /** Schemas of tools, as people and programs write them. */
  private static final List<ObjectNode> PARAMETERS =
      objects(
          """
          {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}
          {"type":"object","properties":{}}
          {}
          {"type":"object","properties":{"city name":{"type":"string"},"n":{"type":"integer","maximum":9007199254740991}}}
          {"type":"object","properties":{"a":{"$ref":"#/$defs/p"}},"$defs":{"p":{"type":"object","properties":{"q":{"$ref":"#/$defs/p"}}}}}
          {"anyOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"type":"object","properties":{"b":{"type":"number"}}}]}
          {"type":"object","properties":{"a":{"type":["string","null"]},"b":{"anyOf":[{"type":"integer"},{"type":"null"}]}}}
          {"$schema":"http://json-schema.org/draft-04/schema#","type":"object","properties":{"n":{"type":"number","minimum":0,"exclusiveMinimum":true}}}
          {"type":"object","properties":{"l":{"type":"array","items":[{"type":"str"},{"type":"float"}]}},"additionalProperties":false}
          {"type":"object","properties":{"e":{"enum":["a",1,null]},"c":{"const":"x"}},"title":"T","description":"D"}
          {"type":"object","properties":{"l":{"type":"array","items":{"type":"string","minLength":1.0},"minItems":1.0}}}
          {"enum":[1,null,"a"]}
          {"const":null}
          """);

  /** Schemas of answers. */
  private static final List<ObjectNode> FORMATS =
      objects(
          """
          {"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"]}
          {"type":"object","properties":{"n":{"type":"integer","minimum":3,"maximum":5}},"required":["n"],"additionalProperties":false}
          {"type":"array","items":{"type":"string"},"minItems":1}
          {"type":"string","enum":["yes","no"]}
          {"type":"object","properties":{"a b":{"type":["string","null"]}},"required":["a b"]}
          {"anyOf":[{"type":"object","properties":{"x":{"type":"boolean"}},"required":["x"]},{"type":"integer"}]}
          {"type":"object","properties":{"p":{"$ref":"#/$defs/p"}},"$defs":{"p":{"type":"object","properties":{"c":{"type":"number"}}}}}
          {"$schema":"http://json-schema.org/draft-04/schema#","type":"object","properties":{"n":{"type":"number","minimum":0,"exclusiveMinimum":true,"maximum":9,"exclusiveMaximum":false}},"required":["n"]}
          {"type":"object","properties":{"n":{"type":"integer","exclusiveMinimum":true,"maximum":"3"}}}
          {"type":"number","minimum":1,"maximum":5,"exclusiveMaximum":false}
          {"type":"object","properties":{"l":{"type":"array","items":{"type":"int"},"minItems":1.0,"maxItems":3.0}},"required":["l"]}
          """);

  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==");
  private static final byte[] GIF =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

  /** In a smaller window files leave no room for all that was said. */
  private static final int ROOM_FOR_FILES = 8_192;

  private final Random random;
  private final ModelTraits traits;
  private final boolean images;
  private final boolean documents;
  private int marks;

  ConversationSource(long seed, ModelTraits traits) {
    this.random = new Random(seed);
    this.traits = traits;
    boolean files = traits.limits().contextLength() > ROOM_FOR_FILES;
    this.images = files && traits.can(Capability.VISION);
    this.documents = files && traits.media().documents();
  }

  private static List<ObjectNode> objects(String lines) {
    return lines.lines().map(ConversationSource::object).toList();
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next conversation; somebody says something in it. */
  Conversation next() {
    List<Message> messages = new ArrayList<>();
    int size = 1 + random.nextInt(7);
    while (messages.size() < size) {
      addTurn(messages);
    }
    if (messages.stream().noneMatch(message -> message.role() == Role.USER)) {
      messages.add(user());
    }
    return new Conversation(messages, tools(), settings());
  }

  private void addTurn(List<Message> messages) {
    switch (random.nextInt(8)) {
      case 0 -> messages.add(new Message(Role.SYSTEM, List.of(text())));
      case 1, 2 -> messages.add(new Message(Role.ASSISTANT, assistant()));
      case 3, 4 -> addCalls(messages);
      case 5 -> {
        if (random.nextInt(4) == 0) {
          messages.add(
              new Message(
                  Role.USER,
                  List.of(result("lost" + random.nextInt(3), "lost", Optional.empty()))));
        }
      }
      default -> messages.add(user());
    }
  }

  private Message user() {
    List<Block> blocks = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      blocks.add(random.nextInt(3) == 0 ? media() : text());
    }
    return new Message(Role.USER, blocks);
  }

  private List<Block> assistant() {
    List<Block> blocks = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      String thought = "thought " + mark();
      boolean signed = traits.thinking().signed() && random.nextInt(4) > 0;
      blocks.add(new Thinking(thought, signed ? ReasoningSignature.of(thought) : ""));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      blocks.add(text());
    }
    return blocks;
  }

  /** A turn that calls tools, and, mostly, what they returned. */
  private void addCalls(List<Message> messages) {
    List<Block> blocks = assistant();
    String ids = ids(messages);
    List<Call> calls =
        IntStream.range(0, 1 + random.nextInt(3))
            .mapToObj(i -> call(ids.isEmpty() ? "" : ids + i))
            .toList();
    blocks.addAll(calls);
    messages.add(new Message(Role.ASSISTANT, blocks));
    List<Block> results =
        new ArrayList<>(
            calls.stream()
                .filter(call -> random.nextInt(8) > 0 || ids.isEmpty())
                .map(call -> (Block) result(call.id(), call.name(), Optional.of(call)))
                .toList());
    if (!ids.isEmpty()) {
      Collections.shuffle(results, random);
    }
    if (random.nextInt(3) == 0) {
      results.add(text());
    }
    if (!results.isEmpty()) {
      messages.add(new Message(Role.USER, results));
    }
  }

  /** Clients lose ids, and use them again, but not before somebody else has spoken. */
  private String ids(List<Message> messages) {
    if (messages.isEmpty() || messages.get(messages.size() - 1).role() != Role.USER) {
      return pick(IDS) + mark() + "_";
    }
    return random.nextInt(5) == 0 ? "" : pick(IDS) + (random.nextBoolean() ? mark() + "_" : "");
  }

  private Call call(String id) {
    String mark = mark();
    ObjectNode arguments =
        switch (random.nextInt(4)) {
          case 0 -> object("{\"city name\":{\"in\":[\"" + mark + "\"]},\"n\":9007199254740993}");
          case 1 -> object("{\"city\":\"" + mark + " é😀\",\"none\":null,\"\":1.5}");
          case 2 -> object("{\"日本\":\"" + mark + "\",\"deep\":{\"deep\":{\"deep\":[[[]]]}}}");
          default -> object("{}");
        };
    return new Call(id, pick(NAMES), arguments, arguments.isEmpty() ? "" : mark);
  }

  private Result result(String id, String name, Optional<Call> call) {
    List<Block> blocks = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      blocks.add(text());
    }
    if (random.nextInt(6) == 0 && images) {
      blocks.add(image());
    }
    return new Result(id, name, blocks, random.nextInt(5) == 0, call);
  }

  private Text text() {
    if (random.nextInt(5) == 0) {
      return new Text(pick(BLANKS), "");
    }
    String words = "said " + mark() + pick(PIECES) + ".";
    return new Text(pick(BLANKS) + words + pick(BLANKS), words);
  }

  private String mark() {
    marks++;
    return "m" + marks + "." + random.nextInt(1_000_000) + "m";
  }

  private Block media() {
    if (documents && random.nextInt(3) == 0) {
      return random.nextBoolean()
          ? new Document("application/pdf", "a.b c", "%PDF-1.4".getBytes(StandardCharsets.US_ASCII))
          : new Document("text/plain", "日本", "words".getBytes(StandardCharsets.US_ASCII));
    }
    return images ? image() : text();
  }

  private Image image() {
    return random.nextBoolean() ? new Image("image/png", PNG) : new Image("image/gif", GIF);
  }

  private List<Tool> tools() {
    if (!traits.can(Capability.TOOLS) || random.nextInt(3) == 0) {
      return List.of();
    }
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    return names.subList(0, 1 + random.nextInt(4)).stream()
        .map(name -> new Tool(name, random.nextInt(4) == 0 ? " " : "does things", pick(PARAMETERS)))
        .toList();
  }

  private Settings settings() {
    return new Settings(
        random.nextBoolean(),
        perhaps(Stream.of(0.0, 0.3, 1.0, 1.9)),
        perhaps(Stream.of(0.0, 0.5, 1.0)),
        perhaps(Stream.of(0, 1, 40, 10_000)),
        perhaps(Stream.of(1, 200, 5_000, 2_000_000)),
        Stream.generate(() -> pick(STOPS)).limit(random.nextInt(3) * random.nextInt(4)).toList(),
        format(),
        traits.can(Capability.THINKING) ? pick(List.of(Thought.values())) : Thought.UNSET,
        pick(List.of(Choice.values())));
  }

  private Optional<Format> format() {
    return switch (random.nextInt(6)) {
      case 0 -> Optional.of(new Format(Optional.empty()));
      case 1, 2 -> Optional.of(new Format(Optional.of(pick(FORMATS))));
      default -> Optional.empty();
    };
  }

  private <T> Optional<T> perhaps(Stream<T> values) {
    List<T> all = values.toList();
    return random.nextBoolean() ? Optional.empty() : Optional.of(pick(all));
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
