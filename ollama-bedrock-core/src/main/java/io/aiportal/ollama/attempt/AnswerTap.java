package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.chat.AnswerSink;

/**
 * Reads along with the answer of one attempt, as Bedrock gives it and as the caller gets it.
 *
 * <p>Called in the exchange's turn; what it throws ends the call.
 */
public interface AnswerTap {

  /** Reads nothing. */
  AnswerTap NOOP =
      new AnswerTap() {
        @Override
        public AnswerSink before(AnswerSink sink) {
          return sink;
        }

        @Override
        public void onEvent(ConverseStreamEvent event) {}

        @Override
        public void onResponse(ConverseResponse response) {}
      };

  /** Stands before the caller's sink: what is given here is told to that one. */
  AnswerSink before(AnswerSink sink);

  /** An event of a stream, before anything is made of it. */
  void onEvent(ConverseStreamEvent event);

  /** A whole answer, before anything is made of it. */
  void onResponse(ConverseResponse response);
}
