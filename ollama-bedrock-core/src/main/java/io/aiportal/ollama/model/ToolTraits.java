package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallMarkup;
import java.util.Set;

/**
 * How a model calls tools.
 *
 * @param streaming whether answers can be streamed when tools are offered
 * @param resultAlone whether results of tools must stand alone in their message
 * @param resultStatus whether results of tools may carry a status
 * @param resultImages whether results of tools may hold images
 * @param hyphensInNames whether tool names may hold hyphens
 * @param shortIds whether tool call ids must be nine letters and digits
 * @param textBesideCalls whether an assistant's message may hold both text and tool calls
 * @param choice how far a call of a tool can be forced
 * @param strict whether a tool may ask that its schema is followed exactly
 * @param resultDocuments which documents results of tools may hold
 * @param schemas which schemas of arguments are taken
 * @param markups how the model may write calls into its text; empty for one that never does
 */
public record ToolTraits(
    boolean streaming,
    boolean resultAlone,
    boolean resultStatus,
    boolean resultImages,
    boolean hyphensInNames,
    boolean shortIds,
    boolean textBesideCalls,
    Choice choice,
    boolean strict,
    ResultDocuments resultDocuments,
    Schemas schemas,
    Set<CallMarkup> markups) {

  public ToolTraits {
    markups = Set.copyOf(markups);
  }

  /** These traits, with answers streamed or not when tools are offered. */
  ToolTraits withStreaming(boolean streaming) {
    return new ToolTraits(
        streaming,
        resultAlone,
        resultStatus,
        resultImages,
        hyphensInNames,
        shortIds,
        textBesideCalls,
        choice,
        strict,
        resultDocuments,
        schemas,
        markups);
  }

  /** How far a call of a tool can be forced. */
  public enum Choice {
    /** Not at all. */
    AUTO,
    /** Some tool. */
    ANY,
    /** A named tool. */
    NAMED,
    /** A named tool, also while thinking. */
    NAMED_WHILE_THINKING
  }

  /** Which documents results of tools may hold. */
  public enum ResultDocuments {
    /** None. */
    NONE,
    /** Those that are text: {@code csv}, {@code html}, {@code txt} and {@code md}. */
    TEXT,
    /** All that the model reads. */
    ALL
  }

  /**
   * Which schemas of arguments are taken; all of them of an object, without branches at the root.
   */
  public enum Schemas {
    /** Any such. */
    ANY,
    /**
     * Those without references, and with nothing at the root but {@code type}, {@code properties}
     * and {@code required}.
     */
    PLAIN
  }
}
