package io.aiportal.ollama.api.anthropic;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.internal.json.LineBuffer;

/**
 * How a message begins.
 *
 * @param id names the answer
 * @param model the model's name as the request spelled it
 */
record MessageHead(String id, String model) {

  /** The head of a new answer of a model. */
  static MessageHead of(String model) {
    return new MessageHead(RandomIds.next("msg_"), model);
  }

  /** Appends a message up to its content. */
  LineBuffer appendTo(LineBuffer line) {
    return line.append(ascii("{\"id\":\""))
        .append(ascii(id))
        .append(ascii("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""))
        .appendEscaped(model)
        .append(ascii("\",\"content\":"));
  }
}
