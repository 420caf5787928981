package io.aiportal.ollama.api.systemone;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for typed decisions, as it was read; whether it makes sense is not yet looked at.
 *
 * @param model the model's name as the caller spells it; empty where it is missing
 * @param state what is judged: a string, a map or a list; null where it is missing
 * @param images image files that belong to the state; empty for none
 * @param videos whether videos came with it, which no model takes
 * @param questions what is asked, by names of the caller's, in his order
 * @param keepAlive how long the model should stay loaded; null for the server's default
 */
public record SystemOneRequest(
    String model,
    @Nullable Object state,
    List<byte[]> images,
    boolean videos,
    Map<String, QuestionParam> questions,
    @Nullable Duration keepAlive) {

  public SystemOneRequest {
    images = List.copyOf(images);
    questions = Collections.unmodifiableMap(new LinkedHashMap<>(questions));
  }

  /** A question about a state that is a text or an object, without images. */
  public static SystemOneRequest of(
      String model, Object state, Map<String, QuestionParam> questions) {
    return new SystemOneRequest(model, state, List.of(), false, questions, null);
  }
}
