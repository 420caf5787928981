package io.aiportal.testkit.portal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The process that containers and networks belong to, as their labels tell it. */
final class Owner {

  private static final String LABEL = "io.aiportal.portal";

  private Owner() {}

  /** What containers and networks of this process are labelled with. */
  static Map<String, String> labels() {
    return Map.of(LABEL, label(ProcessHandle.current()));
  }

  /** Removes what processes of this machine left that have ended, killed ones for example. */
  static void removeWhatEndedProcessesLeft(DockerClient docker) {
    List<Container> containers =
        docker.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec();
    for (Container container : containers) {
      if (hasEnded(container.getLabels().getOrDefault(LABEL, ""))) {
        remove(
            () ->
                docker
                    .removeContainerCmd(container.getId())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec());
      }
    }
    for (Network network : docker.listNetworksCmd().withFilter("label", List.of(LABEL)).exec()) {
      if (hasEnded(network.getLabels().getOrDefault(LABEL, ""))) {
        remove(() -> docker.removeNetworkCmd(network.getId()).exec());
      }
    }
  }

  private static void remove(Runnable removal) {
    try {
      removal.run();
    } catch (NotFoundException e) {
      // Another process that starts now was faster.
    }
  }

  /** Whether the process of a label was one of this machine, and is no more. */
  static boolean hasEnded(String label) {
    String[] parts = label.split(" ", 3);
    return parts.length == 3
        && parts[0].equals(host())
        && ProcessHandle.of(Long.parseLong(parts[1]))
            .map(process -> !label(process).equals(label))
            .orElse(true);
  }

  /** Numbers of processes come back, so that its start belongs to what names a process. */
  static String label(ProcessHandle process) {
    Optional<Instant> start = process.info().startInstant();
    return host() + " " + process.pid() + " " + start.map(Instant::toString).orElse("unknown");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
