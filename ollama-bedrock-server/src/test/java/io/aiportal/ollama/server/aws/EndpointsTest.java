package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where model calls go. */
class EndpointsTest {

  private final List<String> properties = new ArrayList<>();

  @AfterEach
  void clear() {
    properties.forEach(System::clearProperty);
  }

  private void set(String property, String value) {
    System.setProperty(property, value);
    properties.add(property);
  }

  private static String of(String region) {
    return Endpoints.runtime(region, Optional.empty(), Optional.empty()).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-2, https://bedrock-runtime.eu-west-2.amazonaws.com",
    "us-gov-west-1, https://bedrock-runtime.us-gov-west-1.amazonaws.com",
    "cn-north-1, https://bedrock-runtime.cn-north-1.amazonaws.com.cn",
  })
  void endpoint_isThatOfTheRegion(String region, String endpoint) {
    assertThat(of(region)).isEqualTo(endpoint);
  }

  @Test
  void fipsAndDualStack_areKept() {
    set("aws.useFipsEndpoint", "true");
    assertThat(of("us-east-1")).isEqualTo("https://bedrock-runtime-fips.us-east-1.amazonaws.com");
    set("aws.useDualstackEndpoint", "true");
    assertThat(of("us-east-1")).isEqualTo("https://bedrock-runtime-fips.us-east-1.api.aws");
    set("aws.useFipsEndpoint", "false");
    assertThat(of("us-east-1")).isEqualTo("https://bedrock-runtime.us-east-1.api.aws");
  }

  @Test
  void namedEndpoint_goesBeforeAll() {
    set("aws.useFipsEndpoint", "true");
    URI named = URI.create("http://127.0.0.1:9/base");
    assertThat(Endpoints.runtime("us-east-1", Optional.of(named), Optional.empty()))
        .isEqualTo(named);
  }

  @Test
  void profile_mayNameEndpoints(@TempDir Path folder) throws IOException {
    Path config = folder.resolve("config");
    Files.writeString(
        config,
        """
        [default]
        endpoint_url = https://default.example
        [profile special]
        services = own
        [services own]
        bedrock_runtime =
          endpoint_url = https://own.example/base
        [profile fips]
        use_fips_endpoint = true
        use_dualstack_endpoint = true
        """);
    set("aws.configFile", config.toString());
    assertThat(profile("default")).isEqualTo("https://default.example");
    assertThat(profile("special")).isEqualTo("https://own.example/base");
    assertThat(profile("fips")).isEqualTo("https://bedrock-runtime-fips.us-east-1.api.aws");
    set("aws.profile", "special");
    assertThat(of("us-east-1")).isEqualTo("https://own.example/base");
  }

  private static String profile(String name) {
    return Endpoints.runtime("us-east-1", Optional.empty(), Optional.of(name)).toString();
  }
}
