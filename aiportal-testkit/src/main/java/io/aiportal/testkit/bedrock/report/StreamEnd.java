package io.aiportal.testkit.bedrock.report;

/** How a stream ended. */
public enum StreamEnd {
  /** All of it was sent, which with a fault may be less than a whole answer. */
  COMPLETED,
  /** The reader went away before the end. */
  CANCELLED,
  /** The simulator cut the connection, as a fault demanded. */
  BROKEN
}
