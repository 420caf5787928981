package io.aiportal.ollama.api.systemone;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question of a request.
 *
 * @param type {@code choice}, {@code noul} or {@code score}
 * @param instructions what is asked: a string, a map or a list
 * @param criteria the possible answers, each type in its own form; {@link #NONE} where they are
 *     missing, which is not the same as null
 */
public record QuestionParam(String type, @Nullable Object instructions, @Nullable Object criteria) {

  /** Stands where no criteria were given. */
  public static final Object NONE = new Object();

  /** One of several options: each with its description, or null where its key says all. */
  public static QuestionParam choice(
      String instructions, Map<String, ? extends @Nullable Object> options) {
    return new QuestionParam(
        "choice",
        instructions,
        Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(options)));
  }

  /** Yes or no. */
  public static QuestionParam noul(String instructions) {
    return new QuestionParam("noul", instructions, NONE);
  }

  /** One of several levels, the lowest first. */
  public static QuestionParam score(String instructions, String... levels) {
    return new QuestionParam("score", instructions, List.copyOf(Arrays.asList(levels)));
  }
}
