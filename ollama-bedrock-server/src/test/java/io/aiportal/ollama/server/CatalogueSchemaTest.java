package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.aiportal.ollama.model.ModelCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue that comes with the library follows the schema that comes with it. */
@Timeout(60)
class CatalogueSchemaTest {

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(resource("catalogue.schema.json"));

  private static String resource(String name) {
    try (InputStream resource = ModelCatalogue.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void catalogue_followsItsSchema() {
    assertThat(schema.validate(resource("catalogue.json"), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"maxStopSequences\": 0', '\"maxStopSequences\": -1'",
    "'\"shape\": \"reasoning_effort\"', '\"shape\": \"hard\"'",
    "'\"displayName\": \"Nova Pro\"', '\"colour\": \"blue\"'",
    "'\"status\": \"ended\"', '\"status\": \"gone\"'",
    "'\"asOf\": \"2026-11-25\"', '\"asOf\": 2026'",
  })
  void mistake_isFound(String right, String wrong) {
    String catalogue = resource("catalogue.json");
    assertThat(catalogue).contains(right);
    assertThat(schema.validate(catalogue.replace(right, wrong), InputFormat.JSON)).isNotEmpty();
  }
}
