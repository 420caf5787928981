package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a document a text of an answer rests on.
 *
 * @param unit what its place is counted in
 * @param document the document's place among those of the request, from 0
 * @param start where the part begins, as the model counts
 * @param end where it ends, not part of it
 * @param text what stands there; empty where Bedrock does not quote it
 * @param title the document's name; null where there is none
 */
public record Citation(
    Unit unit, int document, int start, int end, String text, @Nullable String title) {

  /** This citation, of a document of another name; null for none. */
  public Citation withTitle(@Nullable String name) {
    return new Citation(unit, document, start, end, text, name);
  }

  /** What places within a document are counted in. */
  public enum Unit {
    /** Characters of a text, from 0. */
    CHARACTERS,
    /** Pages, from 1. */
    PAGES,
    /** Parts that the caller divided the document into, from 0. */
    PARTS
  }
}
