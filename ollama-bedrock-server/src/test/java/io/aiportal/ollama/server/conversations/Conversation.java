package io.aiportal.ollama.server.conversations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A conversation as a client may have had it, in no API's words.
 *
 * @param messages who said what, in turn
 * @param tools what may be called
 * @param settings how the answer should be
 */
record Conversation(List<Message> messages, List<Tool> tools, Settings settings) {

  /** Who says something. */
  enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  /** What somebody says at once. */
  record Message(Role role, List<Block> blocks) {

    <T extends Block> List<T> blocks(Class<T> kind) {
      return blocks.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  /** A part of a message. */
  sealed interface Block {}

  /**
   * Some words.
   *
   * @param words what must not be lost of the text: all but the white space around it
   */
  record Text(String text, String words) implements Block {}

  record Image(String mediaType, byte[] file) implements Block {}

  record Document(String mediaType, String name, byte[] file) implements Block {}

  /** What a model thought; the signature is empty where nobody signed. */
  record Thinking(String text, String signature) implements Block {}

  /**
   * A call of a tool.
   *
   * @param id empty where the client lost it
   * @param mark stands somewhere in the arguments; empty where there are none
   */
  record Call(String id, String name, ObjectNode arguments, String mark) implements Block {}

  /**
   * What a tool returned.
   *
   * @param answers the call; empty where nobody made it
   */
  record Result(String id, String name, List<Block> blocks, boolean error, Optional<Call> answers)
      implements Block {

    List<String> words() {
      return blocks.stream()
          .filter(Text.class::isInstance)
          .map(block -> ((Text) block).words())
          .toList();
    }
  }

  /** A tool that a model may call. */
  record Tool(String name, String description, ObjectNode schema) {}

  /** How a model is to answer; what is empty or zero is not asked for. */
  record Settings(
      boolean stream,
      Optional<Double> temperature,
      Optional<Double> topP,
      Optional<Integer> topK,
      Optional<Integer> maxTokens,
      List<String> stops,
      Optional<Format> format,
      Thought thought,
      Choice choice) {}

  /** An answer's format: any JSON, or that of a schema. */
  record Format(Optional<ObjectNode> schema) {}

  /** How much a model should think. */
  enum Thought {
    UNSET,
    OFF,
    ON,
    LOW,
    HIGH,
    BUDGET
  }

  /** Whether tools are to be called. */
  enum Choice {
    UNSET,
    AUTO,
    NONE,
    ANY,
    FIRST_TOOL
  }

  /** What was said in messages and results. */
  Stream<String> words() {
    return messages.stream()
        .flatMap(message -> message.blocks().stream())
        .flatMap(
            block -> {
              if (block instanceof Result result) {
                return result.words().stream();
              }
              return block instanceof Text text ? Stream.of(text.words()) : Stream.empty();
            });
  }
}
