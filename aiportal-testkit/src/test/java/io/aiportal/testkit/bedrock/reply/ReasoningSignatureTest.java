package io.aiportal.testkit.bedrock.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasoningSignatureTest {

  @Test
  void isValid_ownSignature_belongsToItsText() {
    String signature = ReasoningSignature.of("I think");

    assertThat(ReasoningSignature.isValid(signature, "I think")).isTrue();
    assertThat(ReasoningSignature.isValid(signature, "I thought")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not base64!", "c2ln", "EgA=", "EkBhYmM=", "Ev////////8="})
  void isValid_brokenSignature_isRefused(String signature) {
    assertThat(ReasoningSignature.isValid(signature, "text")).isFalse();
  }

  @Test
  void isValid_recordedSignatures_areTaken() {
    List<String> recorded =
        Recordings.find().stream()
            .flatMap(recordings -> recordings.of("converse").stream())
            .flatMap(recording -> recording.response().findValues("signature").stream())
            .map(JsonNode::asText)
            .toList();
    if (recorded.isEmpty()) {
      System.err.println("NOT RUN: signatures of recordings; set " + Recordings.VARIABLE);
    }

    assertThat(recorded).allMatch(signature -> ReasoningSignature.isValid(signature, "whatever"));
  }
}
