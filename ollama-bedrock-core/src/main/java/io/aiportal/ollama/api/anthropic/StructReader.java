package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what Go binds to a struct as the JSON object that it is, with all of its members. */
final class StructReader {

  /** Reads one member, with the type that Go wants of it. */
  interface Member {
    @Nullable Object read(String name) throws IOException;
  }

  /** Members whose types have no null: it leaves them as they are, and clears all others. */
  private static final Set<String> WITHOUT_NULL =
      Set.of(
          "type",
          "id",
          "name",
          "tool_use_id",
          "is_error",
          "signature",
          "media_type",
          "data",
          "url",
          "budget_tokens",
          "disable_parallel_tool_use");

  private final GoReader in;

  StructReader(GoReader in) {
    this.in = in;
  }

  /**
   * Reads an object whose errors go by its own name.
   *
   * @param earlier what stood there before, and stays where nothing else is said
   */
  ContentBlockParam named(String type, ContentBlockParam earlier, Member member)
      throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(earlier.fields());
    in.struct(type, name -> read(name, member, fields));
    return new ContentBlockParam(fields);
  }

  /** Reads an object whose errors go by the name of what is around it. */
  ContentBlockParam unnamed(String type, Member member) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    in.object(type, name -> read(name, member, fields));
    return new ContentBlockParam(fields);
  }

  private void read(String name, Member member, Map<String, @Nullable Object> fields)
      throws IOException {
    if (!in.isNull()) {
      fields.put(name, member.read(name));
    } else if (!WITHOUT_NULL.contains(name)) {
      fields.remove(name);
    }
  }
}
