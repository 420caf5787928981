package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

class ProxiesTest {

  private static final Map<String, String> BOTH =
      Map.of("HTTPS_PROXY", "http://secure:1", "HTTP_PROXY", "http://plain:2");

  private static ProxyConfiguration of(Map<String, String> environment, String endpoint) {
    return Proxies.of(Settings.read(environment, null), URI.create(endpoint));
  }

  private static Map<String, String> with(String noProxy) {
    Map<String, String> environment = new HashMap<>(BOTH);
    environment.put("NO_PROXY", noProxy);
    return environment;
  }

  @Test
  void proxy_isThatOfTheEndpointsScheme() {
    assertThat(of(BOTH, "https://bedrock.example").host()).isEqualTo("secure");
    assertThat(of(BOTH, "https://bedrock.example").port()).isEqualTo(1);
    assertThat(of(BOTH, "HTTPS://bedrock.example").host()).isEqualTo("secure");
    assertThat(of(BOTH, "http://bedrock.example").host()).isEqualTo("plain");
    assertThat(of(BOTH, "http://bedrock.example").port()).isEqualTo(2);
    assertThat(of(Map.of("HTTP_PROXY", "http://plain:2"), "https://bedrock.example").host())
        .isNull();
  }

  @Test
  void proxy_isSpokenToByItsOwnScheme_andForItsUser() {
    ProxyConfiguration proxy =
        of(Map.of("https_proxy", "https://jane:pw@secure:1"), "https://bedrock.example");
    assertThat(proxy.scheme()).isEqualTo("https");
    assertThat(proxy.username()).isEqualTo("jane");
    assertThat(proxy.password()).isEqualTo("pw");
    assertThat(of(BOTH, "https://bedrock.example").scheme()).isEqualTo("http");
    assertThat(of(BOTH, "https://bedrock.example").username()).isNull();
    assertThat(of(BOTH, "https://bedrock.example").password()).isNull();
  }

  @Test
  void host_thatNeedsNone_isCalledDirectly() {
    assertThat(of(with(".example"), "https://bedrock.example").host()).isNull();
    assertThat(of(with("bedrock.example:443"), "https://bedrock.example").host()).isNull();
    assertThat(of(with("bedrock.example:80"), "http://bedrock.example").host()).isNull();
    assertThat(of(with("bedrock.example:80"), "https://bedrock.example").host())
        .isEqualTo("secure");
    assertThat(of(with("bedrock.example:8443"), "https://bedrock.example:8443").host()).isNull();
    assertThat(of(BOTH, "http://127.0.0.1:18080").host()).isNull();
  }
}
