package io.aiportal.ollama.api.anthropic;

/**
 * Whether the model should think.
 *
 * @param type {@code enabled}, {@code disabled}, {@code adaptive} or {@code between_tools}
 * @param budgetTokens tokens to think with; 0 where the caller does not say
 */
public record ThinkingParam(String type, int budgetTokens) {}
