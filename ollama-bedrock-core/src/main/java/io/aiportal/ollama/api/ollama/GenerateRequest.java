package io.aiportal.ollama.api.ollama;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/generate}.
 *
 * @param model the model's name as the caller spells it; answers echo it verbatim
 * @param prompt what to answer; empty means "load the model", or unload it if {@code keepAlive} is
 *     zero
 * @param suffix text that should follow the answer; null when the caller wants none
 * @param system the system prompt; null for none
 * @param template a prompt template; models on Bedrock bring their own, so it has no effect
 * @param raw whether the prompt must go to the model untemplated
 * @param context the conversation so far, as an earlier answer gave it; empty for none
 * @param images images that belong to the prompt, as the bytes of their files
 * @param format as in {@link ChatRequest}
 * @param options as in {@link ChatRequest}
 * @param stream as in {@link ChatRequest}
 * @param think as in {@link ChatRequest}
 * @param keepAlive as in {@link ChatRequest}
 */
public record GenerateRequest(
    String model,
    String prompt,
    @Nullable String suffix,
    @Nullable String system,
    @Nullable String template,
    boolean raw,
    List<Integer> context,
    List<byte[]> images,
    @Nullable Object format,
    Map<String, @Nullable Object> options,
    @Nullable Boolean stream,
    @Nullable Think think,
    @Nullable Duration keepAlive) {

  public GenerateRequest {
    context = List.copyOf(context);
    images = List.copyOf(images);
    options = Json.unmodifiable(options);
  }

  /** A prompt for a model, everything else at its default. */
  public static GenerateRequest of(String model, String prompt) {
    return new GenerateRequest(
        model, prompt, null, null, null, false, List.of(), List.of(), null, Map.of(), null, null,
        null);
  }
}
