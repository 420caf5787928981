package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.AnswerFormat;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.CallersWords;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.ModelTraits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses calls that make no sense, and those that the model cannot take. */
final class CallCheck {

  /** As much of a reference as is told, in characters. */
  private static final int MAX_TOLD = 200;

  private final ChatCall call;
  private final ModelTraits traits;

  private CallCheck(ChatCall call, ModelTraits traits) {
    this.call = call;
    this.traits = traits;
  }

  /**
   * Checks a call for a model with these traits.
   *
   * @throws CallException 400, if it cannot be planned
   */
  static void check(ChatCall call, ModelTraits traits) {
    CallCheck check = new CallCheck(call, traits);
    check.answering();
    check.maxTokens();
    check.tools();
    check.toolChoice();
    call.turns().forEach(check::turn);
    check.documents();
  }

  private void answering() {
    if (!traits.can(Capability.COMPLETION) && !traits.can(Capability.DECISION)) {
      throw CallException.badRequest(
          "the model makes embeddings and answers nothing; choose a model with the capability"
              + " completion");
    }
  }

  private void maxTokens() {
    Integer maxTokens = call.maxTokens();
    if (maxTokens != null && maxTokens < 1) {
      throw CallException.badRequest("an answer needs room for at least one token");
    }
  }

  private void tools() {
    boolean offered = !call.tools().isEmpty() && !(call.toolChoice() instanceof ToolUsage.None);
    if (offered && !traits.can(Capability.TOOLS)) {
      throw CallException.badRequest(
          "the model cannot call tools; choose a model with the capability tools, or leave the"
              + " tools out");
    }
  }

  private void toolChoice() {
    if (call.toolChoice() instanceof ToolUsage.Any && call.tools().isEmpty()) {
      throw CallException.badRequest("a tool must be called, but none is offered");
    }
    if (call.toolChoice() instanceof ToolUsage.Named named
        && call.tools().stream().noneMatch(tool -> tool.name().equals(named.name()))) {
      throw CallException.badRequest("the tool that must be called is not among those offered");
    }
  }

  private void turn(Turn turn) {
    for (ChatContent block : turn.content()) {
      if (block instanceof ChatContent.ToolUse use) {
        require(turn.role() == Turn.Role.ASSISTANT, "only the assistant calls tools");
        DocumentCheck.check(use.input(), "the arguments of a tool call");
      } else if (block instanceof ChatContent.ToolResult result) {
        require(turn.role() == Turn.Role.USER, "results of tools are the user's to give");
        result(result.content());
      } else {
        readable(block);
      }
    }
  }

  private void result(List<ChatContent> content) {
    for (ChatContent block : content) {
      require(
          block instanceof ChatContent.Text
              || block instanceof ChatContent.Image
              || block instanceof ChatContent.Document
              || block instanceof ChatContent.SearchResult,
          "the result of a tool can hold text, images, documents and search results, and nothing"
              + " else");
      readable(block);
    }
  }

  private void readable(ChatContent block) {
    if (block instanceof ChatContent.Image) {
      require(
          traits.can(Capability.VISION),
          "the model cannot see images; choose a model with the capability vision, or leave the"
              + " images out");
    } else if (block instanceof ChatContent.Document) {
      require(
          traits.media().documents(),
          "the model cannot read documents; choose a model that can, or send their text");
    }
  }

  private void documents() {
    for (ToolDefinition tool : call.tools()) {
      DocumentCheck.check(tool.inputSchema(), "the parameters of a tool");
    }
    if (call.outputFormat() instanceof OutputFormat.JsonSchema format) {
      DocumentCheck.check(format.schema(), "the parts of the answer's schema");
      references(AnswerFormat.lostReference(format.schema()));
    }
    DocumentCheck.check(call.additionalFields(), "the additional fields");
  }

  private static void references(@Nullable String lost) {
    if (lost != null) {
      throw CallException.badRequest(
          "the JSON Schema of the format refers to "
              + CallersWords.shown(lost.substring(0, Math.min(MAX_TOLD, lost.length())))
              + ", which is no part of it, and nothing is fetched: put that schema in its place, or"
              + " into $defs and refer to it there");
    }
  }

  private static void require(boolean fits, String sentence) {
    if (!fits) {
      throw CallException.badRequest(sentence);
    }
  }
}
