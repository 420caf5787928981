package io.aiportal.ollama.wire;

import org.jspecify.annotations.Nullable;

/**
 * An error as Ollama tells it: an HTTP status and one sentence.
 *
 * <p>Before an answer's first piece it becomes a response with that status and the body {@code
 * {"error":"…"}}; after it, a last line of that form. Its message never holds a prompt or a secret.
 */
public final class OllamaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * An error with a status, a sentence for the caller and what caused it.
   *
   * @param status an HTTP status of 400 or more
   * @param message what went wrong and, where that helps, what to do
   * @param cause what is behind it; null where nothing is
   */
  public OllamaException(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** The request is at fault. */
  public static OllamaException badRequest(String message) {
    return new OllamaException(400, message, null);
  }

  /** No such model, in the words that clients look for. */
  public static OllamaException modelNotFound(String model) {
    return new OllamaException(404, "model '" + model + "' not found", null);
  }

  /** Ollama answers some mistakes of the caller with 500; so do we, where clients know them so. */
  public static OllamaException runnerError(String message) {
    return new OllamaException(500, message, null);
  }

  /** The HTTP status, 400 or more. */
  public int status() {
    return status;
  }

  /** The sentence for the caller; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "unknown error" : message;
  }
}
