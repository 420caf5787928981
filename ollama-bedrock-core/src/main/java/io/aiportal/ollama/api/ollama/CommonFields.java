package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.KeepAlive;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that chat and generate requests share, as far as they are read. */
final class CommonFields {

  private final GoReader in;
  private final Leniency leniency;

  String model = "";
  @Nullable Object format;
  @Nullable Boolean stream;
  @Nullable Think think;
  @Nullable Duration keepAlive;
  @Nullable Boolean truncate;
  @Nullable Boolean shift;
  @Nullable Boolean debugRenderOnly;
  private Map<String, @Nullable Object> options = Map.of();
  private @Nullable Object numPredict;
  private long topLogprobs;

  CommonFields(GoReader in, Leniency leniency) {
    this.in = in;
    this.leniency = leniency;
  }

  /** Whether more is taken than Ollama takes. */
  boolean isLenient() {
    return leniency == Leniency.LENIENT;
  }

  /** Reads a field, or passes over one that nobody knows. */
  void read(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "stream" -> stream = in.bool(null);
      case "format" -> format = format();
      case "keep_alive" -> in.own(() -> keepAlive = KeepAlive.of(in.decoded()));
      case "options" -> options = Json.unmodifiable(in.map("map[string]interface {}", options));
      case "think" -> think = think();
      case "truncate" -> truncate = in.bool(null);
      case "shift" -> shift = in.bool(null);
      case "logprobs" -> in.bool(null);
      case "_debug_render_only" -> debugRenderOnly = in.bool(debugRenderOnly);
      case "top_logprobs" -> topLogprobs = topLogprobs();
      case "num_predict" -> numPredict = in.any();
      default -> in.skip();
    }
  }

  /** What is checked when everything has been read. */
  void check() {
    if (topLogprobs < 0 || topLogprobs > 20) {
      throw CallException.badRequest("top_logprobs must be between 0 and 20");
    }
  }

  /** The options; older Open WebUI puts {@code num_predict} beside them instead of into them. */
  Map<String, @Nullable Object> withNumPredict() {
    if (!(numPredict instanceof Number) || options.get("num_predict") != null) {
      return options;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(options);
    all.put("num_predict", numPredict);
    return all;
  }

  /** Reads a list of files. */
  List<byte[]> images() throws IOException {
    List<byte[]> images = new ArrayList<>();
    in.array("[]api.ImageData", () -> images.add(image()));
    return images;
  }

  private byte[] image() throws IOException {
    return isLenient() && in.isString()
        ? ContentParts.file(in.string(""))
        : in.bytes("api.ImageData");
  }

  /** A format that will be refused is kept as it was written. */
  private @Nullable Object format() throws IOException {
    String raw = in.raw();
    Object value = in.any();
    boolean known =
        value == null || value instanceof Map || value.equals("") || value.equals("json");
    return known ? value : new RawFormat(raw);
  }

  private long topLogprobs() throws IOException {
    return in.isNull() ? topLogprobs : in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private @Nullable Think think() throws IOException {
    Object value = in.any();
    return value == null ? null : Think.find(value).orElseThrow(CommonFields::notThink);
  }

  private static CallException notThink() {
    return CallException.badRequest("think must be a boolean or string");
  }
}
