package io.aiportal.testkit.portal;

import com.github.dockerjava.api.command.CreateContainerCmd;
import io.aiportal.testkit.directory.PortalDirectory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * An Active Directory in a container: Samba as the domain controller of {@code portal.test}.
 *
 * <p>Supported image: {@code aiportal/directory}, which {@code images/build directory} makes
 *
 * <p>Exposed ports: 389 (LDAP), 636 (LDAPS)
 *
 * <p>All of its people have the {@link PortalDirectory#PASSWORD}. {@code ada} is in the group
 * {@link PortalDirectory#USERS}, {@code grace} is because her group {@code AI-Portal-Researchers}
 * is in it, {@code alan} is and his account is disabled, {@code mallory} is not.
 */
public class DirectoryContainer extends GenericContainer<DirectoryContainer> {

  /** The name by which containers of its network must call it, as its certificate has that. */
  public static final String HOST = "dc1.portal.test";

  /** The port of LDAP inside of its network. */
  public static final int LDAP_PORT = 389;

  /** The port of LDAPS inside of its network. */
  public static final int LDAPS_PORT = 636;

  private static final DockerImageName DEFAULT_IMAGE_NAME =
      DockerImageName.parse("aiportal/directory");
  private static final String AUTHORITY = "/var/lib/samba/private/tls/ca.pem";

  /** One of the image that was made on this machine. */
  public DirectoryContainer() {
    this(PortalImages.local("directory"));
  }

  /** One of this image. */
  public DirectoryContainer(String dockerImageName) {
    this(DockerImageName.parse(dockerImageName));
  }

  /** One of this image. */
  @SuppressWarnings("this-escape") // the way of all containers
  public DirectoryContainer(DockerImageName dockerImageName) {
    super(dockerImageName);
    dockerImageName.assertCompatibleWith(DEFAULT_IMAGE_NAME);
    withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED);
    Owner.own(this);
    withExposedPorts(LDAP_PORT, LDAPS_PORT);
    withNetworkAliases(HOST);
    withCreateContainerCmdModifier(DirectoryContainer::nameHost);
    waitingFor(Wait.forListeningPort());
  }

  private static void nameHost(CreateContainerCmd command) {
    command.withHostName(HOST.substring(0, HOST.indexOf('.')));
  }

  /** Where this machine calls it without encryption. */
  public URI getLdapUrl() {
    return URI.create("ldap://" + getHost() + ":" + getMappedPort(LDAP_PORT));
  }

  /** Where this machine calls it with TLS. */
  public URI getLdapsUrl() {
    return URI.create("ldaps://" + getHost() + ":" + getMappedPort(LDAPS_PORT));
  }

  /** The certificate, as PEM, of the authority that its own certificate is of. */
  public String getCertificateAuthority() {
    return copyFileFromContainer(
        AUTHORITY, pem -> new String(pem.readAllBytes(), StandardCharsets.UTF_8));
  }
}
