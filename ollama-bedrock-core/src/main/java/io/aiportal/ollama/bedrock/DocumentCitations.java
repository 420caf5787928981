package io.aiportal.ollama.bedrock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a document is to be cited.
 *
 * @param context what is said about the document: read, but never cited; null for nothing
 * @param parts the text of the document in parts, each of which is cited as a whole; empty where
 *     the document is cited as it is
 */
public record DocumentCitations(@Nullable String context, List<String> parts) {

  public DocumentCitations {
    parts = List.copyOf(parts);
  }
}
