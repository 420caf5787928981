package io.aiportal.ollama.api.ollama;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/create}: a new model that is another one with defaults of its own.
 *
 * @param model what the new one is to be called; empty where the caller gave no name
 * @param from the model that it is made from; empty where the caller names none
 * @param files files of weights that it is to be made from: their names, and digests of what is in
 *     them
 * @param draft whether a model that drafts answers is among the files
 * @param info what Ollama is to remember of it, which is checked and has no effect
 * @param system its instructions; null for those of the other one
 * @param template how its prompts are made, which has no effect; null for none
 * @param parameters its options, beside those of the other one
 * @param messages what its conversations begin with; null for those of the other one
 * @param license under which terms it may be used; null for those of the other one
 * @param withoutEffect what else Ollama does with weights that it has, by the names of the fields,
 *     such as {@code quantize}
 * @param stream whether the answer comes in pieces; null means yes
 */
public record CreateRequest(
    String model,
    String from,
    Map<String, @Nullable Object> files,
    boolean draft,
    Map<String, @Nullable Object> info,
    @Nullable String system,
    @Nullable String template,
    Map<String, @Nullable Object> parameters,
    @Nullable List<Message> messages,
    @Nullable List<String> license,
    Map<String, String> withoutEffect,
    @Nullable Boolean stream) {

  public CreateRequest {
    files = Json.unmodifiable(files);
    info = Json.unmodifiable(info);
    parameters = Json.unmodifiable(parameters);
    withoutEffect = Collections.unmodifiableMap(new LinkedHashMap<>(withoutEffect));
  }
}
