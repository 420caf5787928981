package io.aiportal.ollama.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a model, with nothing lost of what the caller's API can say.
 *
 * <p>Converters fill it, the planner reads it. Nothing in it is specific to a family of models, and
 * nothing has been put right yet: turns may follow each other in any order, ids may be missing,
 * names may hold any character.
 *
 * @param model the model's name as the caller spells it
 * @param turns the conversation in its order, system prompts included where they stood
 * @param tools the tools that the model may call; empty for none
 * @param toolChoice whether and which tool must be called
 * @param parallelToolCalls whether several calls may stand in one answer; null for the model's own
 *     default
 * @param sampling how the next token is chosen
 * @param maxTokens tokens that the answer may have; null for a default
 * @param stopSequences texts that end the answer, as the caller gave them; empty for none
 * @param outputFormat what the answer must look like
 * @param reasoning whether and how hard the model should think; null for the model's own default
 * @param contextPolicy what becomes of a conversation that is too long
 * @param additionalFields fields of the model's own family, passed on as they are; empty for none
 * @param additionalFieldPaths JSON pointers to fields of the family's own answer that the caller
 *     wants to see; empty for none
 */
public record ChatCall(
    String model,
    List<Turn> turns,
    List<ToolDefinition> tools,
    ToolUsage toolChoice,
    @Nullable Boolean parallelToolCalls,
    Sampling sampling,
    @Nullable Integer maxTokens,
    List<String> stopSequences,
    OutputFormat outputFormat,
    @Nullable Reasoning reasoning,
    ContextPolicy contextPolicy,
    Map<String, @Nullable Object> additionalFields,
    List<String> additionalFieldPaths) {

  public ChatCall {
    turns = List.copyOf(turns);
    tools = List.copyOf(tools);
    stopSequences = List.copyOf(stopSequences);
    additionalFields =
        Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(additionalFields));
    additionalFieldPaths = List.copyOf(additionalFieldPaths);
  }

  /** A conversation with a model, everything else at its default. */
  public static ChatCall of(String model, List<Turn> turns) {
    return builder(model).turns(turns).build();
  }

  /** Starts a call of a model by the name that the caller spells. */
  public static Builder builder(String model) {
    return new Builder(model);
  }

  /** Starts from this call, to change some of it. */
  public Builder toBuilder() {
    return builder(model)
        .turns(turns)
        .tools(tools)
        .toolChoice(toolChoice)
        .parallelToolCalls(parallelToolCalls)
        .sampling(sampling)
        .maxTokens(maxTokens)
        .stopSequences(stopSequences)
        .outputFormat(outputFormat)
        .reasoning(reasoning)
        .contextPolicy(contextPolicy)
        .additionalFields(additionalFields)
        .additionalFieldPaths(additionalFieldPaths);
  }

  /** Whether the caller's last word is the assistant's, for the model to go on from there. */
  public boolean endsWithAssistant() {
    return !turns.isEmpty() && turns.get(turns.size() - 1).role() == Turn.Role.ASSISTANT;
  }

  /** This call without the models' reasoning in earlier turns; itself if there is none. */
  public ChatCall withoutReasoning() {
    List<Turn> without = turns.stream().map(Turn::withoutReasoning).toList();
    return without.equals(turns) ? this : toBuilder().turns(without).build();
  }

  /** Builds a {@link ChatCall}; everything but the model has a default. */
  public static final class Builder {

    private final String model;
    private List<Turn> turns = List.of();
    private List<ToolDefinition> tools = List.of();
    private ToolUsage toolChoice = ToolUsage.AUTO;
    private @Nullable Boolean parallelToolCalls;
    private Sampling sampling = Sampling.DEFAULT;
    private @Nullable Integer maxTokens;
    private List<String> stopSequences = List.of();
    private OutputFormat outputFormat = OutputFormat.TEXT;
    private @Nullable Reasoning reasoning;
    private ContextPolicy contextPolicy = ContextPolicy.DEFAULT;
    private Map<String, @Nullable Object> additionalFields = Map.of();
    private List<String> additionalFieldPaths = List.of();

    private Builder(String model) {
      this.model = model;
    }

    /** The conversation. */
    public Builder turns(List<Turn> turns) {
      this.turns = turns;
      return this;
    }

    /** The tools that the model may call. */
    public Builder tools(List<ToolDefinition> tools) {
      this.tools = tools;
      return this;
    }

    /** Whether and which tool must be called. */
    public Builder toolChoice(ToolUsage toolChoice) {
      this.toolChoice = toolChoice;
      return this;
    }

    /** Whether several calls may stand in one answer; null for the model's own default. */
    public Builder parallelToolCalls(@Nullable Boolean parallelToolCalls) {
      this.parallelToolCalls = parallelToolCalls;
      return this;
    }

    /** How the next token is chosen. */
    public Builder sampling(Sampling sampling) {
      this.sampling = sampling;
      return this;
    }

    /** Tokens that the answer may have, at least 1; null for a default. */
    public Builder maxTokens(@Nullable Integer maxTokens) {
      this.maxTokens = maxTokens;
      return this;
    }

    /** Texts that end the answer. */
    public Builder stopSequences(List<String> stopSequences) {
      this.stopSequences = stopSequences;
      return this;
    }

    /** What the answer must look like. */
    public Builder outputFormat(OutputFormat outputFormat) {
      this.outputFormat = outputFormat;
      return this;
    }

    /** Whether and how hard the model should think; null for the model's own default. */
    public Builder reasoning(@Nullable Reasoning reasoning) {
      this.reasoning = reasoning;
      return this;
    }

    /** What becomes of a conversation that is too long. */
    public Builder contextPolicy(ContextPolicy contextPolicy) {
      this.contextPolicy = contextPolicy;
      return this;
    }

    /** Fields of the model's own family, passed on as they are. */
    public Builder additionalFields(Map<String, @Nullable Object> additionalFields) {
      this.additionalFields = additionalFields;
      return this;
    }

    /** JSON pointers to fields of the family's own answer that the caller wants to see. */
    public Builder additionalFieldPaths(List<String> additionalFieldPaths) {
      this.additionalFieldPaths = additionalFieldPaths;
      return this;
    }

    /** The call. */
    public ChatCall build() {
      return new ChatCall(
          model,
          turns,
          tools,
          toolChoice,
          parallelToolCalls,
          sampling,
          maxTokens,
          stopSequences,
          outputFormat,
          reasoning,
          contextPolicy,
          additionalFields,
          additionalFieldPaths);
    }
  }
}
