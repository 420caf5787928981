package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /api/generate}. */
final class GenerateRequestReader {

  private final GoReader in;
  private final CommonFields common;
  private String prompt = "";
  private String suffix = "";
  private String system = "";
  private String template = "";
  private @Nullable Boolean raw = false;
  private List<Integer> context = List.of();
  private List<byte[]> images = List.of();

  private GenerateRequestReader(GoReader in, Leniency leniency) {
    this.in = in;
    this.common = new CommonFields(in, leniency);
  }

  static GenerateRequest read(GoReader in, Leniency leniency) throws IOException {
    GenerateRequestReader reader = new GenerateRequestReader(in, leniency);
    in.request("api.GenerateRequest", reader::field);
    return reader.request();
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "prompt" -> prompt = in.string(prompt);
      case "suffix" -> suffix = in.string(suffix);
      case "system" -> system = in.string(system);
      case "template" -> template = in.string(template);
      case "raw" -> raw = in.bool(raw);
      case "context" -> context = context();
      case "images" -> images = common.images();
      default -> common.read(name);
    }
  }

  private List<Integer> context() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    in.array("[]int", () -> number(numbers));
    return numbers;
  }

  /** Reads a number; keeps only as many as show that a context is too long to be one of ours. */
  private void number(List<Integer> numbers) throws IOException {
    long number = in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
    if (numbers.size() <= GenerateContext.MAX_NUMBERS) {
      // Go's int has 64 bits; what we gave out fits into 32, and nothing else is a context of ours.
      numbers.add(number == (int) number ? (int) number : GenerateContext.FOREIGN);
    }
  }

  private GenerateRequest request() {
    common.check();
    return new GenerateRequest(
        common.model,
        prompt,
        orNull(suffix),
        orNull(system),
        orNull(template),
        Boolean.TRUE.equals(raw),
        context,
        images,
        common.format,
        common.withNumPredict(),
        common.stream,
        common.think,
        common.keepAlive,
        common.truncate,
        common.shift,
        common.debugRenderOnly);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
