package io.aiportal.ollama.api.anthropic;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.internal.json.LineBuffer;

/** Writes citations as Anthropic's API has them. */
final class CitationJson {

  private CitationJson() {}

  /** Appends a citation as a JSON object. */
  static LineBuffer append(LineBuffer line, Citation citation) {
    Place place = place(citation.unit());
    line.append(ascii("{\"type\":\"" + place.type + "\",\"cited_text\":\""))
        .appendEscaped(citation.text())
        .append(ascii("\",\"document_index\":"))
        .append(citation.document())
        .append(ascii(",\"document_title\":"));
    String title = citation.title();
    if (title == null) {
      line.append(ascii("null"));
    } else {
      line.append('"').appendEscaped(title).append('"');
    }
    return line.append(ascii(",\"start_" + place.member + "\":"))
        .append(citation.start())
        .append(ascii(",\"end_" + place.member + "\":"))
        .append(citation.end())
        .append(ascii(",\"file_id\":null}"));
  }

  private static Place place(Citation.Unit unit) {
    return switch (unit) {
      case CHARACTERS -> new Place("char_location", "char_index");
      case PAGES -> new Place("page_location", "page_number");
      case PARTS -> new Place("content_block_location", "block_index");
    };
  }

  /** What kind of place it is, and what its ends are called. */
  private record Place(String type, String member) {}
}
