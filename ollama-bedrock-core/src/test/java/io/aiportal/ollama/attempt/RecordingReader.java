package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told, and may throw where a test wants it to. */
final class RecordingReader implements AnswerSink, AnswerListener {

  final List<String> heard = new ArrayList<>();
  @Nullable AnswerFlow flow;
  @Nullable CallException error;
  @Nullable AnswerEnd end;
  Consumer<String> trouble = what -> {};

  private void hear(String what) {
    heard.add(what);
    trouble.accept(what);
  }

  /** How often the end was told. */
  long ends() {
    return heard.stream().filter(what -> what.equals("complete") || what.equals("error")).count();
  }

  @Override
  public void onOpen(AnswerFlow opened) {
    flow = opened;
    hear("open");
  }

  @Override
  public void onWarnings(List<String> told) {
    told.forEach(warning -> hear("warning " + warning));
  }

  @Override
  public void onEndOfRead() {
    hear("read");
  }

  @Override
  public void onComplete(AnswerEnd how) {
    end = how;
    hear("complete");
  }

  @Override
  public void onError(CallException failure) {
    error = failure;
    hear("error");
  }

  @Override
  public void start() {
    hear("start");
  }

  @Override
  public void text(String text) {
    hear("text " + text);
  }

  @Override
  public void citation(Citation citation) {
    hear("citation " + citation.text());
  }

  @Override
  public void reasoning(String text) {
    hear("reasoning " + text);
  }

  @Override
  public void reasoningSignature(String signature) {
    hear("signature");
  }

  @Override
  public void redactedReasoning(byte[] data) {
    hear("redacted");
  }

  @Override
  public void toolUseStart(int index, String id, String name) {
    hear("tool start");
  }

  @Override
  public void toolUseInput(int index, String json) {
    hear("tool input");
  }

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    hear("tool");
  }

  @Override
  public void blockEnd() {
    hear("block end");
  }

  @Override
  public void end(AnswerEnd end) {
    hear("end " + end.stopReason());
  }
}
