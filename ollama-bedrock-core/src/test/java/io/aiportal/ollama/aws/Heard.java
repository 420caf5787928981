package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A listener that writes down what it hears, and can be told to do something when it does. */
final class Heard implements ConverseStreamListener {

  final List<Object> calls = new ArrayList<>();
  ConverseStream stream;
  BedrockException error;
  private final Consumer<Object> then;

  Heard() {
    this(call -> {});
  }

  /** Does this after each call, with what was heard. */
  Heard(Consumer<Object> then) {
    this.then = then;
  }

  /** The events among what was heard. */
  List<Object> events() {
    return calls.stream().filter(ConverseStreamEvent.class::isInstance).toList();
  }

  @Override
  public void onOpen(ConverseStream opened) {
    stream = opened;
    hear("open");
  }

  @Override
  public void onEvent(ConverseStreamEvent event) {
    hear(event);
  }

  @Override
  public void onEndOfRead() {
    hear("read");
  }

  @Override
  public void onEnd() {
    hear("end");
  }

  @Override
  public void onError(BedrockException failure) {
    error = failure;
    hear("error");
  }

  private void hear(Object call) {
    calls.add(call);
    then.accept(call);
  }
}
