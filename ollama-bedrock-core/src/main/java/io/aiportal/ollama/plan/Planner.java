package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.TokenLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans what Bedrock is asked for a call.
 *
 * <p>A pure function: the same call for the same model always becomes the same bytes, which prompt
 * caches depend on. What a family takes and refuses is data, its {@link ModelTraits}; what of a
 * call has no effect is told in the plan's warnings.
 */
public final class Planner {

  /** Fields of an answer that can be asked for at most. */
  private static final int MAX_FIELD_PATHS = 10;

  private final ChatCall call;
  private final Model model;
  private final ModelTraits traits;
  private final Warnings warnings = new Warnings();

  private Planner(ChatCall call, Model model) {
    this.call = call;
    this.model = model;
    this.traits = model.traits();
  }

  /**
   * The plan of a call for a model.
   *
   * @throws CallException 400, if the call makes no sense, or the model cannot take it
   */
  public static Plan plan(ChatCall call, Model model) {
    return new Planner(call, model).plan();
  }

  /**
   * The most tokens that the answer to a call may have, thinking included, without planning it.
   *
   * <p>Whatever the plan sets is no more; some models take no limit while they think.
   */
  public static int mostOutputTokens(ChatCall call, Model model) {
    Integer wanted = call.maxTokens();
    TokenLimits limits = model.traits().limits();
    return ReasoningPlan.mostTokens(
        call.reasoning(), wanted == null ? limits.defaultMaxTokens() : wanted, model.traits());
  }

  private Plan plan() {
    CallCheck.check(call, traits);
    CachePlan cache = new CachePlan(traits.cache(), warnings);
    ToolPlan tools = ToolPlan.of(call, traits, cache, warnings);
    Conversation conversation = Conversation.of(call, traits, tools, cache, warnings);
    ReasoningPlan reasoning = ReasoningPlan.of(call.reasoning(), traits, conversation, warnings);
    OutputPlan output = OutputPlan.of(call.outputFormat(), traits, tools, reasoning.on(), warnings);
    conversation.instruct(output.instruction());
    conversation.instruct(tools.instruction(reasoning.on()));
    ToolConfiguration toolConfig =
        tools.configuration(output.tool(), conversation.usesTools(), reasoning.on());
    List<ConverseMessage> messages =
        conversation.messages(mayPrefill(toolConfig, reasoning, output));
    MediaLimits.check(messages);
    CachePlan.Prompt prompt =
        cache.place(new CachePlan.Prompt(toolConfig, conversation.system(), messages));
    SamplingPlan sampling = SamplingPlan.of(call, traits, reasoning.ownSampling(), warnings);
    ConverseRequest request = request(prompt, reasoning, sampling, output);
    return new Plan(
        request,
        streams(toolConfig),
        shape(tools, conversation, sampling, output),
        warnings.toList(),
        model);
  }

  /** Whatever steers the start of an answer rules out that the caller begins it. */
  private boolean mayPrefill(
      @Nullable ToolConfiguration toolConfig, ReasoningPlan reasoning, OutputPlan output) {
    return traits.conversation().prefill()
        && toolConfig == null
        && !reasoning.on()
        && output.isFree();
  }

  private ConverseRequest request(
      CachePlan.Prompt prompt, ReasoningPlan reasoning, SamplingPlan sampling, OutputPlan output) {
    warnings.addIf(
        call.contextPolicy().isShortened(),
        "the oldest turns are left out: the conversation is longer than the model's window");
    return new ConverseRequest(
        model.modelId(),
        prompt.messages(),
        prompt.system(),
        new InferenceConfiguration(
            maxTokens(reasoning),
            sampling.temperature(),
            sampling.topP(),
            sampling.stopSequences()),
        prompt.tools(),
        additionalFields(reasoning, sampling),
        additionalFieldPaths(sampling),
        Map.of(),
        output.schema(),
        ServicePlan.of(traits.service(), warnings));
  }

  private @Nullable Integer maxTokens(ReasoningPlan reasoning) {
    Integer wanted = call.maxTokens();
    int most = traits.limits().maxOutputTokens();
    Integer taken =
        reasoning.maxTokens(wanted == null ? traits.limits().defaultMaxTokens() : wanted, most);
    warnings.addIf(
        wanted != null && wanted > most,
        "the answer can have " + most + " tokens, fewer than the " + wanted + " that are wanted");
    warnings.addIf(
        wanted != null && taken != null && taken > wanted,
        "the answer can have more tokens than wanted: the model needs room to think");
    warnings.addIf(
        wanted != null && taken == null,
        "the answer has no limit: the model takes none when it thinks that hard");
    return taken;
  }

  /** A field of the caller's takes the place of ours. */
  private Map<String, @Nullable Object> additionalFields(
      ReasoningPlan reasoning, SamplingPlan sampling) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(reasoning.fields());
    fields.putAll(sampling.fields());
    fields.putAll(call.additionalFields());
    return fields;
  }

  private List<String> additionalFieldPaths(SamplingPlan sampling) {
    List<String> paths = new ArrayList<>(call.additionalFieldPaths());
    String stopSequence = traits.sampling().stopSequencePath();
    if (!stopSequence.isEmpty()
        && !sampling.stopSequences().isEmpty()
        && !paths.contains(stopSequence)) {
      paths.add(stopSequence);
    }
    warnings.addIf(
        paths.size() > MAX_FIELD_PATHS,
        "some fields of the answer are left out: Bedrock gives ten");
    return paths.stream().limit(MAX_FIELD_PATHS).toList();
  }

  private boolean streams(@Nullable ToolConfiguration toolConfig) {
    return traits.conversation().streaming() && (toolConfig == null || traits.tools().streaming());
  }

  private AnswerShape shape(
      ToolPlan tools, Conversation conversation, SamplingPlan sampling, OutputPlan output) {
    ToolSpecification answerTool = output.tool();
    return AnswerShape.PLAIN
        .withTools(tools.shape(answerTool, output.answerKeys()))
        .withAnswerTool(answerTool == null ? null : answerTool.name())
        .withJson(output.json())
        .withShowReasoning(!(call.reasoning() instanceof Reasoning.Off))
        .withStopSequences(sampling.emulatedStops())
        .withFormat(output.format())
        .withThinkingTag(traits.thinking().inlineTag())
        .withDocumentNames(conversation.documentNames());
  }
}
