package io.aiportal.ollama.embed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call for the embeddings of texts.
 *
 * @param model the model's name as the caller spells it, perhaps with what its texts are
 * @param texts what to embed; empty where only the model is asked for
 * @param dimensions numbers that a vector should have at most; null, and what is not positive or
 *     not less than what the model gives, leaves vectors as long as they are
 * @param truncate whether a text that is too long is cut; refused otherwise
 * @param normalize whether vectors are brought to a length of one
 */
public record EmbedCall(
    String model,
    List<String> texts,
    @Nullable Integer dimensions,
    boolean truncate,
    boolean normalize) {

  public EmbedCall {
    texts = List.copyOf(texts);
  }

  /** The same of other texts. */
  public EmbedCall with(List<String> others) {
    return new EmbedCall(model, others, dimensions, truncate, normalize);
  }
}
