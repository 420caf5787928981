package io.aiportal.testkit.portal;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Valkey in a container, which speaks Redis' protocol: what several Open WebUIs share.
 *
 * <p>Supported image: {@code valkey/valkey}
 *
 * <p>Exposed port: 6379
 */
public class ValkeyContainer extends GenericContainer<ValkeyContainer> {

  /** The port that it listens on inside of its network. */
  public static final int PORT = 6379;

  private static final DockerImageName DEFAULT_IMAGE_NAME = DockerImageName.parse("valkey/valkey");

  /** One of the public image. */
  public ValkeyContainer() {
    this(DEFAULT_IMAGE_NAME.withTag("8.1"));
  }

  /** One of this image. */
  public ValkeyContainer(String dockerImageName) {
    this(DockerImageName.parse(dockerImageName));
  }

  /** One of this image. */
  @SuppressWarnings("this-escape") // the way of all containers
  public ValkeyContainer(DockerImageName dockerImageName) {
    super(dockerImageName);
    dockerImageName.assertCompatibleWith(DEFAULT_IMAGE_NAME);
    withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED);
    Owner.own(this);
    withExposedPorts(PORT);
    waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
  }
}
