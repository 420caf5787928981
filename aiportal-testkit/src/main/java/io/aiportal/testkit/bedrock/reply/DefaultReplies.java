package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Replies that a demo can live on: the same request always gets the same reply.
 *
 * <p>It answers, thinks when asked to, calls a tool that fits, answers from tool results, follows a
 * JSON schema, and keeps to the limits of the request. Only the cache counts depend on what was
 * asked before. Thread-safe.
 */
public final class DefaultReplies {

  /** Models that think whether they are asked to or not. */
  private static final Pattern ALWAYS_THINKS =
      Pattern.compile(".*(openai\\.gpt-oss|deepseek\\.r1|-thinking).*");

  /** Models that sign their thinking and do not show it unless they are asked to. */
  private static final Pattern HIDES_THINKING =
      Pattern.compile(".*anthropic\\.claude-(opus-4-[789]|(opus|sonnet|haiku|fable)-[5-9]).*");

  private final PromptCache cache = new PromptCache();

  /**
   * The reply to a request.
   *
   * @param modelId of the URL, decoded
   * @param converseRequest the body of Converse or ConverseStream
   */
  public ModelReply answer(String modelId, JsonNode converseRequest) {
    UserPrompt prompt = UserPrompt.of(converseRequest);
    List<Block> blocks = new ArrayList<>();
    if (thinks(modelId, converseRequest)) {
      blocks.add(reasoning(modelId, prompt));
    }
    List<Block> calls = new ToolSelection(prompt).calls();
    if (calls.isEmpty()) {
      blocks.add(new Block.Text(text(modelId, prompt)));
    } else {
      blocks.addAll(calls);
    }
    ModelReply reply = OutputLimits.apply(ModelReply.of(blocks), converseRequest);
    return reply.withUsage(cache.usage(modelId, converseRequest, reply.outputTokens()));
  }

  private static String text(String modelId, UserPrompt prompt) {
    boolean answered = !prompt.lastBlocks("toolResult").isEmpty();
    return StructuredOutput.to(modelId, prompt)
        .orElseGet(() -> answered ? ToolResultAnswers.of(prompt) : TextAnswers.to(modelId, prompt));
  }

  private static boolean thinks(String modelId, JsonNode request) {
    JsonNode fields = request.path("additionalModelRequestFields");
    String claude = fields.path("thinking").path("type").asText();
    String nova = fields.path("reasoningConfig").path("type").asText();
    String effort =
        fields.path("reasoning_effort").asText() + fields.path("reasoning_config").asText();
    return claude.equals("enabled")
        || claude.equals("adaptive")
        || nova.equals("enabled")
        || !(effort.isEmpty() || effort.equals("none"))
        || ALWAYS_THINKS.matcher(modelId).matches();
  }

  private static Block reasoning(String modelId, UserPrompt prompt) {
    JsonNode thinking = prompt.request().path("additionalModelRequestFields").path("thinking");
    if (thinking.isMissingNode()) {
      return new Block.Reasoning(thought(prompt), null);
    }
    boolean hidden =
        HIDES_THINKING.matcher(modelId).matches()
            && !thinking.path("display").asText().equals("summarized");
    String text = hidden ? "" : thought(prompt);
    return new Block.Reasoning(text, ReasoningSignature.of(text));
  }

  private static String thought(UserPrompt prompt) {
    int results = prompt.lastBlocks("toolResult").size();
    if (results > 0) {
      return "The tool has answered (%d results). I will put that into words for the question “%s”."
          .formatted(results, prompt.brief());
    }
    String next =
        prompt.tools().isEmpty()
            ? "No tools are offered, so I answer from what I know"
            : "I check which of the %d tools fits".formatted(prompt.tools().size());
    return "The user says: “%s” %s, and keep the answer short and to the point."
        .formatted(prompt.brief(), next);
  }
}
