package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

  private static final String ARN =
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/mi1dadi0g15f";

  @ParameterizedTest
  @CsvSource({
    "nova-pro, nova-pro",
    "' nova-pro ', nova-pro",
    "nova-pro:latest, nova-pro",
    "nova-pro:LATEST, nova-pro",
    "Nova-Pro, Nova-Pro",
    "llama3.3:70b, llama3.3:70b",
    "library/nova-pro, nova-pro",
    "registry.ollama.ai/library/llama3.3:70b, llama3.3:70b",
    "hf.co/someone/model:q4, hf.co/someone/model:q4",
    "localhost:5000/someone/model, localhost:5000/someone/model",
    "https://registry.ollama.ai/library/llama3.3:70b, llama3.3:70b",
    "http://registry.ollama.ai/library/amazon.nova-lite-v1:0, amazon.nova-lite-v1:0",
    "http://localhost:5000/someone/model, localhost:5000/someone/model",
    "nova-pro:local, nova-pro",
    "llama3.3:70b:local, llama3.3:70b",
    "amazon.nova-lite-v1:0, amazon.nova-lite-v1:0",
    "amazon.nova-lite-v1:0:latest, amazon.nova-lite-v1:0",
    "amazon.nova-lite-v1:0:24k, amazon.nova-lite-v1:0:24k",
    "bench.n200.d20.s16:latest, bench.n200.d20.s16",
    "us.anthropic.claude-sonnet-4-6, us.anthropic.claude-sonnet-4-6",
    "_x, _x"
  })
  void value_isWithoutWhatOllamaImplies(String typed, String value) {
    ModelName name = ModelName.parse(typed);
    assertThat(name.value()).isEqualTo(value);
    assertThat(name.cloud()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "-bad",
        ".bad",
        "x:",
        ":x",
        "x:-y",
        "x@sha256:abc",
        "https://registry.ollama.ai/nova-pro:latest",
        "https://registry.ollama.ai/some/library/nova-pro",
        "https://https://registry.ollama.ai/library/nova-pro",
        "://registry.ollama.ai/library/nova-pro",
        "http:///library/nova-pro",
        "http://nova-pro",
        "us.anthropic/claude",
        "a//b",
        "/x",
        "x/",
        "na me/x",
        "ümlaut",
        "x:y:z",
        "nova-lite:latest:latest",
        "nova-lite:1:latest",
        "arn:aws:s3:::bucket",
        "arn:aws:bedrock:us-east-1:1:inference-profile/a b",
      })
  void badName_isRefused(String typed) {
    assertThatThrownBy(() -> ModelName.parse(typed))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(400))
        .hasMessage("invalid model name");
  }

  @Test
  void registryInTheClear_isWhatTheSchemeSays() {
    assertThat(ModelName.isInTheClear(" http://registry.ollama.ai/library/x")).isTrue();
    assertThat(ModelName.isInTheClear("https://registry.ollama.ai/library/x")).isFalse();
    assertThat(ModelName.isInTheClear("http-x")).isFalse();
  }

  @Test
  void length_ofModelAndTagIsEightyAtMost() {
    String longest = "m".repeat(80);
    assertThat(ModelName.parse(longest + ":" + longest).value()).hasSize(161);
    assertThatThrownBy(() -> ModelName.parse(longest + "m")).hasMessage("invalid model name");
    assertThatThrownBy(() -> ModelName.parse("m:" + longest + "m"))
        .hasMessage("invalid model name");
  }

  @ParameterizedTest
  @CsvSource({"gpt-oss:cloud, gpt-oss", "gpt-oss:120b-cloud, gpt-oss:120b-cloud"})
  void cloudSuffix_asksForAnotherService(String typed, String value) {
    assertThat(ModelName.parse(typed)).isEqualTo(new ModelName(value, true));
  }

  @Test
  void nameThatMerelyEndsInCloud_isOurs() {
    assertThat(ModelName.parse("my-cloud").cloud()).isFalse();
  }

  @Test
  void twoSources_areRefused() {
    for (String both : List.of("x:cloud:local", "x:local:cloud", "x:local:local")) {
      assertThatThrownBy(() -> ModelName.parse(both))
          .hasMessage("use either :local or :cloud, not both: \"" + both + "\"");
    }
  }

  @Test
  void arn_isTakenAsItIs() {
    ModelName name = ModelName.parse(ARN + ":latest");
    assertThat(name.value()).isEqualTo(ARN);
    assertThat(name.isArn()).isTrue();
    assertThat(name.withTag()).isEqualTo(ARN);
    assertThat(name.qualified()).isEqualTo(ARN);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain:latest, registry.ollama.ai/library/plain:latest",
    "llama3.3:70b, llama3.3:70b, registry.ollama.ai/library/llama3.3:70b",
    "me/plain, me/plain:latest, registry.ollama.ai/me/plain:latest",
    "localhost:5000/me/x, localhost:5000/me/x:latest, localhost:5000/me/x:latest"
  })
  void longForms_haveATag(String typed, String withTag, String qualified) {
    ModelName name = ModelName.parse(typed);
    assertThat(name.withTag()).isEqualTo(withTag);
    assertThat(name.qualified()).isEqualTo(qualified);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-oss:120b-cloud, true",
    "glm:cloud, true",
    "nova-pro, false",
    "nova-cloud, false",
    "'', false",
    "' ', false",
    "a b, false",
    "x@sha256:abc, false",
  })
  void modelOfOllamasCloud_isKnownByItsName_whateverTheText(String text, boolean cloud) {
    assertThat(ModelName.isCloud(text)).isEqualTo(cloud);
  }
}
