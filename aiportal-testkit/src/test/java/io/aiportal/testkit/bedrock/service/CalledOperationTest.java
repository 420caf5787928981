package io.aiportal.testkit.bedrock.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.service.CalledOperation.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalledOperationTest {

  @ParameterizedTest
  @CsvSource({
    "POST, /model/a.b-v1%3A0/converse, CONVERSE, a.b-v1:0",
    "POST, /model/a.b-v1:0/converse-stream, CONVERSE_STREAM, a.b-v1:0",
    "POST, /model/arn%3Aaws%3Abedrock%3Ax%3A%3Afoundation-model%2Fa.b/invoke, INVOKE_MODEL,"
        + " arn:aws:bedrock:x::foundation-model/a.b",
    "POST, /model/a.b/count-tokens, COUNT_TOKENS, a.b",
    "GET, /foundation-models, LIST_FOUNDATION_MODELS,",
    "GET, /inference-profiles, LIST_INFERENCE_PROFILES,",
    "GET, /inference-profiles/eu.a%2Bb, GET_INFERENCE_PROFILE, eu.a+b",
    "GET, /foundation-models/amazon.nova-lite-v1%3A0, GET_FOUNDATION_MODEL, amazon.nova-lite-v1:0",
    "GET, /foundation-model-availability/a.b-v1%3A0, GET_FOUNDATION_MODEL_AVAILABILITY, a.b-v1:0",
  })
  void of_aPathOfBedrock_isItsOperation(
      String method, String path, Operation operation, String resource) {
    assertThat(CalledOperation.of(method, path)).contains(new CalledOperation(operation, resource));
  }

  @Test
  void of_anythingElse_isEmpty() {
    assertThat(CalledOperation.of("GET", "/model/a.b/converse")).isEmpty();
    assertThat(CalledOperation.of("POST", "/model/a/b/converse")).isEmpty();
    assertThat(CalledOperation.of("POST", "/model/a.b/fly")).isEmpty();
    assertThat(CalledOperation.of("PUT", "/foundation-models")).isEmpty();
    assertThat(CalledOperation.of("GET", "/")).isEmpty();
    assertThat(CalledOperation.of("GET", "/foundation-models/a/b")).isEmpty();
  }
}
