package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** What Compose starts is what the test kit starts. */
class ComposeFileTest {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\w+:-([^}]+)}");

  private static JsonNode services;
  private static Portal portal;

  @BeforeAll
  static void read() throws Exception {
    services =
        new YAMLMapper().readTree(Path.of("../images/compose.yaml").toFile()).path("services");
    portal = Portal.builder().withDirectory().build();
  }

  @Test
  void images_areThoseOfTheTestKit() {
    Map<String, DockerImageName> images =
        Map.of(
            "postgres", Portal.Builder.POSTGRESQL,
            "directory", PortalImages.local("directory"),
            "bedrock", PortalImages.local("simulator"),
            "gateway", PortalImages.local("gateway"),
            "open-webui", OpenWebUIContainer.PUBLIC_IMAGE);
    assertThat(services.properties()).hasSize(images.size());
    images.forEach(
        (name, image) ->
            assertThat(unset(services.path(name).path("image")))
                .isEqualTo(image.asCanonicalNameString()));
  }

  @Test
  void gateway_hasTheSameSettings() {
    assertThat(environment("gateway")).isEqualTo(withComposesSecrets(portal.gateway()));
  }

  @Test
  void openWebUI_hasTheSameSettings() {
    Map<String, String> own = environment("open-webui");
    assertThat(own.remove("DATA_DIR")).isEqualTo("/data");
    Map<String, String> expected = withComposesSecrets(portal.openWebUI());
    for (String name : new String[] {"WEBUI_SECRET_KEY", "LDAP_CA_CERT_FILE"}) {
      assertThat(own.remove(name)).isNotEqualTo(expected.remove(name));
    }
    assertThat(own).isEqualTo(expected);
  }

  /** What gateway and Open WebUI share, and each portal makes anew. */
  private static Map<String, String> withComposesSecrets(GenericContainer<?> container) {
    Map<String, String> gateway = environment("gateway");
    Map<String, String> portals = portal.gateway().getEnvMap();
    Map<String, String> settings = new TreeMap<>(container.getEnvMap());
    for (String name : List.of("GATEWAY_KEY", "GATEWAY_USER_JWT_SECRET")) {
      settings.replaceAll(
          (setting, value) -> value.replace(portals.get(name), gateway.getOrDefault(name, "")));
    }
    return settings;
  }

  private static Map<String, String> environment(String service) {
    Map<String, String> environment = new TreeMap<>();
    services
        .path(service)
        .path("environment")
        .properties()
        .forEach(variable -> environment.put(variable.getKey(), unset(variable.getValue())));
    return environment;
  }

  /** A value where no variable is set. */
  private static String unset(JsonNode value) {
    return VARIABLE.matcher(value.asText()).replaceAll("$1");
  }
}
