package io.aiportal.testkit.bedrock.fault;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as Bedrock answers it: a status, a type in the header and a message in the body.
 *
 * @param status the HTTP status
 * @param type the exception's name, such as {@code ValidationException}
 * @param originalStatusCode the status of the model, for errors that pass it on
 * @param layer who says so
 * @param retryAfterSeconds when to come back; null where it does not say, as Bedrock seldom does
 */
public record BedrockError(
    int status,
    String type,
    String message,
    @Nullable Integer originalStatusCode,
    Layer layer,
    @Nullable Integer retryAfterSeconds) {

  /** Where in AWS an error comes from; it shows in the header and in the body. */
  public enum Layer {
    /** Bedrock itself. */
    BEDROCK("http://internal.amazon.com/coral/com.amazon.bedrock/", "message"),
    /** What checks signatures and reads requests before Bedrock. */
    FRONT_DOOR("http://internal.amazon.com/coral/com.amazon.coral.service/", "message"),
    /** What checks API keys. */
    API_KEYS("http://internal.amazon.com/coral/com.amazon.coral.service/", "Message");

    private final String origin;
    private final String messageMember;

    Layer(String origin, String messageMember) {
      this.origin = origin;
      this.messageMember = messageMember;
    }
  }

  /** An error of Bedrock itself. */
  public static BedrockError of(int status, String type, String message) {
    return new BedrockError(status, type, message, null, Layer.BEDROCK, null);
  }

  /** An error of the layer before Bedrock, which knows signatures and serialization. */
  public static BedrockError ofFrontDoor(int status, String type, String message) {
    return new BedrockError(status, type, message, null, Layer.FRONT_DOOR, null);
  }

  /** A refused API key. */
  public static BedrockError ofApiKey(String message) {
    return new BedrockError(403, "AccessDeniedException", message, null, Layer.API_KEYS, null);
  }

  /** A request that Bedrock does not take. */
  public static BedrockError validation(String message) {
    return of(400, "ValidationException", message);
  }

  /** A model id that means nothing to Bedrock. */
  public static BedrockError unknownModel() {
    return validation("The provided model identifier is invalid.");
  }

  /** This error with the status of the model. */
  public BedrockError withOriginalStatusCode(int code) {
    return new BedrockError(status, type, message, code, layer, retryAfterSeconds);
  }

  /** This error with a {@code Retry-After}. */
  public BedrockError withRetryAfter(int seconds) {
    return new BedrockError(status, type, message, originalStatusCode, layer, seconds);
  }

  /** The headers that go with the status and say what it means. */
  public Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-amzn-ErrorType", type + ":" + layer.origin);
    if (retryAfterSeconds != null) {
      headers.put("Retry-After", retryAfterSeconds.toString());
    }
    return headers;
  }

  /** The body. */
  public ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put(layer.messageMember, message);
    return originalStatusCode == null ? body : body.put("originalStatusCode", originalStatusCode);
  }
}
