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

  /** A citation; null if it is neither of a document nor of what a search found. */
  static @Nullable Citation citation(@Nullable Object citation) {
    Object location = member(citation, "location");
    for (Unit unit : Unit.values()) {
      if (member(location, unit.location()) instanceof Map<?, ?> place) {
        return new Citation(
            unit,
            count(member(place, unit.index())),
            count(member(place, "start")),
            count(member(place, "end")),
            texts(member(citation, "sourceContent")),
            text(member(citation, "title")),
            unit == Unit.FOUND_PARTS ? text(member(citation, "source")) : null);
      }
    }
    return null;
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

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  private static int count(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }
}
