package io.aiportal.ollama.embed;

import io.aiportal.ollama.model.EmbeddingTraits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each family wants in the body of InvokeModel. */
enum EmbedFormat {
  TITAN(1, 50_000, List.of()) {
    @Override
    Map<String, Object> body(EmbedPlan plan, List<String> texts) {
      return Map.of("inputText", texts.get(0));
    }
  },
  TITAN_V2(1, 50_000, List.of(256, 512, 1024)) {
    @Override
    Map<String, Object> body(EmbedPlan plan, List<String> texts) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("inputText", texts.get(0));
      putLength(body, "dimensions", plan.length());
      body.put("normalize", false);
      return body;
    }
  },
  COHERE(96, 2048, List.of()) {
    @Override
    Map<String, Object> body(EmbedPlan plan, List<String> texts) {
      return cohere(plan, texts);
    }
  },
  COHERE_V4(96, TextLength.MOST_CHARACTERS, List.of(256, 512, 1024, 1536)) {
    @Override
    Map<String, Object> body(EmbedPlan plan, List<String> texts) {
      Map<String, Object> body = cohere(plan, texts);
      putLength(body, "output_dimension", plan.length());
      return body;
    }
  },
  NOVA(1, TextLength.MOST_CHARACTERS, List.of(256, 384, 1024, 3072)) {
    @Override
    Map<String, Object> body(EmbedPlan plan, List<String> texts) {
      Map<String, Object> parameters = new LinkedHashMap<>();
      boolean query = plan.inputType() == InputType.QUERY;
      parameters.put("embeddingPurpose", query ? "GENERIC_RETRIEVAL" : "GENERIC_INDEX");
      putLength(parameters, "embeddingDimension", plan.length());
      Map<String, Object> text = new LinkedHashMap<>();
      text.put("truncationMode", truncation(plan));
      text.put("value", texts.get(0));
      parameters.put("text", text);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("taskType", "SINGLE_EMBEDDING");
      body.put("singleEmbeddingParams", parameters);
      return body;
    }
  };

  private final int textsPerRequest;
  private final int mostCharacters;

  @SuppressWarnings("ImmutableEnumChecker") // they are unmodifiable lists
  private final List<Integer> lengths;

  EmbedFormat(int textsPerRequest, int mostCharacters, List<Integer> lengths) {
    this.textsPerRequest = textsPerRequest;
    this.mostCharacters = mostCharacters;
    this.lengths = lengths;
  }

  /** The format of a shape; null where there is none. */
  static @Nullable EmbedFormat of(EmbeddingTraits.Shape shape) {
    return switch (shape) {
      case NONE -> null;
      case TITAN -> TITAN;
      case TITAN_V2 -> TITAN_V2;
      case COHERE -> COHERE;
      case COHERE_V4 -> COHERE_V4;
      case NOVA -> NOVA;
    };
  }

  /** What is sent for texts. */
  abstract Map<String, Object> body(EmbedPlan plan, List<String> texts);

  /** How many texts go into one request. */
  int textsPerRequest() {
    return textsPerRequest;
  }

  /** How many characters a text may have, whatever its tokens. */
  int mostCharacters() {
    return mostCharacters;
  }

  /** Lengths of vectors that can be asked for, ascending; empty if the model has only one. */
  List<Integer> lengths() {
    return lengths;
  }

  private static Map<String, Object> cohere(EmbedPlan plan, List<String> texts) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("texts", texts);
    boolean query = plan.inputType() == InputType.QUERY;
    body.put("input_type", query ? "search_query" : "search_document");
    body.put("truncate", truncation(plan));
    return body;
  }

  private static String truncation(EmbedPlan plan) {
    return plan.truncate() ? "END" : "NONE";
  }

  private static void putLength(Map<String, Object> body, String name, @Nullable Integer length) {
    if (length != null) {
      body.put(name, length);
    }
  }
}
