package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /v1/completions}. */
final class CompletionReader {

  private final GoReader in;
  private final GenerationFields generation;
  private String model = "";
  private String prompt = "";
  private String suffix = "";

  private CompletionReader(GoReader in) {
    this.in = in;
    this.generation = new GenerationFields(in, "float32");
  }

  static CompletionRequest read(GoReader in) throws IOException {
    CompletionReader reader = new CompletionReader(in);
    in.object("openai.CompletionRequest", reader::field);
    return reader.request();
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "prompt" -> prompt = in.string(prompt);
      case "suffix" -> suffix = in.string(suffix);
      case "logprobs" ->
          generation.ignore(name, in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE) > 0);
      case "_debug_render_only" -> refuseToRender(in.bool(null));
      default -> generation.read(name);
    }
  }

  private CompletionRequest request() {
    if (generation.stop() instanceof List<?> stops) {
      stops.forEach(CompletionReader::requireText);
    }
    return new CompletionRequest(
        model,
        prompt,
        suffix,
        generation.limits(),
        generation.delivery(),
        new LeftOut(List.of(), generation.ignored()));
  }

  private static void refuseToRender(@Nullable Boolean wanted) {
    if (Boolean.TRUE.equals(wanted)) {
      throw CallException.badRequest(
          "_debug_render_only is not supported by completions; ask /api/generate with it");
    }
  }

  private static void requireText(@Nullable Object stop) {
    if (!(stop instanceof String)) {
      throw CallException.badRequest("invalid type for 'stop' field: " + GoTypes.of(stop));
    }
  }
}
