package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the prompts that were marked with cache points. Thread-safe.
 *
 * <p>A prefix up to a cache point is written when it is first seen and read from then on.
 */
final class PromptCache {

  private static final int REMEMBERED = 1_000;

  private final Map<String, Boolean> prefixes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * The counts of a request's prompt, and so many tokens of output.
   *
   * @param minimum the tokens that a prefix must have to be cached
   */
  synchronized Usage usage(String modelId, JsonNode request, int outputTokens, int minimum) {
    Prefix prefix = new Prefix(modelId, minimum);
    request
        .path("toolConfig")
        .path("tools")
        .forEach(tool -> prefix.add(tool, TokenEstimate.ofTool(tool)));
    request.path("system").forEach(block -> prefix.add(block, TokenEstimate.ofBlock(block)));
    for (JsonNode message : request.path("messages")) {
      for (JsonNode block : message.path("content")) {
        prefix.add(block, TokenEstimate.ofBlock(block));
      }
    }
    int written = prefix.marked - prefix.read;
    int input = TokenEstimate.ofRequest(request) - prefix.marked;
    return new Usage(input, outputTokens, prefix.read, written, prefix.marked > 0);
  }

  /** The prompt as far as it has been walked over. */
  private final class Prefix {
    private final StringBuilder text;
    private final int minimum;
    private int tokens;
    private int marked;
    private int read;

    Prefix(String modelId, int minimum) {
      this.minimum = minimum;
      text = new StringBuilder(modelId);
    }

    void add(JsonNode block, int blockTokens) {
      if (!block.has("cachePoint")) {
        text.append('\n').append(block);
        tokens += blockTokens;
        return;
      }
      if (tokens < minimum) {
        return;
      }
      marked = tokens;
      String key = Base64.getEncoder().encodeToString(Sha256.of(text.toString()));
      if (prefixes.put(key, true) != null) {
        read = tokens;
      }
    }
  }
}
