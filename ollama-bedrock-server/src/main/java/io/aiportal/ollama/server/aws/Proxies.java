package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.ProxyUrl;
import io.aiportal.ollama.server.settings.Secret;
import io.aiportal.ollama.server.settings.Settings;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

/** Which proxy leads to an endpoint: chosen by the endpoint's own scheme and host. */
final class Proxies {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private Proxies() {}

  /** The SDK would choose by the proxy's scheme, so it is told, and never looks for itself. */
  static ProxyConfiguration of(Settings settings, URI endpoint) {
    ProxyConfiguration.Builder configuration =
        ProxyConfiguration.builder().useEnvironmentVariableValues(false);
    boolean secure = isSecure(endpoint);
    Optional<ProxyUrl> proxy = settings.get(secure ? Key.HTTPS_PROXY : Key.HTTP_PROXY);
    boolean direct = settings.get(Key.NO_PROXY).covers(endpoint.getHost(), port(endpoint));
    if (proxy.isEmpty() || direct) {
      return configuration.useSystemPropertyValues(!direct).build();
    }
    return configuration
        .useSystemPropertyValues(false)
        .scheme(proxy.get().scheme())
        .host(proxy.get().host())
        .port(proxy.get().port())
        .username(proxy.get().username().orElse(null))
        .password(proxy.get().password().map(Secret::value).orElse(null))
        .build();
  }

  /** The endpoint's port, or that of its scheme. */
  static int port(URI endpoint) {
    int usual = isSecure(endpoint) ? HTTPS_PORT : HTTP_PORT;
    return endpoint.getPort() < 0 ? usual : endpoint.getPort();
  }

  private static boolean isSecure(URI endpoint) {
    return "https".equalsIgnoreCase(endpoint.getScheme());
  }
}
