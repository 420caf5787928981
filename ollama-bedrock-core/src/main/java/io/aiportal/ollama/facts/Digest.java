package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.Sha256;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 of values in their order, each with its length, so that no two rows of values look the
 * same.
 */
final class Digest {

  /** Deeper than any document of a call may be; a call that has one is refused later on. */
  private static final int DEEPEST = 250;

  private final MessageDigest sha;

  private Digest(MessageDigest sha) {
    this.sha = sha;
  }

  /** Of nothing yet. */
  static Digest empty() {
    return new Digest(Sha256.empty());
  }

  /** What was put in so far, to go on from there in another way. */
  Digest copy() {
    try {
      return new Digest((MessageDigest) sha.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every Java can copy a SHA-256", e);
    }
  }

  Digest put(byte[] bytes) {
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    sha.update(bytes);
    return this;
  }

  Digest put(String text) {
    return put(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A word of ours, or nothing where there is none. */
  Digest putOptional(@Nullable String text) {
    return text == null ? put("-") : put("+").put(text);
  }

  /** Calls of tools, without their ids: clients write numbers and order keys as they like. */
  Digest putCalls(List<ChatContent.ToolUse> calls) {
    for (ChatContent.ToolUse call : calls) {
      put("call").put(call.name());
      putJson(call.input(), 0);
    }
    return this;
  }

  private void putJson(@Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      put("deeper");
    } else if (value instanceof Map<?, ?> object) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      object.forEach((key, member) -> sorted.put(String.valueOf(key), member));
      put("object").put(String.valueOf(sorted.size()));
      sorted.forEach((key, member) -> putMember(key, member, depth));
    } else if (value instanceof List<?> list) {
      put("list").put(String.valueOf(list.size()));
      list.forEach(element -> putJson(element, depth + 1));
    } else if (value instanceof Number number) {
      put("number").put(plain(number));
    } else {
      put(value == null ? "null" : "value").put(String.valueOf(value));
    }
  }

  private void putMember(String key, @Nullable Object member, int depth) {
    put(key);
    putJson(member, depth + 1);
  }

  /** A value of JSON as it is written, the order of keys and the form of numbers included. */
  Digest putOrdered(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      put("object").put(String.valueOf(object.size()));
      object.forEach((key, member) -> put(String.valueOf(key)).putOrdered(member));
    } else if (value instanceof List<?> list) {
      put("list").put(String.valueOf(list.size()));
      list.forEach(this::putOrdered);
    } else {
      put(value == null ? "null" : value.getClass().getSimpleName()).put(String.valueOf(value));
    }
    return this;
  }

  private static String plain(Number number) {
    try {
      return new BigDecimal(number.toString()).stripTrailingZeros().toString();
    } catch (NumberFormatException notFinite) {
      return number.toString();
    }
  }

  /** The digest as text. */
  String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(copy().sha.digest());
  }
}
