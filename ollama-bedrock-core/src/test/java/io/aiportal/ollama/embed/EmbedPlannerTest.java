package io.aiportal.ollama.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.EmbeddingTraits;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedPlannerTest {

  private static final ModelCatalogue CATALOGUE = ModelCatalogue.builtIn("us-east-1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "titan-embed-text-v1          |       | true  | {\"inputText\":\"Hi\"}",
        "titan-embed-text-v1          | 256   | true  | {\"inputText\":\"Hi\"}",
        "titan-embed-image            |       | true  | {\"inputText\":\"Hi\"}",
        "titan-embed-text-v2          |       | true  | {\"inputText\":\"Hi\",\"normalize\":false}",
        "titan-embed-text-v2          | 300   | false | {\"inputText\":\"Hi\",\"dimensions\":512,\"normalize\":false}",
        "cohere-embed-english-v3      | 256   | true  | {\"texts\":[\"Hi\"],\"input_type\":\"search_document\",\"truncate\":\"END\"}",
        "cohere-embed-english-v3:query |      | false | {\"texts\":[\"Hi\"],\"input_type\":\"search_query\",\"truncate\":\"NONE\"}",
        "cohere-embed-v4              |       | true  | {\"texts\":[\"Hi\"],\"input_type\":\"search_document\",\"truncate\":\"END\"}",
        "cohere-embed-v4:query        | 512   | true  | {\"texts\":[\"Hi\"],\"input_type\":\"search_query\",\"truncate\":\"END\",\"output_dimension\":512}",
        "nova-2-multimodal-embeddings |       | true  | {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":\"GENERIC_INDEX\",\"text\":{\"truncationMode\":\"END\",\"value\":\"Hi\"}}}",
        "nova-2-multimodal-embeddings:query | 384 | false | {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":\"GENERIC_RETRIEVAL\",\"embeddingDimension\":384,\"text\":{\"truncationMode\":\"NONE\",\"value\":\"Hi\"}}}",
      })
  void request_isWhatTheFamilyWants(
      String model, @Nullable Integer dimensions, boolean truncate, String body) {
    EmbedPlan plan = plan(model, dimensions, truncate, List.of("Hi"));
    assertThat(plan.batches()).hasSize(1);
    InvokeModelRequest request = plan.request("an.id", plan.batches().get(0));
    assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(request.modelId()).isEqualTo("an.id");
  }

  @ParameterizedTest
  @CsvSource({
    "titan-embed-text-v2, 1,    256",
    "titan-embed-text-v2, 256,  256",
    "titan-embed-text-v2, 257,  512",
    "titan-embed-text-v2, 513,",
    "titan-embed-text-v2, 1024,",
    "titan-embed-text-v2, 4096,",
    "titan-embed-text-v2, 0,",
    "titan-embed-text-v2, -3,",
    "titan-embed-text-v2, ,",
    "cohere-embed-v4,     1000, 1024",
    "cohere-embed-v4,     1025,",
    "nova-multimodal-embeddings, 257, 384",
    "nova-multimodal-embeddings, 1025,",
    "titan-embed-text-v1, 256,",
  })
  void length_isTheShortestThatIsEnough(
      String model, @Nullable Integer dimensions, @Nullable Integer length) {
    assertThat(plan(model, dimensions, true, List.of("Hi")).length()).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 3", "4, 3", "1, 1", "0, 3", "-1, 3", ", 3"})
  void vector_isCutToTheDimensions_ifItIsLonger(@Nullable Integer dimensions, int length) {
    EmbedPlan plan = plan("titan-embed-text-v1", dimensions, true, List.of("Hi"));
    assertThat(plan.finished(new float[] {3, 4, 12})).hasSize(length).startsWith(3);
  }

  @Test
  void normalizedVector_hasALengthOfOne_afterTheCut() {
    EmbedCall call = new EmbedCall("titan-embed-text-v1", List.of("Hi"), 2, true, true);
    EmbedPlan plan = EmbedPlanner.plan(call, EmbedModel.resolve(call.model(), CATALOGUE));
    assertThat(plan.finished(new float[] {3, 4, 12})).containsExactly(0.6f, 0.8f);
    assertThat(plan.finished(new float[] {0, 0, 1})).containsExactly(0, 0);
  }

  @Test
  void oneTextARequest_orManyTogether() {
    List<String> texts = Collections.nCopies(193, "Hi");
    assertThat(plan("titan-embed-text-v2", null, true, texts).batches())
        .hasSize(193)
        .allSatisfy(batch -> assertThat(batch.texts()).hasSize(1))
        .extracting(EmbedBatch::first)
        .startsWith(0, 1, 2)
        .endsWith(192);
    EmbedPlan together = plan("cohere-embed-v4", null, true, texts);
    assertThat(together.size()).isEqualTo(193);
    assertThat(together.batches())
        .extracting(EmbedBatch::first, batch -> batch.texts().size())
        .containsExactly(tuple(0, 96), tuple(96, 96), tuple(192, 1));
  }

  @Test
  void longTexts_makeSmallerRequests() {
    String half = "x".repeat(TextLength.MOST_CHARACTERS / 2);
    EmbedPlan plan = plan("cohere-embed-v4", null, true, List.of(half, half, "y", half));
    assertThat(plan.batches()).extracting(batch -> batch.texts().size()).containsExactly(2, 2);
    assertThat(plan.batches()).extracting(EmbedBatch::first).containsExactly(0, 2);
  }

  @Test
  void nothingToEmbed_isNoRequest() {
    assertThat(plan("cohere-embed-v4", null, true, List.of()).batches()).isEmpty();
  }

  @Test
  void emptyText_isSentAsASpace_becauseBedrockTakesNoEmptyOne() {
    EmbedPlan plan = plan("cohere-embed-v4", null, false, List.of("", "a"));
    assertThat(plan.batches().get(0).texts()).containsExactly(" ", "a");
  }

  @ParameterizedTest
  @CsvSource({
    "titan-embed-text-v1, 50000",
    "titan-embed-text-v2, 50000",
    "cohere-embed-multilingual-v3, 2048",
    "cohere-embed-v4, 4000000",
    "nova-multimodal-embeddings, 4000000",
  })
  void textThatIsTooLong_isCut_orRefused(String model, int most) {
    String text = "x".repeat(most);
    assertThat(plan(model, null, false, List.of(text)).batches().get(0).texts())
        .containsExactly(text);
    assertThat(plan(model, null, true, List.of(text + "y")).batches().get(0).texts())
        .containsExactly(text);
    assertThatThrownBy(() -> plan(model, null, false, List.of(text + "y")))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessage("the input length exceeds the context length");
  }

  @Test
  void tooManyTexts_areRefused() {
    List<String> texts = Collections.nCopies(2048, "Hi");
    assertThat(plan("cohere-embed-v4", null, true, texts).size()).isEqualTo(2048);
    assertThatThrownBy(() -> plan("cohere-embed-v4", null, true, Collections.nCopies(2049, "Hi")))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessage("at most 2048 texts can be embedded at once, not 2049");
  }

  @Test
  void modelThatNobodyKnowsHowToAsk_isRefused() {
    Model known = CATALOGUE.resolve("titan-embed-text-v2").orThrow();
    Model unknown =
        new Model(
            "x",
            "x",
            "x",
            "X",
            "X",
            "x",
            known.traits().toBuilder()
                .embedding(new EmbeddingTraits(EmbeddingTraits.Shape.NONE, 0))
                .build());
    EmbedCall call = new EmbedCall("x", List.of("Hi"), null, true, true);
    assertThatThrownBy(() -> EmbedPlanner.plan(call, new EmbedModel(unknown, InputType.DOCUMENT)))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessageStartingWith("nobody knows yet how \"x\" is asked for embeddings");
  }

  private static EmbedPlan plan(
      String model, @Nullable Integer dimensions, boolean truncate, List<String> texts) {
    EmbedCall call = new EmbedCall(model, texts, dimensions, truncate, false);
    return EmbedPlanner.plan(call, EmbedModel.resolve(model, CATALOGUE));
  }
}
