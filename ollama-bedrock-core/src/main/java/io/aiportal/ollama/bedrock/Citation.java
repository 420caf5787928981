package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a document, or of what a search found, a text of an answer rests on.
 *
 * @param unit what its place is counted in
 * @param document the document's place among those of the request, from 0; that of what a search
 *     found among all of its kind
 * @param start where the part begins, as the model counts
 * @param end where it ends, not part of it
 * @param text what stands there; empty where Bedrock does not quote it
 * @param title the document's name; null where there is none
 * @param source where the search found it; null for a document
 */
public record Citation(
    Unit unit,
    int document,
    int start,
    int end,
    String text,
    @Nullable String title,
    @Nullable String source) {

  /** A citation of a document. */
  public Citation(
      Unit unit, int document, int start, int end, String text, @Nullable String title) {
    this(unit, document, start, end, text, title, null);
  }

  /** This citation, of a document of another name; null for none. */
  public Citation withTitle(@Nullable String name) {
    return new Citation(unit, document, start, end, text, name, source);
  }

  /** What places within a document are counted in. */
  public enum Unit {
    /** Characters of a text, from 0. */
    CHARACTERS("documentChar", "documentIndex"),
    /** Pages, from 1. */
    PAGES("documentPage", "documentIndex"),
    /** Parts that the caller divided the document into, from 0. */
    PARTS("documentChunk", "documentIndex"),
    /** Parts of what a search found, from 0. */
    FOUND_PARTS("searchResultLocation", "searchResultIndex");

    private final String location;
    private final String index;

    Unit(String location, String index) {
      this.location = location;
      this.index = index;
    }

    /** What Bedrock calls a place that is counted so. */
    String location() {
      return location;
    }

    /** What Bedrock calls the number of the document in such a place. */
    String index() {
      return index;
    }
  }
}
