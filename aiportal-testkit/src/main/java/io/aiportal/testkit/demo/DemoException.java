package io.aiportal.testkit.demo;

/** Something did not go as it should; the message says what, in one sentence. */
final class DemoException extends Exception {

  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
