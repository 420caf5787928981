package io.aiportal.ollama.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedModelTest {

  private static final ModelCatalogue CATALOGUE = ModelCatalogue.builtIn("us-east-1");

  @ParameterizedTest
  @CsvSource({
    "cohere-embed-v4,                  cohere.embed-v4:0,            DOCUMENT",
    "cohere-embed-v4:query,            cohere.embed-v4:0,            QUERY",
    "cohere-embed-v4:document,         cohere.embed-v4:0,            DOCUMENT",
    "cohere-embed-v4-query,            cohere.embed-v4:0,            QUERY",
    "Cohere-Embed-V4:QUERY,            cohere.embed-v4:0,            QUERY",
    "cohere-embed-v4:query:latest,     cohere.embed-v4:0,            QUERY",
    "cohere-embed-v4-query:latest,     cohere.embed-v4:0,            QUERY",
    "cohere.embed-v4:0:query,          cohere.embed-v4:0,            QUERY",
    "'  cohere-embed-v4:query ',       cohere.embed-v4:0,            QUERY",
    "titan-embed-text-v2:query,        amazon.titan-embed-text-v2:0, QUERY",
  })
  void endOfTheName_saysWhatTextsAre(String name, String modelId, InputType type) {
    EmbedModel model = EmbedModel.resolve(name, CATALOGUE);
    assertThat(model.model().modelId()).isEqualTo(modelId);
    assertThat(model.inputType()).isEqualTo(type);
  }

  @Test
  void nameThatTheOperatorGave_isTakenWhole() {
    ModelCatalogue named =
        CATALOGUE.withOverrides(
            List.of(new ModelOverride("cohere-embed-v4-query", "titan-embed-text-v2", Map.of())));
    EmbedModel model = EmbedModel.resolve("cohere-embed-v4:query", named);
    assertThat(model.model().modelId()).isEqualTo("amazon.titan-embed-text-v2:0");
    assertThat(model.inputType()).isEqualTo(InputType.DOCUMENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                  | 404 | model '' not found",
        "nope                | 404 | model \"nope\" not found, try pulling it first",
        "nope:query          | 404 | model \"nope:query\" not found, try pulling it first",
        "claude-3-haiku      | 400 | \"claude-3-haiku\" does not support embed",
        "nova-lite:query     | 400 | \"nova-lite:query\" does not support embed",
        "a b                 | 400 | invalid model name",
      })
  void whatMakesNoEmbeddings_isRefusedInOllamasWords(String name, int status, String sentence) {
    assertThatThrownBy(() -> EmbedModel.resolve(name, CATALOGUE))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(status))
        .hasMessage(sentence);
  }
}
