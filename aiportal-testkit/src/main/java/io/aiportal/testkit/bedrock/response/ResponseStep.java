package io.aiportal.testkit.bedrock.response;

import java.time.Duration;

/** One step of sending a response. After the last one the HTTP body ends properly. */
public sealed interface ResponseStep {

  /** Sends status and headers, if they are not sent yet. */
  record Head() implements ResponseStep {}

  /** Sends these bytes of the body at once; not copied, they must not be changed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Send(byte[] bytes) implements ResponseStep {}

  /** Waits for so long, counted from the end of the wait before it. */
  record Pause(Duration duration) implements ResponseStep {}

  /** Sends nothing any more and keeps the connection open until the reader closes it. */
  record Silence() implements ResponseStep {}

  /** Closes the connection without the end of the body. */
  record Cut() implements ResponseStep {}

  /** Resets the connection (RST). */
  record Reset() implements ResponseStep {}
}
