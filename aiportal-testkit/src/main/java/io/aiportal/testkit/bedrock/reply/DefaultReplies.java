package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Replies that a demo can live on: the same request always gets the same reply.
 *
 * <p>It answers, thinks when asked to, calls a tool that fits, answers from tool results, follows a
 * JSON schema, and keeps to the limits of the request. Only the cache counts depend on what was
 * asked before. Thread-safe.
 */
public final class DefaultReplies {

  private final PromptCache cache = new PromptCache();

  /**
   * The reply to a request.
   *
   * @param modelId of the URL, decoded
   * @param converseRequest the body of Converse or ConverseStream
   */
  public ModelReply answer(String modelId, JsonNode converseRequest) {
    UserPrompt prompt = UserPrompt.of(converseRequest);
    ModelBehaviour behaviour = ModelBehaviour.of(modelId);
    List<Block> blocks = new ArrayList<>();
    if (behaviour.thinksFor(prompt)) {
      blocks.add(reasoning(behaviour, prompt));
    }
    List<Block> calls = new ToolSelection(prompt, behaviour).calls();
    if (calls.isEmpty()) {
      List<Block> cited = CitedAnswers.to(prompt);
      blocks.addAll(cited.isEmpty() ? List.of(new Block.Text(text(modelId, prompt))) : cited);
    } else {
      blocks.addAll(calls);
    }
    ModelReply reply =
        OutputLimits.apply(ModelReply.of(blocks), converseRequest, behaviour.heedsStops());
    return reply.withUsage(
        cache.usage(modelId, converseRequest, reply.outputTokens(), behaviour.cacheMinimum()));
  }

  private static String text(String modelId, UserPrompt prompt) {
    boolean answered = !prompt.lastBlocks("toolResult").isEmpty();
    return StructuredOutput.to(modelId, prompt)
        .orElseGet(() -> answered ? ToolResultAnswers.of(prompt) : TextAnswers.to(modelId, prompt));
  }

  private static Block reasoning(ModelBehaviour behaviour, UserPrompt prompt) {
    JsonNode thinking = prompt.request().path("additionalModelRequestFields").path("thinking");
    boolean shown = behaviour.shown() || thinking.path("display").asText().equals("summarized");
    String text = shown ? thought(prompt) : "";
    return new Block.Reasoning(text, behaviour.signed() ? ReasoningSignature.of(text) : null);
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
