package io.aiportal.ollama.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://proxy.example:3128, http, proxy.example, 3128",
    "proxy.example:3128, http, proxy.example, 3128",
    "proxy.example, http, proxy.example, 80",
    "https://proxy.example, https, proxy.example, 443",
    "HTTP://proxy.example/, http, proxy.example, 80"
  })
  void url_isRead(String text, String scheme, String host, int port) {
    assertThat(ProxyUrl.parse(text))
        .isEqualTo(new ProxyUrl(scheme, host, port, Optional.empty(), Optional.empty()));
  }

  @Test
  void user_isDecoded_andThePasswordNeverShown() {
    ProxyUrl proxy = ProxyUrl.parse("http://jane%40corp:p%3Aa+b@proxy.example:3128");
    assertThat(proxy.username()).hasValue("jane@corp");
    assertThat(proxy.password()).hasValue(new Secret("p:a+b"));
    assertThat(proxy.toString()).contains("proxy.example").doesNotContain("p:a+b");
    assertThat(ProxyUrl.parse("http://jane@proxy.example").password()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://proxy.example", "http://", "http://a b", "http://_"})
  void anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ProxyUrl.parse(text));
  }

  @Test
  void password_isShownNowhere() {
    Map<String, String> good = Map.of("HTTPS_PROXY", "http://jane:geheim@proxy.example:3128");
    assertThat(Settings.read(good, null).shown(Key.HTTPS_PROXY))
        .isEqualTo("http://***@proxy.example:3128");
    Map<String, String> bad = Map.of("HTTPS_PROXY", "socks5://jane:geheim@proxy.example:3128");
    assertThatThrownBy(() -> Settings.read(bad, null))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "HTTPS_PROXY is 'socks5://***@proxy.example:3128', but must be the URL of a proxy, such"
                + " as http://proxy.example:3128.");
  }
}
