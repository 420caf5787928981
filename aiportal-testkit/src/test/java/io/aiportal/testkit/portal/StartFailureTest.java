package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;

class StartFailureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Status 500: write /var/lib/docker/tmp: no space left on device | The disk is full that Docker keeps images and containers on; make room, for example with docker system prune.
          Bind for 127.0.0.1:3000 failed: port is already allocated | Port 3000 is in use; end what uses it, or take another port.
          listen tcp4 127.0.0.1:3000: bind: address already in use | Port 3000 is in use; end what uses it, or take another port.
          Error starting userland proxy: address already in use | A port is in use; end what uses it, or take another port.
          """)
  void answerOfTheEngine_isASentenceThatSaysWhatToDo(String answer, String sentence) {
    assertThat(StartFailure.known(launch(new IllegalArgumentException(answer)))).contains(sentence);
  }

  @Test
  void image_thatIsMadeHere_isToldAsItIs() {
    IllegalStateException reason = new IllegalStateException("There is no image x; make it.");
    assertThat(
            StartFailure.known(
                launch(new ContainerFetchException("Can't get Docker image: x", reason))))
        .contains("There is no image x; make it.");
  }

  @Test
  void image_thatCannotBePulled_isNamed_withWhatStandsInForIt() {
    Exception failure =
        launch(
            new ContainerFetchException(
                "Can't get Docker image: RemoteDockerImage(imageName=postgres:15, imagePullPolicy=x)",
                new IOException("no such host")));
    assertThat(StartFailure.known(failure))
        .contains(
            "The image postgres:15 cannot be pulled; where no registry of images is reached,"
                + " images/build makes a stand-in, which"
                + " TESTCONTAINERS_IMAGE_SUBSTITUTOR=io.aiportal.testkit.portal.LocalImages takes.");
  }

  @Test
  void helperOfTestcontainers_thatCannotBePulled_isDoneWithout() {
    Exception failure =
        new ContainerFetchException(
            "Can't get Docker image: RemoteDockerImage(imageName=testcontainers/ryuk:0.14.0, x=y)",
            new IOException("no such host"));
    assertThat(StartFailure.known(failure))
        .contains(
            "The image testcontainers/ryuk:0.14.0 cannot be pulled, by which Testcontainers cleans"
                + " up; where no registry of images is reached, set"
                + " TESTCONTAINERS_RYUK_DISABLED=true in the environment, as the portal cleans up"
                + " for itself.");
  }

  @Test
  void anythingElse_isToldAsItIs() {
    Exception failure = launch(new IllegalArgumentException("anything else"));
    assertThat(StartFailure.known(failure)).isEmpty();
    assertThat(StartFailure.told(failure)).isEqualTo("anything else");
  }

  private static Exception launch(Exception cause) {
    return new RuntimeException(new ContainerLaunchException("Container startup failed", cause));
  }
}
