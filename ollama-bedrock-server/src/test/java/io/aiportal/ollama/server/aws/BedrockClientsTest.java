package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockClientsTest {

  @ParameterizedTest
  @CsvSource({
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, http://bedrock.example",
    "AWS_ENDPOINT_URL_BEDROCK, HTTP://10.0.0.1:8080",
  })
  void apiKey_isNotSentInTheClear(String variable, String url) {
    assertThatThrownBy(() -> open(variable, url))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(url)
        .hasMessageContaining("over https:// only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://bedrock.example",
        "http://127.0.0.1:9",
        "http://localhost:9",
        "http://[::1]:9"
      })
  void apiKey_isSentWhereNobodyListens(String url) {
    assertThatCode(() -> open("AWS_ENDPOINT_URL", url)).doesNotThrowAnyException();
  }

  private static void open(String variable, String url) {
    Map<String, String> environment =
        Map.of("AWS_REGION", "eu-west-2", "AWS_BEARER_TOKEN_BEDROCK", "key", variable, url);
    BedrockClients.open(Settings.read(environment, null)).close();
  }
}
