package io.aiportal.ollama.embed;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.EmbeddingTraits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what is asked of Bedrock for a call. */
final class EmbedPlanner {

  /** As many as OpenAI takes; each text takes a vector of memory, and with Titan a request. */
  static final int MOST_TEXTS = 2048;

  private final EmbedCall call;
  private final EmbedFormat format;

  private EmbedPlanner(EmbedCall call, EmbedFormat format) {
    this.call = call;
    this.format = format;
  }

  /**
   * Plans a call.
   *
   * @throws CallException 400, if there are too many texts, one is too long and may not be cut, or
   *     nobody knows how the model is asked
   */
  static EmbedPlan plan(EmbedCall call, EmbedModel model) {
    EmbeddingTraits traits = model.model().traits().embedding();
    EmbedFormat format = EmbedFormat.of(traits.shape());
    if (format == null) {
      throw CallException.badRequest(
          "nobody knows yet how \""
              + call.model()
              + "\" is asked for embeddings; its trait \"embedding\" can say so");
    }
    if (call.texts().size() > MOST_TEXTS) {
      throw CallException.badRequest(
          "at most " + MOST_TEXTS + " texts can be embedded at once, not " + call.texts().size());
    }
    EmbedPlanner planner = new EmbedPlanner(call, format);
    Integer dimensions = planner.dimensions();
    return new EmbedPlan(
        format,
        model.inputType(),
        call.truncate(),
        dimensions == null ? null : planner.length(dimensions, traits.length()),
        dimensions,
        call.normalize(),
        planner.batches());
  }

  private @Nullable Integer dimensions() {
    Integer wanted = call.dimensions();
    return wanted == null || wanted < 1 ? null : wanted;
  }

  /** The shortest length that the model has and that is enough; null for its own. */
  private @Nullable Integer length(int dimensions, int own) {
    return format.lengths().stream()
        .filter(length -> length >= dimensions && length < own)
        .findFirst()
        .orElse(null);
  }

  private List<EmbedBatch> batches() {
    List<EmbedBatch> batches = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    long characters = 0;
    for (int i = 0; i < call.texts().size(); i++) {
      String text = sendable(call.texts().get(i));
      if (texts.size() == format.textsPerRequest()
          || characters + text.length() > TextLength.MOST_CHARACTERS) {
        batches.add(new EmbedBatch(i - texts.size(), texts));
        texts = new ArrayList<>();
        characters = 0;
      }
      texts.add(text);
      characters += text.length();
    }
    if (!texts.isEmpty()) {
      batches.add(new EmbedBatch(call.texts().size() - texts.size(), texts));
    }
    return batches;
  }

  /** Bedrock embeds no empty text, Ollama does. */
  private String sendable(String text) {
    if (text.isEmpty()) {
      return " ";
    }
    if (text.length() > format.mostCharacters() && !call.truncate()) {
      throw TextLength.refusal();
    }
    return TextLength.cut(text, format.mostCharacters());
  }
}
