package io.aiportal.testkit.bedrock.embedding;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.invoke.BodySchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The models that make embeddings: checks what they are asked, and answers. */
public final class EmbeddingModels {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final List<EmbeddingFamily> families;

  private EmbeddingModels(List<EmbeddingFamily> families) {
    this.families = families;
  }

  /** The models that the simulator knows. */
  public static EmbeddingModels load() {
    try (InputStream in =
        Objects.requireNonNull(
            EmbeddingModels.class.getResourceAsStream("embedding-families.json"))) {
      return new EmbeddingModels(MAPPER.readValue(in, new TypeReference<>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException("embedding-families.json cannot be read", e);
    }
  }

  /** Whether a model makes embeddings. */
  public boolean has(String modelId) {
    return family(modelId).isPresent();
  }

  /** Why a model refuses a request, in Bedrock's words; empty if it takes it. */
  public Optional<BedrockError> refusal(String modelId, JsonNode request) {
    EmbeddingFamily family = family(modelId).orElseThrow();
    Optional<String> violation = BodySchema.violation(request, family.schema());
    return violation.isPresent()
        ? violation.map(
            what ->
                BedrockError.validation(
                    "Malformed input request: "
                        + what
                        + ", please reformat your input and try again."))
        : TextsToEmbed.of(family, request).tooLong();
  }

  /** The answer to a request that the model takes. */
  public EmbeddingAnswer answer(String modelId, JsonNode request) {
    return EmbeddingAnswer.of(TextsToEmbed.of(family(modelId).orElseThrow(), request));
  }

  private Optional<EmbeddingFamily> family(String modelId) {
    return families.stream().filter(family -> modelId.matches(family.ids())).findFirst();
  }
}
