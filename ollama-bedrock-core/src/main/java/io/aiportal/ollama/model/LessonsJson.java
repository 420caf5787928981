package io.aiportal.ollama.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.model.Lessons.Subject;
import io.aiportal.ollama.model.MemoryLessons.Kept;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Lessons as JSON, for those who keep them in a file. */
public final class LessonsJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LessonsJson() {}

  /** Writes lessons. */
  public static byte[] write(List<Kept> lessons) {
    ObjectNode file = MAPPER.createObjectNode();
    ArrayNode all = file.putArray("lessons");
    for (Kept kept : lessons) {
      ObjectNode lesson = all.addObject();
      lesson.put("place", kept.subject().place());
      lesson.put("account", kept.subject().account());
      lesson.put("region", kept.subject().region());
      lesson.put("model", kept.subject().modelId());
      lesson.put("says", kept.lesson().says());
      lesson.set("traits", MAPPER.valueToTree(kept.lesson().traits()));
      ArrayNode without = lesson.putArray("without");
      kept.lesson().without().stream().sorted().forEach(one -> without.add(one.value()));
      lesson.put("at", kept.at().toString());
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException("lessons cannot be written", e);
    }
  }

  /**
   * Reads lessons. Those that speak of traits which this version does not know are passed over.
   *
   * @throws IOException if this is no file of lessons
   */
  public static List<Kept> read(byte[] json) throws IOException {
    JsonNode lessons = MAPPER.readTree(json).path("lessons");
    if (!lessons.isArray()) {
      throw new IOException("there are no lessons");
    }
    List<Kept> read = new ArrayList<>();
    for (JsonNode lesson : lessons) {
      try {
        read.add(kept(lesson));
      } catch (IllegalArgumentException | DateTimeException unknown) {
        // of another version
      }
    }
    return read;
  }

  private static Kept kept(JsonNode lesson) {
    Set<Capability> without = EnumSet.noneOf(Capability.class);
    for (JsonNode name : lesson.path("without")) {
      without.add(Capability.valueOf(name.asText().toUpperCase(Locale.ROOT)));
    }
    return new Kept(
        new Subject(
            lesson.path("place").asText(),
            lesson.path("account").asText(),
            lesson.path("region").asText(),
            lesson.path("model").asText()),
        new Lesson(
            lesson.path("says").asText(),
            MAPPER.convertValue(lesson.path("traits"), new TypeReference<Map<String, Object>>() {}),
            without),
        Instant.parse(lesson.path("at").asText()));
  }
}
