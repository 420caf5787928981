package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.systemone.SystemOneApi;

/** Answers {@code /v1/systemone}. */
final class DecisionHandlers {

  private final ModelAnswers answers;
  private final RequestBodies bodies;

  DecisionHandlers(ModelAnswers answers, RequestBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void decide(HttpCall call) {
    answers.requireRoom();
    bodies.readAtMost(
        SystemOneApi.MOST_BYTES,
        SystemOneApi::tooLarge,
        call,
        body -> answers.decide(call, SystemOneApi.read(body)));
  }
}
