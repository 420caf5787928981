package io.aiportal.ollama.embed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.chat.CallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Bedrock answers, whichever family it is of.
 *
 * <p>A vector is an array of numbers in {@code embedding} (Titan), in the array {@code embeddings}
 * (Cohere 3), in its member {@code float} (Cohere 4), or in the {@code embedding} of its elements
 * (Nova). What else there is repeats it, or says it in another type.
 */
final class EmbedAnswer {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> ROOTS = Set.of("embedding", "embeddings");
  private static final Set<String> BELOW = Set.of("embedding", "float");

  private final JsonParser in;
  private final List<float[]> vectors = new ArrayList<>();
  private int tokens;

  private EmbedAnswer(JsonParser in) {
    this.in = in;
  }

  /**
   * Reads an answer.
   *
   * @param expected how many texts were asked about
   * @throws BedrockException if it is damaged
   * @throws CallException in Ollama's words, if a vector holds what is no number
   */
  static Embeddings read(InvokeModelResponse response, int expected) {
    try (JsonParser in = JSON.createParser(response.body())) {
      EmbedAnswer answer = new EmbedAnswer(in);
      answer.read();
      answer.check(expected);
      int counted = response.inputTokenCount();
      return new Embeddings(answer.vectors, counted > 0 ? counted : answer.tokens);
    } catch (IOException e) {
      throw damaged("the answer is no JSON", e);
    }
  }

  private void read() throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw damaged("the answer is no object", null);
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (ROOTS.contains(name)) {
        vectors();
      } else if (name.equals("inputTextTokenCount") && value == JsonToken.VALUE_NUMBER_INT) {
        tokens = in.getIntValue();
      } else {
        in.skipChildren();
      }
    }
  }

  /** Reads the vectors in the value at which the parser stands. */
  private void vectors() throws IOException {
    if (in.currentToken() == JsonToken.START_ARRAY) {
      array();
    } else if (in.currentToken() == JsonToken.START_OBJECT) {
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean vector = BELOW.contains(in.currentName());
        in.nextToken();
        if (vector) {
          vectors();
        } else {
          in.skipChildren();
        }
      }
    }
  }

  private void array() throws IOException {
    float[] numbers = new float[256];
    int size = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken().isNumeric()) {
        numbers = size < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * size);
        numbers[size++] = in.getFloatValue();
      } else {
        vectors();
      }
    }
    if (size > 0) {
      vectors.add(Arrays.copyOf(numbers, size));
    }
  }

  private void check(int expected) {
    if (vectors.size() != expected) {
      throw damaged("there are %d vectors for %d texts".formatted(vectors.size(), expected), null);
    }
    for (float[] vector : vectors) {
      for (float component : vector) {
        if (!Float.isFinite(component)) {
          throw CallException.badRequest("embedding contains NaN or Inf values");
        }
      }
    }
  }

  private static BedrockException damaged(String what, @Nullable Throwable cause) {
    return new BedrockException(BedrockException.Kind.CORRUPT, what, cause);
  }
}
