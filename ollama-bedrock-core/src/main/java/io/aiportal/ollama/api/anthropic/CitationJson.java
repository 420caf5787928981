package io.aiportal.ollama.api.anthropic;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes citations as Anthropic's API has them, and reads those of earlier answers. */
final class CitationJson {

  private CitationJson() {}

  /** Appends a citation as a JSON object. */
  static LineBuffer append(LineBuffer line, Citation citation) {
    Place place = place(citation.unit());
    line.append(ascii("{\"type\":\"" + place.type + "\",\"cited_text\":\""))
        .appendEscaped(citation.text());
    if (citation.unit() == Citation.Unit.FOUND_PARTS) {
      return found(line, citation);
    }
    line.append(ascii("\",\"document_index\":"))
        .append(citation.document())
        .append(ascii(",\"document_title\":"));
    text(line, citation.title());
    return ends(line, citation).append(ascii(",\"file_id\":null}"));
  }

  /** What the text of an earlier answer cites; what makes no sense, and other kinds, are left. */
  static List<Citation> read(ContentBlockParam text) {
    List<Citation> citations = new ArrayList<>();
    for (ContentBlockParam cited : text.blocks("citations")) {
      for (Citation.Unit unit : Citation.Unit.values()) {
        Place place = place(unit);
        if (place.type.equals(cited.type())) {
          boolean found = unit == Citation.Unit.FOUND_PARTS;
          add(
              new Citation(
                  unit,
                  count(cited, found ? "search_result_index" : "document_index"),
                  count(cited, "start_" + place.member),
                  count(cited, "end_" + place.member),
                  cited.string("cited_text"),
                  optional(cited, found ? "title" : "document_title"),
                  found ? cited.string("source") : null),
              citations);
        }
      }
    }
    return citations;
  }

  private static void add(Citation citation, List<Citation> citations) {
    if (citation.document() >= 0 && citation.start() >= 0 && citation.start() <= citation.end()) {
      citations.add(citation);
    }
  }

  /** A count; negative where there is none. */
  private static int count(ContentBlockParam cited, String field) {
    return cited.fields().get(field) instanceof Number number ? number.intValue() : -1;
  }

  private static @Nullable String optional(ContentBlockParam cited, String field) {
    return cited.fields().get(field) instanceof String text ? text : null;
  }

  private static LineBuffer found(LineBuffer line, Citation citation) {
    String source = citation.source();
    line.append(ascii("\",\"source\":"));
    text(line, source == null ? "" : source);
    line.append(ascii(",\"title\":"));
    text(line, citation.title());
    line.append(ascii(",\"search_result_index\":")).append(citation.document());
    return ends(line, citation).append('}');
  }

  private static LineBuffer ends(LineBuffer line, Citation citation) {
    Place place = place(citation.unit());
    return line.append(ascii(",\"start_" + place.member + "\":"))
        .append(citation.start())
        .append(ascii(",\"end_" + place.member + "\":"))
        .append(citation.end());
  }

  private static void text(LineBuffer line, @Nullable String text) {
    if (text == null) {
      line.append(ascii("null"));
    } else {
      line.append('"').appendEscaped(text).append('"');
    }
  }

  private static Place place(Citation.Unit unit) {
    return switch (unit) {
      case CHARACTERS -> new Place("char_location", "char_index");
      case PAGES -> new Place("page_location", "page_number");
      case PARTS -> new Place("content_block_location", "block_index");
      case FOUND_PARTS -> new Place("search_result_location", "block_index");
    };
  }

  /** What kind of place it is, and what its ends are called. */
  private record Place(String type, String member) {}
}
