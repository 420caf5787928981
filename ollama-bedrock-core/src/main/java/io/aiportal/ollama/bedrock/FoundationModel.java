package io.aiportal.ollama.bedrock;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as Bedrock's control plane lists it.
 *
 * @param modelId its id
 * @param modelName its name for people
 * @param providerName who made it
 * @param inputModalities {@code TEXT}, {@code IMAGE}, …
 * @param outputModalities {@code TEXT}, {@code EMBEDDING}, …
 * @param streaming whether ConverseStream can be used
 * @param inferenceTypes {@code ON_DEMAND}, {@code PROVISIONED}, {@code INFERENCE_PROFILE}; without
 *     the first, the model can only be called through a profile
 * @param lifecycle {@code ACTIVE} or {@code LEGACY}
 * @param endOfLife when it ends; null where Bedrock does not say
 */
public record FoundationModel(
    String modelId,
    String modelName,
    String providerName,
    List<String> inputModalities,
    List<String> outputModalities,
    boolean streaming,
    List<String> inferenceTypes,
    String lifecycle,
    @Nullable Instant endOfLife) {

  public FoundationModel {
    inputModalities = List.copyOf(inputModalities);
    outputModalities = List.copyOf(outputModalities);
    inferenceTypes = List.copyOf(inferenceTypes);
  }
}
