package io.aiportal.ollama.api.anthropic;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tool that the model may call.
 *
 * @param type {@code custom} or empty for the caller's own tools; else a tool of Anthropic's
 * @param name its name
 * @param description what it does; empty where the caller does not say
 * @param inputSchema a JSON Schema of its arguments, or whatever stands there; null for nothing
 * @param strict whether arguments must follow the schema exactly; null where the caller does not
 *     say
 * @param cacheControl the hint that the tools up to this one be cached, a JSON object; null for
 *     none
 */
public record ToolParam(
    String type,
    String name,
    String description,
    @Nullable Object inputSchema,
    @Nullable Boolean strict,
    @Nullable Map<String, @Nullable Object> cacheControl) {

  /** How the types of tools begin that run on Anthropic's servers; a date stands behind. */
  private static final Set<String> SERVERS =
      Set.of(
          "web_search",
          "web_fetch",
          "code_execution",
          "tool_search_tool",
          "mcp_toolset",
          "advisor");

  /** Whether Anthropic's servers run it, whoever the caller is; nobody runs it here. */
  boolean isServers() {
    return SERVERS.stream().anyMatch(type::startsWith);
  }
}
