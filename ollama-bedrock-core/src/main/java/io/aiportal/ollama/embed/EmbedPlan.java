package io.aiportal.ollama.embed;

import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of Bedrock for a call, and what becomes of the answers.
 *
 * @param format what the model's family wants
 * @param inputType what the texts are
 * @param truncate whether texts that are too long are cut
 * @param length the length of vectors that is asked for; null for the model's own
 * @param dimensions the length that longer vectors are cut to; null for no such
 * @param normalize whether vectors are brought to a length of one
 * @param batches the requests to be made
 */
record EmbedPlan(
    EmbedFormat format,
    InputType inputType,
    boolean truncate,
    @Nullable Integer length,
    @Nullable Integer dimensions,
    boolean normalize,
    List<EmbedBatch> batches) {

  EmbedPlan {
    batches = List.copyOf(batches);
  }

  /** How many texts there are. */
  int size() {
    return batches.stream().mapToInt(batch -> batch.texts().size()).sum();
  }

  /**
   * The request for some texts; written when it is sent, as all of them may be large.
   *
   * @param modelId what Bedrock is called with
   */
  InvokeModelRequest request(String modelId, EmbedBatch batch) {
    String body = JsonObjects.write(format.body(this, batch.texts()));
    return new InvokeModelRequest(modelId, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A vector as the caller wants it. */
  float[] finished(float[] vector) {
    float[] cut = dimensions == null ? vector : Vectors.cut(vector, dimensions);
    return normalize ? Vectors.normalized(cut) : cut;
  }
}
