package io.aiportal.ollama.bedrock;

import io.aiportal.ollama.bedrock.Citation.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the citations in answers of Converse; what is missing counts as nothing. */
final class CitationsJson {

  private CitationsJson() {}

  /** Text with what it rests on. */
  static ContentBlock.CitedText block(Map<String, @Nullable Object> citationsContent) {
    List<Citation> citations = new ArrayList<>();
    for (Object element : elements(citationsContent.get("citations"))) {
      Citation citation = citation(element);
      if (citation != null) {
        citations.add(citation);
      }
    }
    return new ContentBlock.CitedText(texts(citationsContent.get("content")), citations);
  }

  /** A citation; null if it is not of a document. */
  static @Nullable Citation citation(@Nullable Object citation) {
    Object location = member(citation, "location");
    Object place = member(location, "documentChar");
    Unit unit = Unit.CHARACTERS;
    if (place == null) {
      place = member(location, "documentPage");
      unit = Unit.PAGES;
    }
    if (place == null) {
      place = member(location, "documentChunk");
      unit = Unit.PARTS;
    }
    return place instanceof Map<?, ?>
        ? new Citation(
            unit,
            count(member(place, "documentIndex")),
            count(member(place, "start")),
            count(member(place, "end")),
            texts(member(citation, "sourceContent")),
            member(citation, "title") instanceof String title ? title : null)
        : null;
  }

  private static @Nullable Object member(@Nullable Object object, String name) {
    return object instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static List<?> elements(@Nullable Object array) {
    return array instanceof List<?> list ? list : List.of();
  }

  private static String texts(@Nullable Object array) {
    StringBuilder texts = new StringBuilder();
    for (Object element : elements(array)) {
      if (member(element, "text") instanceof String text) {
        texts.append(text);
      }
    }
    return texts.toString();
  }

  private static int count(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }
}
