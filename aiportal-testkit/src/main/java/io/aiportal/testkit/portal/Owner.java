package io.aiportal.testkit.portal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** The process that containers and networks belong to, as their labels tell it. */
final class Owner {

  private static final String LABEL = "io.aiportal.portal";

  /** What a process is labelled with whose machine has no name: nobody removes what is its own. */
  private static final String NOWHERE = "unknown";

  private static final String MACHINE = machine();

  /** Docker's answers to a removal while somebody else removes the same, or still uses it. */
  private static final Set<Integer> IN_OTHER_HANDS = Set.of(403, 404, 409);

  private Owner() {}

  /** What containers and networks of this process are labelled with. */
  static Map<String, String> labels() {
    return Map.of(LABEL, label(ProcessHandle.current()));
  }

  /** Labels a container, and lets it remove what ended processes left before it is made. */
  static void own(GenericContainer<?> container) {
    container.withLabels(labels());
    container.withCreateContainerCmdModifier(
        command -> removeWhatEndedProcessesLeft(DockerClientFactory.instance().client()));
  }

  /** Removes what processes of this machine left that have ended, killed ones for example. */
  static void removeWhatEndedProcessesLeft(DockerClient docker) {
    remove(docker, Owner::hasEnded);
  }

  /** Removes what this process has started, and what it starts meanwhile. */
  static void removeWhatIsOurs(DockerClient docker) {
    String own = label(ProcessHandle.current());
    while (remove(docker, own::equals)) {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there was anything. */
  private static boolean remove(DockerClient docker, Predicate<String> ofOwner) {
    boolean any = false;
    List<Container> containers =
        docker.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec();
    for (Container container : containers) {
      if (ofOwner.test(container.getLabels().getOrDefault(LABEL, ""))) {
        any = true;
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
      if (ofOwner.test(network.getLabels().getOrDefault(LABEL, ""))) {
        any = true;
        remove(() -> docker.removeNetworkCmd(network.getId()).exec());
      }
    }
    return any;
  }

  /** What somebody else is at is left to them, or to the next start. */
  static void remove(Runnable removal) {
    try {
      removal.run();
    } catch (DockerException e) {
      if (!IN_OTHER_HANDS.contains(e.getHttpStatus())) {
        throw e;
      }
    }
  }

  /** Whether the process of a label was one of this machine, and is no more. */
  static boolean hasEnded(String label) {
    String[] parts = label.split(" ", 3);
    return parts.length == 3
        && !parts[0].equals(NOWHERE)
        && parts[0].equals(MACHINE)
        && ProcessHandle.of(Long.parseLong(parts[1]))
            .map(process -> !label(process).equals(label))
            .orElse(true);
  }

  /** Numbers of processes come back, so that its start belongs to what names a process. */
  static String label(ProcessHandle process) {
    return MACHINE + " " + process.pid() + " " + start(process);
  }

  /**
   * In Linux' own ticks where there are such: instants are counted back to from a clock that moves.
   */
  private static String start(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      // The name before it is in parentheses, and may have any character in it.
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    } catch (IOException e) {
      Optional<Instant> start = process.info().startInstant();
      return start.map(Instant::toString).orElse("unknown");
    }
  }

  /**
   * What numbers of processes are counted in: containers that share an engine can have the same
   * name, and have numbers of their own.
   */
  private static String machine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + "/"
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      return hostName();
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return NOWHERE;
    }
  }
}
