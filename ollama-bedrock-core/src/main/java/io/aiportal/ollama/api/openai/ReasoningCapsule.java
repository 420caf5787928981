package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thinking as a reasoning item's {@code encrypted_content}, which clients give back as it was.
 *
 * <p>Thinking without a signature stands there as it is, as Ollama has it. What must come back
 * unchanged is packed: thinking with its signature, and thinking that only the model may read.
 */
final class ReasoningCapsule {

  private static final String PREFIX = "bedrock.";
  private static final String TEXT = "text";
  private static final String SIGNATURE = "signature";
  private static final String REDACTED = "redacted";

  private ReasoningCapsule() {}

  /** Thinking that may be read, with its signature if it has one. */
  static String of(String text, @Nullable String signature) {
    return signature == null ? text : pack(JsonFields.of(TEXT, text, SIGNATURE, signature));
  }

  /** Thinking that only the model may read. */
  static String of(byte[] redacted) {
    return pack(JsonFields.of(REDACTED, Base64.getEncoder().encodeToString(redacted)));
  }

  private static String pack(Map<String, @Nullable Object> fields) {
    byte[] json = JsonObjects.write(fields).getBytes(StandardCharsets.UTF_8);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /** The thinking in a capsule; whatever is none is thinking without a signature. */
  static ChatContent open(String capsule) {
    @Nullable ChatContent packed = null;
    if (capsule.startsWith(PREFIX)) {
      try {
        packed = unpack(capsule.substring(PREFIX.length()));
      } catch (IllegalArgumentException notBase64) {
        // As with everything else that somebody else has written.
      }
    }
    return packed == null ? new ChatContent.ReasoningText(capsule, null) : packed;
  }

  private static @Nullable ChatContent unpack(String base64) {
    byte[] json = Base64.getUrlDecoder().decode(base64);
    Map<String, @Nullable Object> fields =
        JsonObjects.parse(new String(json, StandardCharsets.UTF_8));
    if (fields == null) {
      return null;
    }
    if (fields.get(REDACTED) instanceof String redacted) {
      return new ChatContent.RedactedReasoning(Base64.getDecoder().decode(redacted));
    }
    return fields.get(TEXT) instanceof String text
            && fields.get(SIGNATURE) instanceof String signature
        ? new ChatContent.ReasoningText(text, signature)
        : null;
  }
}
