package io.aiportal.ollama.embed;

import java.util.List;

/**
 * Texts that are sent in one request.
 *
 * @param first which of the call's texts the first one is
 * @param texts the texts, as they are sent
 */
record EmbedBatch(int first, List<String> texts) {

  EmbedBatch {
    texts = List.copyOf(texts);
  }

  /** These texts, none longer than so many characters. */
  EmbedBatch cut(int characters) {
    return new EmbedBatch(
        first, texts.stream().map(text -> TextLength.cut(text, characters)).toList());
  }
}
