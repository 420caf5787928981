package io.aiportal.ollama.plan;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives every tool call of a conversation an id that Bedrock takes, once.
 *
 * <p>A caller's own id stays if it fits. Otherwise the call's place decides, so that the same
 * conversation always gets the same ids and prompt caches hold.
 */
final class ToolCallIds {

  private static final Pattern LONG = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");
  private static final Pattern SHORT = Pattern.compile("[a-zA-Z0-9]{9}");

  private final Set<String> taken = new HashSet<>();
  private final boolean shortIds;
  private int made;

  /** Ids of any length, or of exactly nine letters and digits. */
  ToolCallIds(boolean shortIds) {
    this.shortIds = shortIds;
  }

  /** The id of the next call; {@code id} is what the caller has for it. */
  String next(@Nullable String id) {
    if (id != null && (shortIds ? SHORT : LONG).matcher(id).matches() && taken.add(id)) {
      return id;
    }
    String candidate;
    do {
      made++;
      candidate = shortIds ? String.format("call%05d", made) : "call_" + made;
    } while (!taken.add(candidate));
    return candidate;
  }
}
