package io.aiportal.ollama.api.anthropic;

/**
 * Whether and which tool must be called.
 *
 * @param type {@code auto}, {@code any}, {@code tool} or {@code none}
 * @param name the tool of {@code tool}; empty otherwise
 * @param disableParallelToolUse whether there must be no more than one call in an answer
 */
public record ToolChoiceParam(String type, String name, boolean disableParallelToolUse) {}
