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
 * @param cacheTold whether Converse tells the counts of the cache, be they 0
 */
public record Usage(
    int inputTokens,
    int outputTokens,
    int cacheReadTokens,
    int cacheWriteTokens,
    boolean cacheTold) {

  /** Counts that are all told. */
  public Usage(int inputTokens, int outputTokens, int cacheReadTokens, int cacheWriteTokens) {
    this(inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, true);
  }

  /** Counts without a cache. */
  public static Usage of(int inputTokens, int outputTokens) {
    return new Usage(inputTokens, outputTokens, 0, 0, false);
  }

  /** All tokens: the prompt, cached or not, and the output. */
  public int totalTokens() {
    return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
  }

  JsonNode toJson() {
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    if (cacheTold) {
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
