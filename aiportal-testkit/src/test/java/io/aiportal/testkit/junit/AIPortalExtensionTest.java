package io.aiportal.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the extension needs no Docker; the rest is tried with a portal. */
class AIPortalExtensionTest {

  @AIPortal(gateway = "GATEWAY_RESIDENCY")
  private static final class WithoutValue {}

  @AIPortal(openWebUI = "=value")
  private static final class WithoutName {}

  @AIPortal(replicas = 0)
  private static final class WithoutOpenWebUI {}

  @AIPortal(
      simulator = {"--fault", "x=stall"},
      gateway = "A=b=c",
      openWebUI = "D=")
  private static final class Good {}

  @AIPortal(
      openWebUI = "D=",
      gateway = "A=b=c",
      simulator = {"--fault", "x=stall"})
  private static final class TheSame {}

  private static AIPortal settings(Class<?> type) {
    return type.getAnnotation(AIPortal.class);
  }

  @ParameterizedTest
  @ValueSource(classes = {WithoutValue.class, WithoutName.class})
  void setting_thatIsNone_isRefused(Class<?> type) {
    assertThatThrownBy(() -> AIPortalExtension.builder(settings(type)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageStartingWith("A setting in @AIPortal is written NAME=value, not ");
  }

  @Test
  void portal_withoutOpenWebUI_isRefused() {
    assertThatThrownBy(() -> AIPortalExtension.builder(settings(WithoutOpenWebUI.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A portal has one Open WebUI or more, not 0");
  }

  @Test
  void setting_mayBeEmpty_orHaveAnEqualsSignInIt() {
    assertThat(AIPortalExtension.builder(settings(Good.class))).isNotNull();
  }

  @Test
  void classes_withTheSameSettings_shareAPortal() {
    assertThat(settings(Good.class)).isEqualTo(settings(TheSame.class));
  }
}
