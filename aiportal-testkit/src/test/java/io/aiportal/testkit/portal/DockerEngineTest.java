package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {

  @TempDir private Path folder;

  @Test
  void engine_thatIsNotThere_isToInstallOrToStart() {
    assertThat(DockerEngine.whyNot("unix:///nonexistent.sock"))
        .isEqualTo(
            "There is no Docker engine at unix:///nonexistent.sock; install one (on Debian: apt-get"
                + " install docker.io), or start it (systemctl start docker, or dockerd as root).");
  }

  @Test
  void engine_thatHasEnded_isToStart() throws Exception {
    String host = "unix://" + folder.resolve("docker.sock");
    try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      engine.bind(UnixDomainSocketAddress.of(folder.resolve("docker.sock")));
    }
    assertThat(DockerEngine.whyNot(host)).startsWith("Docker does not answer at " + host);
  }

  @Test
  void engine_elsewhere_isToStart() {
    assertThat(DockerEngine.whyNot("tcp://build-machine:2375"))
        .startsWith("Docker does not answer at tcp://build-machine:2375; start it");
  }

  @Test
  void engine_thatRefuses_wantsAGroup() {
    assertThat(DockerEngine.whyNot("unix:///x", new SocketException("Permission denied")))
        .isEqualTo("Docker refused this user at unix:///x; add the user to the group docker.");
  }
}
