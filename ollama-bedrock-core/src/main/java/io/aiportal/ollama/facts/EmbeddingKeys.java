package io.aiportal.ollama.facts;

import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.EmbedModel;
import java.util.List;

/** Under which keys the vectors of texts are kept. */
public final class EmbeddingKeys {

  private EmbeddingKeys() {}

  /**
   * The keys of a call's texts, in their order: the same for the same text, of the same model, in
   * the same form, for the same callers.
   *
   * @param scope whose vectors are shared
   */
  public static List<String> of(String scope, EmbedCall call, EmbedModel model) {
    Digest form =
        Digest.empty()
            .put(scope)
            .put(model.model().modelId())
            .put(model.inputType().name())
            .put(String.valueOf(call.dimensions()))
            .put(String.valueOf(call.truncate()))
            .put(String.valueOf(call.normalize()));
    return call.texts().stream().map(text -> form.copy().put(text).text()).toList();
  }
}
