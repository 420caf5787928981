package io.aiportal.testkit.portal;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports.Binding;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;

/** Where a container's port is published now: it moves when a test kills and starts that again. */
final class PublishedPort {

  private PublishedPort() {}

  static int of(GenericContainer<?> container, int port) {
    Map<ExposedPort, Binding[]> bindings =
        container.getCurrentContainerInfo().getNetworkSettings().getPorts().getBindings();
    return Optional.ofNullable(bindings.get(ExposedPort.tcp(port)))
        .map(all -> Integer.parseInt(all[0].getHostPortSpec()))
        .orElseThrow(
            () -> new IllegalStateException("Port " + port + " of the container is not published"));
  }
}
