package io.aiportal.testkit.bedrock.answer;

import java.time.Duration;

/** One thing to do while answering. After the last step the HTTP body ends properly. */
public sealed interface Step {

  /** Sends status and headers, if they are not sent yet. */
  record Head() implements Step {}

  /** Sends these bytes of the body at once; not copied, they must not be changed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Send(byte[] bytes) implements Step {}

  /** Waits for so long, counted from the end of the wait before it. */
  record Pause(Duration duration) implements Step {}

  /** Sends nothing any more and keeps the connection open until the reader closes it. */
  record Silence() implements Step {}

  /** Closes the connection without the end of the body. */
  record Cut() implements Step {}

  /** Resets the connection (RST). */
  record Reset() implements Step {}
}
