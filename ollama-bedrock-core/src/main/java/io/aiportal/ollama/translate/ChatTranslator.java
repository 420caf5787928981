package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.Think;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelTraits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chat requests in Bedrock's words.
 *
 * <p>A pure function: the same request for the same model always becomes the same bytes, which
 * prompt caches depend on. No effect have options without a home on Bedrock, stop sequences that
 * are blank or beyond the model's limit, images in messages of the system and the assistant, and
 * thinking of earlier turns.
 */
public final class ChatTranslator {

  private final ChatRequest request;
  private final Model model;
  private final ModelTraits traits;
  private final Tools tools;
  private final ToolNames names;
  private final Conversation conversation;
  private final Thinking thinking;
  private final AnswerFormat format;

  private ChatTranslator(ChatRequest request, Model model) {
    this.request = request;
    this.model = model;
    this.traits = model.traits();
    this.tools = Tools.of(request);
    this.names = tools.names(traits);
    this.conversation = Conversation.of(messages(), traits, names);
    this.thinking = Thinking.of(request.think(), traits, conversation.endsWithResults());
    this.format = AnswerFormat.of(request.format(), traits, names, thinking.on());
    conversation.instruct(format.instruction());
  }

  /**
   * Refuses what the model cannot do and options of the wrong type, as Ollama does before it loads
   * a model.
   *
   * @throws CallException 400 for an ability that the model lacks, 500 for a bad option
   */
  public static void check(ChatRequest request, Model model) {
    Requirements requirements = new Requirements(request.model(), model);
    requirements.thinking(request.think());
    requirements.answering("chat");
    requirements.tools(!request.tools().isEmpty());
    Options.of(request.options());
  }

  /**
   * A request in Bedrock's words, and how to read its answer. Checks first.
   *
   * @throws CallException as {@link #check} does; 500 for a bad format, and 400 for images that the
   *     model or Bedrock cannot read
   */
  public static Translation translate(ChatRequest request, Model model) {
    check(request, model);
    return translateChecked(request, model);
  }

  static Translation translateChecked(ChatRequest request, Model model) {
    ChatTranslator translator = new ChatTranslator(request, model);
    return new Translation(translator.converse(), translator.shape());
  }

  /** The messages as the model can read them. */
  private List<Message> messages() {
    List<Message> messages = request.messages();
    if (!traits.can(Capability.VISION)
        && messages.stream().anyMatch(message -> !message.images().isEmpty())) {
      throw CallException.badRequest(
          "the model cannot see images; choose a model with the capability vision, or leave the"
              + " images out");
    }
    return traits.can(Capability.TOOLS) ? messages : ToolText.inWords(messages);
  }

  private ConverseRequest converse() {
    Options options = Options.of(request.options());
    Sampling sampling = Sampling.of(options, traits, thinking.ownSampling());
    ToolConfiguration toolConfig =
        tools.toConfiguration(names, format.tool(), conversation.usesTools(), traits);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(thinking.fields());
    fields.putAll(sampling.fields());
    return new ConverseRequest(
        model.modelId(),
        conversation.turns(mayPrefill(toolConfig)).toMessages(),
        conversation.system().stream().<ContentBlock>map(ContentBlock.Text::new).toList(),
        inferenceConfig(options, sampling),
        toolConfig,
        fields,
        List.of(),
        Map.of(),
        format.outputSchema());
  }

  /** Whatever steers the start of an answer rules out that the caller begins it. */
  private boolean mayPrefill(@Nullable ToolConfiguration toolConfig) {
    return traits.conversation().prefill()
        && toolConfig == null
        && !thinking.on()
        && format.outputSchema() == null;
  }

  private InferenceConfiguration inferenceConfig(Options options, Sampling sampling) {
    Integer numPredict = options.numPredict();
    int wanted =
        numPredict == null || numPredict <= 0 ? traits.limits().defaultMaxTokens() : numPredict;
    return new InferenceConfiguration(
        thinking.maxTokens(wanted, traits.limits().maxOutputTokens()),
        sampling.temperature(),
        sampling.topP(),
        Sampling.stopSequences(options, traits));
  }

  private AnswerShape shape() {
    ToolSpecification answerTool = format.tool();
    return new AnswerShape(
        names.toOllama(),
        answerTool == null ? null : answerTool.name(),
        format.instruction() != null,
        request.think() != Think.OFF);
  }
}
