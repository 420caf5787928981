package io.aiportal.ollama.answer;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a sink is told, a line for each call. */
final class AnswerLog implements AnswerSink {

  final List<String> calls = new ArrayList<>();

  /** The text of the answer so far. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (String call : calls) {
      if (call.startsWith("text ")) {
        text.append(call.substring(5));
      }
    }
    return text.toString();
  }

  @Override
  public void start() {
    calls.add("start");
  }

  @Override
  public void text(String text) {
    calls.add("text " + text);
  }

  @Override
  public void citation(Citation citation) {
    calls.add("citation " + citation.text() + " of " + citation.title());
  }

  @Override
  public void reasoning(String text) {
    calls.add("reasoning " + text);
  }

  @Override
  public void reasoningSignature(String signature) {
    calls.add("signature " + signature);
  }

  @Override
  public void redactedReasoning(byte[] data) {
    calls.add("redacted " + new String(data, StandardCharsets.UTF_8));
  }

  @Override
  public void toolUseStart(int index, String id, String name) {
    calls.add("start " + index + " " + id + " " + name);
  }

  @Override
  public void toolUseInput(int index, String json) {
    calls.add("input " + index + " " + json);
  }

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    calls.add("call " + index + " " + call.id() + " " + call.name() + " " + call.input());
  }

  @Override
  public void blockEnd() {
    calls.add("block end");
  }

  @Override
  public void end(AnswerEnd end) {
    calls.add("end " + end.stopReason());
  }
}
