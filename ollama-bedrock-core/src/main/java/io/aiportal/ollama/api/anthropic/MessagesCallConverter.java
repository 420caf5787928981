package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.api.LeftOutTool;
import io.aiportal.ollama.api.RequestWarnings;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.go.GoQuote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns Anthropic's requests into calls, with all that a call can hold of them. */
final class MessagesCallConverter {

  private static final Set<String> THINKING =
      Set.of("", "enabled", "disabled", "adaptive", "between_tools");

  private MessagesCallConverter() {}

  /**
   * A request as a call.
   *
   * @throws CallException 400 for what makes no sense, and for what cannot be passed on
   */
  static ChatCall convert(MessagesRequest request) {
    ToolChoiceParam choice = request.toolChoice();
    return ChatCall.builder(request.model())
        .contextPolicy(ContextPolicy.WHOLE)
        .turns(turns(request))
        .tools(request.callable().stream().map(MessagesCallConverter::tool).toList())
        .toolChoice(choice == null ? ToolUsage.AUTO : toolChoice(choice, request))
        .parallelToolCalls(choice == null ? null : parallelToolCalls(choice))
        .sampling(new Sampling(request.temperature(), request.topP(), request.topK()))
        .maxTokens(request.maxTokens() == 0 ? null : request.maxTokens())
        .stopSequences(request.stopSequences())
        .outputFormat(outputFormat(request.format()))
        .reasoning(reasoning(request.thinking(), request.effort()))
        .build();
  }

  private static List<Turn> turns(MessagesRequest request) {
    List<Turn> turns = new ArrayList<>();
    if (!request.system().isEmpty()) {
      turns.add(new Turn(Turn.Role.SYSTEM, ContentConverter.instructions(request.system())));
    }
    request.messages().forEach(message -> turns.add(turn(message)));
    Duration timeToLive = CacheControl.timeToLive(request.cacheControl());
    if (timeToLive != null && !turns.isEmpty()) {
      turns.add(withCachePoint(turns.remove(turns.size() - 1), timeToLive));
    }
    return turns;
  }

  private static Turn withCachePoint(Turn turn, Duration timeToLive) {
    List<ChatContent> content = new ArrayList<>(turn.content());
    content.add(new ChatContent.CachePoint(timeToLive));
    return new Turn(turn.role(), content);
  }

  private static Turn turn(MessageParam message) {
    return switch (message.role()) {
      case "system" -> new Turn(Turn.Role.SYSTEM, ContentConverter.instructions(message.content()));
      case "assistant" ->
          new Turn(Turn.Role.ASSISTANT, ContentConverter.convert(message.content()));
      default -> new Turn(Turn.Role.USER, ContentConverter.convert(message.content()));
    };
  }

  /** Tools that Anthropic's models know by name alone, and their callers run, cannot be told of. */
  private static ToolDefinition tool(ToolParam tool) {
    if (!tool.type().isEmpty() && !tool.type().equals("custom")) {
      throw CallException.badRequest(
          "tools of the type "
              + GoQuote.quote(tool.type())
              + " cannot be passed on to Amazon Bedrock; describe the tool with an input_schema of"
              + " its own");
    }
    return new ToolDefinition(
        tool.name(),
        tool.description(),
        inputSchema(tool),
        tool.strict(),
        CacheControl.timeToLive(tool.cacheControl()));
  }

  private static @Nullable Map<String, @Nullable Object> inputSchema(ToolParam tool) {
    Object schema = tool.inputSchema();
    Map<String, @Nullable Object> object = ContentBlockParam.asObject(schema);
    if (schema != null && object == null) {
      throw CallException.badRequest(
          "invalid input_schema for tool "
              + GoQuote.quote(tool.name())
              + ": json: cannot unmarshal "
              + kind(schema)
              + " into Go value of type api.ToolFunctionParameters");
    }
    return object;
  }

  private static String kind(Object value) {
    if (value instanceof List<?>) {
      return "array";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    return value instanceof Number ? "number" : "string";
  }

  /** What of a request has no effect, a sentence each. */
  static List<String> warnings(MessagesRequest request) {
    List<String> warnings = new ArrayList<>(LeftOutTool.warnings(leftOut(request)));
    request.ignored().stream()
        .distinct()
        .map(RequestWarnings::withoutEffect)
        .forEach(warnings::add);
    ThinkingParam thinking = request.thinking();
    if (thinking != null && !THINKING.contains(thinking.type())) {
      warnings.add(RequestWarnings.unknownEffort(thinking.type()));
    }
    if (!request.effort().isEmpty() && level(request.effort()) == null) {
      warnings.add(RequestWarnings.unknownEffort(request.effort()));
    }
    return warnings;
  }

  private static List<LeftOutTool> leftOut(MessagesRequest request) {
    return request.tools().stream()
        .filter(ToolParam::isServers)
        .map(tool -> new LeftOutTool(tool.type(), tool.name()))
        .toList();
  }

  private static ToolUsage toolChoice(ToolChoiceParam choice, MessagesRequest request) {
    if (choice.type().equals("tool")
        && leftOut(request).stream().anyMatch(tool -> tool.name().equals(choice.name()))) {
      throw LeftOutTool.refusal(choice.name());
    }
    return switch (choice.type()) {
      case "auto", "" -> ToolUsage.AUTO;
      case "any" -> new ToolUsage.Any();
      case "tool" -> new ToolUsage.Named(choice.name());
      case "none" -> new ToolUsage.None();
      default ->
          throw CallException.badRequest(
              "invalid tool_choice type "
                  + GoQuote.quote(choice.type())
                  + " (must be \"auto\", \"any\", \"tool\", or \"none\")");
    };
  }

  private static @Nullable Boolean parallelToolCalls(ToolChoiceParam choice) {
    return choice.disableParallelToolUse() ? false : null;
  }

  private static OutputFormat outputFormat(@Nullable Map<String, @Nullable Object> format) {
    if (format == null) {
      return OutputFormat.TEXT;
    }
    ContentBlockParam wanted = new ContentBlockParam(format);
    Map<String, @Nullable Object> schema = wanted.object("schema");
    if (!wanted.type().equals("json_schema") || schema == null) {
      throw CallException.badRequest(
          "invalid output format: it must be of the type \"json_schema\" and hold a schema");
    }
    return new OutputFormat.JsonSchema(null, schema, true);
  }

  /**
   * Thinking that is switched on or off wins over any effort; adaptive leaves it to the effort. An
   * effort alone switches nothing on.
   */
  private static @Nullable Reasoning reasoning(@Nullable ThinkingParam thinking, String effort) {
    String type = thinking == null ? "" : thinking.type();
    int budget = thinking == null ? 0 : thinking.budgetTokens();
    Reasoning.Level level = level(effort);
    return switch (type) {
      case "enabled" -> budget > 0 ? new Reasoning.Budget(budget) : new Reasoning.On();
      case "disabled" -> new Reasoning.Off();
      case "between_tools" -> new Reasoning.BetweenTools(level);
      case "adaptive" -> level == null ? new Reasoning.On() : new Reasoning.Effort(level);
      default -> level == null ? null : new Reasoning.EffortAlone(level);
    };
  }

  /** A word that is no effort is passed over, as Ollama does. */
  private static Reasoning.@Nullable Level level(String effort) {
    return Reasoning.Level.named(effort.strip().toLowerCase(Locale.ROOT));
  }
}
