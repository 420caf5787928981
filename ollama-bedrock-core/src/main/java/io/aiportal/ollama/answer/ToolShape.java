package io.aiportal.ollama.answer;

import io.aiportal.ollama.chat.CallMarkup;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the tool calls of an answer must be read.
 *
 * @param names the caller's name of each tool, by the name that Bedrock was given; names that are
 *     the same on both sides may be missing
 * @param argumentKeys for each tool, by the name that Bedrock was given, the caller's keys in its
 *     arguments by those that Bedrock was given; tools all of whose keys are the same on both sides
 *     are missing
 * @param offered the tools that the model may call, by the names that Bedrock was given
 * @param markups how the model writes calls into its text; empty where text is text
 * @param firstCallOnly whether only the first call of the answer is passed on
 */
public record ToolShape(
    Map<String, String> names,
    Map<String, Map<String, String>> argumentKeys,
    Map<String, OfferedTool> offered,
    Set<CallMarkup> markups,
    boolean firstCallOnly) {

  /** Tools as Bedrock knows them, and calls where Bedrock has them. */
  public static final ToolShape PLAIN =
      new ToolShape(Map.of(), Map.of(), Map.of(), Set.of(), false);

  public ToolShape {
    names = Map.copyOf(names);
    Map<String, Map<String, String>> keys = new HashMap<>();
    argumentKeys.forEach((tool, renamed) -> keys.put(tool, Map.copyOf(renamed)));
    argumentKeys = Map.copyOf(keys);
    offered = Map.copyOf(offered);
    markups = Set.copyOf(markups);
  }

  /** The caller's name of a tool that Bedrock knows by this one. */
  String callersName(String name) {
    return names.getOrDefault(name, name);
  }

  /** A text in which the caller's names stand for those that Bedrock was given. */
  String withCallersNames(String text) {
    return renamed(text, "(?<![\\w-])", "(?![\\w-])", name -> name);
  }

  /** JSON, or its beginning, in which the same is done where a call has its name. */
  String withCallersNamesInJson(String json) {
    return renamed(json, "(?<=\"(?:name|function)\"\\s{0,9}:\\s{0,9})\"", "\"", JsonObjects::write);
  }

  private String renamed(String text, String before, String after, UnaryOperator<String> written) {
    String told = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      if (told.contains(name.getKey())) {
        Pattern whole = Pattern.compile(before + Pattern.quote(name.getKey()) + after);
        String own = Matcher.quoteReplacement(written.apply(name.getValue()));
        told = whole.matcher(told).replaceAll(own);
      }
    }
    return told;
  }

  /** The caller's keys in the arguments of a tool, where they differ from those of Bedrock. */
  Map<String, String> argumentKeys(String name) {
    return argumentKeys.getOrDefault(name, Map.of());
  }
}
