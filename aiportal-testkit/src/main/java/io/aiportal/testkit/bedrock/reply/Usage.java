package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The token counts of a reply, as Bedrock reports them.
 *
 * @param inputTokens prompt tokens that were neither read from nor written to the cache
 * @param outputTokens tokens written, thinking included
 * @param cacheReadTokens prompt tokens read from the cache
 * @param cacheWriteTokens prompt tokens written to the cache
 */
public record Usage(int inputTokens, int outputTokens, int cacheReadTokens, int cacheWriteTokens) {

  /** Counts without a cache. */
  public static Usage of(int inputTokens, int outputTokens) {
    return new Usage(inputTokens, outputTokens, 0, 0);
  }

  /** All tokens: the prompt, cached or not, and the output. */
  public int totalTokens() {
    return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
  }

  JsonNode toJson() {
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    if (cacheReadTokens > 0 || cacheWriteTokens > 0) {
      usage.put("cacheReadInputTokenCount", cacheReadTokens);
      usage.put("cacheReadInputTokens", cacheReadTokens);
      usage.put("cacheWriteInputTokenCount", cacheWriteTokens);
      usage.put("cacheWriteInputTokens", cacheWriteTokens);
    }
    usage.put("inputTokens", inputTokens);
    usage.put("outputTokens", outputTokens);
    usage.putObject("serverToolUsage");
    usage.put("totalTokens", totalTokens());
    return usage;
  }
}
