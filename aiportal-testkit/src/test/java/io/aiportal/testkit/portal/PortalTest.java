package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of a portal can be told before it starts. */
class PortalTest {

  @Test
  void replicas_haveTheSameSettings_butOneMigratesTheDatabase() {
    Portal portal =
        Portal.builder()
            .withReplicas(3)
            .withOpenWebUI(page -> page.withEnv("WEBUI_NAME", "Doors"))
            .build();
    assertThat(portal.openWebUIs()).hasSize(3).startsWith(portal.openWebUI());
    Map<String, String> first = portal.openWebUI().getEnvMap();
    assertThat(first)
        .containsEntry("WEBUI_NAME", "Doors")
        .containsEntry("REDIS_URL", "redis://valkey:6379")
        .doesNotContainKey("ENABLE_DB_MIGRATIONS");
    assertThat(portal.openWebUIs().subList(1, 3))
        .extracting(OpenWebUIContainer::getEnvMap)
        .allSatisfy(
            other -> {
              assertThat(other).containsAllEntriesOf(first);
              assertThat(other).containsEntry("ENABLE_DB_MIGRATIONS", "false");
              assertThat(other).hasSize(first.size() + 1);
            });
  }

  @Test
  void oneOpenWebUI_sharesNothing() {
    Portal portal = Portal.builder().build();
    assertThat(portal.openWebUIs()).hasSize(1);
    assertThat(portal.openWebUI().getEnvMap()).doesNotContainKey("REDIS_URL");
    assertThatThrownBy(portal::valkey).hasMessage("This portal has one Open WebUI only");
  }
}
