package io.aiportal.ollama.facts;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelTraits;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Under which key an answer is kept: two calls have the same one only if they ask exactly the same,
 * of the same model, under the same guardrail, for the same callers.
 */
public final class AnswerKey {

  private AnswerKey() {}

  /**
   * The key of a call.
   *
   * @param scope whose answers are shared
   * @param call what is asked, the model's own defaults laid under it
   * @param model who is asked
   * @param context what goes along with the call
   */
  public static String of(String scope, ChatCall call, Model model, CallContext context) {
    Digest digest = Digest.empty();
    digest.put(scope).put(model.modelId());
    String guardrail = context.guardrail();
    digest.put(guardrail == null ? model.traits().service().guardrail() : guardrail);
    add(digest, model.traits());
    digest.put(String.valueOf(call.turns().size()));
    call.turns().forEach(turn -> add(digest, turn));
    digest.put(String.valueOf(call.tools().size()));
    call.tools().forEach(tool -> add(digest, tool));
    digest.put(call.toolChoice().toString());
    digest.put(String.valueOf(call.parallelToolCalls()));
    digest.put(call.sampling().toString());
    digest.put(String.valueOf(call.maxTokens()));
    digest.put(String.valueOf(call.stopSequences().size()));
    call.stopSequences().forEach(digest::put);
    add(digest, call.outputFormat());
    Reasoning reasoning = call.reasoning();
    digest.putOptional(reasoning == null ? null : reasoning.toString());
    digest.put(call.contextPolicy().toString());
    digest.putOrdered(call.additionalFields());
    digest.putOrdered(call.additionalFieldPaths());
    return digest.text();
  }

  /** Names of the same model may stand for different defaults. */
  private static void add(Digest digest, ModelTraits traits) {
    digest.put(new TreeSet<>(traits.capabilities()).toString());
    digest.put(traits.limits().toString()).put(traits.conversation().toString());
    digest.put(traits.tools().toString()).put(traits.sampling().toString());
    digest.put(traits.thinking().toString()).put(traits.service().toString());
  }

  private static void add(Digest digest, Turn turn) {
    digest.put(turn.role().name()).put(String.valueOf(turn.content().size()));
    turn.content().forEach(block -> add(digest, block));
  }

  private static void add(Digest digest, ChatContent block) {
    digest.put(block.getClass().getSimpleName());
    if (block instanceof ChatContent.Text text) {
      digest.put(text.text()).put(String.valueOf(text.citations().size()));
      text.citations().forEach(citation -> add(digest, citation));
    } else if (block instanceof ChatContent.Image image) {
      digest.put(image.bytes());
    } else if (block instanceof ChatContent.Document document) {
      digest.put(document.format()).putOptional(document.name()).put(document.bytes());
      add(digest, document.citations());
    } else if (block instanceof ChatContent.SearchResult found) {
      digest.put(found.source()).put(found.title()).putOrdered(found.parts());
    } else if (block instanceof ChatContent.ToolUse call) {
      digest.putOptional(call.id()).put(call.name()).putOrdered(call.input());
    } else if (block instanceof ChatContent.ToolResult result) {
      add(digest, result);
    } else if (block instanceof ChatContent.ReasoningText text) {
      digest.put(text.text()).putOptional(text.signature());
    } else if (block instanceof ChatContent.RedactedReasoning redacted) {
      digest.put(redacted.data());
    } else if (block instanceof ChatContent.CachePoint point) {
      digest.put(Objects.toString(point.timeToLive()));
    } else {
      throw new IllegalArgumentException("no key for " + block.getClass());
    }
  }

  private static void add(Digest digest, Citation citation) {
    digest.put(citation.unit().name()).put(citation.text());
    digest.putOptional(citation.title()).putOptional(citation.source());
    digest.put(citation.document() + " " + citation.start() + " " + citation.end());
  }

  private static void add(Digest digest, @Nullable DocumentCitations citations) {
    digest.put(citations == null ? "not cited" : "cited");
    if (citations != null) {
      digest.putOptional(citations.context()).putOrdered(citations.parts());
    }
  }

  private static void add(Digest digest, ChatContent.ToolResult result) {
    digest.putOptional(result.id()).putOptional(result.toolName());
    digest.put(String.valueOf(result.error())).put(String.valueOf(result.content().size()));
    result.content().forEach(part -> add(digest, part));
  }

  private static void add(Digest digest, ToolDefinition tool) {
    digest.put(tool.name()).putOptional(tool.description()).putOrdered(tool.inputSchema());
    digest.put(String.valueOf(tool.strict())).put(String.valueOf(tool.cachePoint()));
  }

  private static void add(Digest digest, OutputFormat format) {
    digest.put(format.getClass().getSimpleName());
    if (format instanceof OutputFormat.JsonSchema schema) {
      digest.putOptional(schema.name()).putOrdered(schema.schema());
      digest.put(String.valueOf(schema.strict()));
    }
  }
}
