package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;

/** Estimates token counts, always the same way: about four characters a token. */
public final class TokenEstimate {

  /** What is taken for a token. */
  public static final int CHARACTERS_PER_TOKEN = 4;

  private static final int TOKENS_PER_MESSAGE = 3;
  private static final int TOKENS_PER_MEDIUM = 1_500;
  private static final int TOKENS_PER_DOCUMENT = 2_000;

  private TokenEstimate() {}

  /** Tokens of a text; 0 for the empty one, otherwise at least 1. */
  public static int of(String text) {
    return (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
  }

  /** Tokens of what a model reads of a Converse (or CountTokens) request, caches ignored. */
  public static int ofRequest(JsonNode request) {
    int tokens = 0;
    for (JsonNode block : request.path("system")) {
      tokens += ofBlock(block);
    }
    for (JsonNode message : request.path("messages")) {
      tokens += ofMessage(message);
    }
    for (JsonNode tool : request.path("toolConfig").path("tools")) {
      tokens += ofTool(tool);
    }
    return tokens;
  }

  static int ofMessage(JsonNode message) {
    int tokens = TOKENS_PER_MESSAGE;
    for (JsonNode block : message.path("content")) {
      tokens += ofBlock(block);
    }
    return tokens;
  }

  static int ofTool(JsonNode tool) {
    return tool.has("toolSpec") ? of(tool.get("toolSpec").toString()) : 0;
  }

  static int ofBlock(JsonNode block) {
    if (block.has("cachePoint")) {
      return 0;
    }
    if (block.has("text")) {
      return of(block.get("text").asText());
    }
    if (block.has("image") || block.has("video") || block.has("audio")) {
      return TOKENS_PER_MEDIUM;
    }
    if (block.has("document")) {
      return TOKENS_PER_DOCUMENT;
    }
    if (block.has("toolResult")) {
      int tokens = TOKENS_PER_MESSAGE;
      for (JsonNode part : block.get("toolResult").path("content")) {
        tokens += ofBlock(part);
      }
      return tokens;
    }
    return of(block.toString());
  }
}
