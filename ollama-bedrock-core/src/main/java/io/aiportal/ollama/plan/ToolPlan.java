package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.OfferedTool;
import io.aiportal.ollama.answer.ToolShape;
import io.aiportal.ollama.bedrock.ContentBlock.CachePoint;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.CallMarkup;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.json.JsonKeys;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.ToolTraits;
import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Bedrock is told of the tools: those offered, or those that the conversation calls. */
final class ToolPlan {

  private static final String GONE = "This tool is no longer available. Do not call it.";

  /** Tools whose arguments follow the schema exactly, in one request at most. */
  private static final int MAX_STRICT = 20;

  /** Properties of several types in all of those tools at most: each doubles what is compiled. */
  private static final int MAX_UNIONS = 16;

  private static final ToolSchema NO_ARGUMENTS = ToolSchemas.of(null, Schemas.ANY);

  private final ToolUsage choice;
  private final ToolTraits traits;
  private final CachePlan cache;
  private final Warnings warnings;
  private final Map<String, ToolDefinition> offered = new LinkedHashMap<>();
  private final Set<String> called = new LinkedHashSet<>();
  private final ToolNaming naming;
  private final Map<String, ToolSchema> schemas = new HashMap<>();
  private final boolean single;
  private int strict;
  private int unions;

  private ToolPlan(ChatCall call, ModelTraits traits, CachePlan cache, Warnings warnings) {
    this.choice = call.toolChoice();
    this.traits = traits.tools();
    this.cache = cache;
    this.warnings = warnings;
    call.tools().forEach(this::offer);
    call.turns().forEach(this::addCalled);
    Set<String> names = new LinkedHashSet<>(offered.keySet());
    names.addAll(called);
    this.naming = ToolNaming.of(names, traits.tools().hyphensInNames());
    if (!(choice instanceof ToolUsage.None)) {
      offered.forEach((name, tool) -> schemas.put(name, schema(tool.inputSchema())));
    }
    this.single = Boolean.FALSE.equals(call.parallelToolCalls());
    warnings.addIf(
        single && !offered.isEmpty(),
        "only the first call of an answer is passed on: Bedrock cannot be told that the model must"
            + " not call several tools at once");
  }

  /** The tools that a call offers, and those that its conversation calls. */
  static ToolPlan of(ChatCall call, ModelTraits traits, CachePlan cache, Warnings warnings) {
    return new ToolPlan(call, traits, cache, warnings);
  }

  /** The tools' names, there and back. */
  ToolNaming naming() {
    return naming;
  }

  /** A schema of arguments as the model takes it; of no arguments for null. */
  ToolSchema schema(@Nullable Map<String, @Nullable Object> parameters) {
    return ToolSchemas.of(parameters, traits.schemas());
  }

  /** The arguments of a call that was made before, under the keys that Bedrock is told now. */
  Map<String, @Nullable Object> input(ChatContent.ToolUse use) {
    ToolSchema schema = schemas.get(use.name());
    return schema == null || schema.keys().bedrockKeys().isEmpty()
        ? use.input()
        : JsonKeys.renamed(use.input(), schema.keys().bedrockKeys());
  }

  /**
   * How calls in the answer are read.
   *
   * @param answer a tool through which the model must answer; null for none
   * @param answerKeys the caller's keys in the input of that tool, where they differ
   */
  ToolShape shape(@Nullable ToolSpecification answer, Map<String, String> answerKeys) {
    Map<String, Map<String, String>> keys = new HashMap<>();
    Map<String, OfferedTool> tools = new HashMap<>();
    schemas.forEach(
        (name, schema) -> {
          tools.put(naming.toBedrock(name), new OfferedTool(schema.schema()));
          keys.put(naming.toBedrock(name), schema.keys().callersKeys());
        });
    if (answer != null) {
      tools.put(answer.name(), new OfferedTool(answer.inputSchema()));
      keys.put(answer.name(), answerKeys);
    }
    keys.values().removeIf(Map::isEmpty);
    Set<CallMarkup> markups = tools.isEmpty() ? Set.of() : traits.markups();
    return new ToolShape(naming.renamed(), keys, tools, markups, single);
  }

  /** Whether the model is made to call one of the caller's tools, so that it cannot answer. */
  boolean forcesCall(boolean thinking) {
    boolean wanted = choice instanceof ToolUsage.Any || choice instanceof ToolUsage.Named;
    return wanted && canForce(thinking);
  }

  /** Whether the model obeys when it is told that a tool must be called. */
  boolean canForce(boolean thinking) {
    return switch (traits.choice()) {
      case AUTO -> false;
      case ANY, NAMED -> !thinking;
      case NAMED_WHILE_THINKING -> true;
    };
  }

  /** Whether a tool of ours can be offered beside the caller's without giving up the stream. */
  boolean canOffer(ModelTraits model) {
    return model.can(Capability.TOOLS) && traits.streaming();
  }

  /**
   * What the model is told in words because it cannot be made to; null for nothing.
   *
   * @param thinking whether the model is told to think, which keeps most from being forced
   */
  @Nullable String instruction(boolean thinking) {
    if (canForce(thinking) || offered.isEmpty()) {
      return null;
    }
    if (choice instanceof ToolUsage.Named named) {
      return "Call the tool " + naming.toBedrock(named.name()) + " now. Do not answer in words.";
    }
    return choice instanceof ToolUsage.Any
        ? "Call one of the tools now. Do not answer in words."
        : null;
  }

  /**
   * What Bedrock is told.
   *
   * @param answer a tool through which the model must answer; null for none
   * @param usedBefore whether the conversation has calls; Bedrock wants tools then, even if none is
   *     offered any more
   * @param thinking whether the model is told to think, which keeps most from being forced
   * @return null where there is nothing to tell
   */
  @Nullable ToolConfiguration configuration(
      @Nullable ToolSpecification answer, boolean usedBefore, boolean thinking) {
    List<ToolSpecification> tools = new ArrayList<>();
    available(thinking).forEach(tool -> tools.add(specification(tool)));
    if (tools.isEmpty() && usedBefore) {
      called.forEach(name -> tools.add(gone(naming.toBedrock(name))));
    }
    if (answer != null) {
      tools.add(answer);
    }
    return tools.isEmpty() ? null : new ToolConfiguration(tools, choice(answer, thinking));
  }

  private void offer(ToolDefinition tool) {
    if (BlankText.isBlank(tool.name())) {
      warnings.add("a tool without a name is left out");
    } else if (offered.putIfAbsent(tool.name(), tool) != null) {
      warnings.add("a tool is described twice: the first description counts");
    }
  }

  private void addCalled(Turn turn) {
    for (ChatContent block : turn.content()) {
      if (block instanceof ChatContent.ToolUse use) {
        called.add(use.name());
      }
    }
  }

  /** The tools that may be called; the named one alone where a model cannot be told a name. */
  private Collection<ToolDefinition> available(boolean thinking) {
    if (choice instanceof ToolUsage.None) {
      return List.of();
    }
    ToolDefinition named = choice instanceof ToolUsage.Named one ? offered.get(one.name()) : null;
    return named != null && !canName(thinking) ? List.of(named) : offered.values();
  }

  private @Nullable ToolChoice choice(@Nullable ToolSpecification answer, boolean thinking) {
    if (answer != null) {
      return canForce(thinking) ? answerChoice(answer) : null;
    }
    if (choice instanceof ToolUsage.Auto || choice instanceof ToolUsage.None) {
      return null;
    }
    if (!canForce(thinking)) {
      warnings.add("the model may answer without a tool: it cannot be made to call one");
      return null;
    }
    return choice instanceof ToolUsage.Named named && canName(thinking)
        ? new ToolChoice.Tool(naming.toBedrock(named.name()))
        : new ToolChoice.Any();
  }

  private boolean canName(boolean thinking) {
    return canForce(thinking) && traits.choice() != ToolTraits.Choice.ANY;
  }

  /** The answer's tool must be called; where others are offered, one of them may come first. */
  private ToolChoice answerChoice(ToolSpecification answer) {
    boolean alone = offered.isEmpty() || choice instanceof ToolUsage.None;
    return alone && traits.choice() != ToolTraits.Choice.ANY
        ? new ToolChoice.Tool(answer.name())
        : new ToolChoice.Any();
  }

  private ToolSpecification specification(ToolDefinition tool) {
    ToolSchema normalized = schemas.getOrDefault(tool.name(), NO_ARGUMENTS);
    Map<String, @Nullable Object> schema = normalized.schema();
    Map<String, @Nullable Object> strictSchema =
        Boolean.TRUE.equals(tool.strict()) ? strict(schema) : null;
    Duration timeToLive = tool.cachePoint();
    CachePoint point = timeToLive == null ? null : cache.point(timeToLive);
    return new ToolSpecification(
        naming.toBedrock(tool.name()),
        normalized.describe(tool.description()),
        strictSchema == null ? schema : strictSchema,
        strictSchema == null ? null : true,
        point);
  }

  /** A schema that arguments must follow exactly; null where that cannot be asked. */
  private @Nullable Map<String, @Nullable Object> strict(Map<String, @Nullable Object> schema) {
    Map<String, @Nullable Object> closed =
        traits.strict() && strict < MAX_STRICT ? StrictSchema.of(schema) : null;
    if (closed == null || !takesUnions(closed)) {
      warnings.add("a tool's arguments may differ from its schema: strict has no effect");
      return null;
    }
    strict++;
    return closed;
  }

  /**
   * Whether one more schema may be compiled that Bedrock enforces: it counts what is of several
   * types, such as of one and null, in the schemas of tools and of the answer together.
   */
  boolean takesUnions(Map<String, @Nullable Object> schema) {
    int more = StrictSchema.unions(schema);
    if (unions + more > MAX_UNIONS) {
      return false;
    }
    unions += more;
    return true;
  }

  private static ToolSpecification gone(String name) {
    return new ToolSpecification(name, GONE, NO_ARGUMENTS.schema());
  }
}
