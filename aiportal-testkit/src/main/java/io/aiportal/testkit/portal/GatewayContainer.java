package io.aiportal.testkit.portal;

import java.net.URI;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * The gateway in a container, which speaks the Ollama API in front of Bedrock.
 *
 * <p>Supported image: {@code aiportal/gateway}, which {@code images/build gateway} makes
 *
 * <p>Exposed port: 8000
 *
 * <p>Its settings are environment variables: {@code withEnv("GATEWAY_RESIDENCY", "region")}.
 *
 * <p>Anybody may call it who can reach it, until it is given a key.
 */
public class GatewayContainer extends GenericContainer<GatewayContainer> {

  /** The port that it listens on inside of its network. */
  public static final int PORT = 8000;

  private static final DockerImageName DEFAULT_IMAGE_NAME =
      DockerImageName.parse("aiportal/gateway");
  private static final String DEFAULT_REGION = "eu-west-2";

  /** One of the image that was made on this machine. */
  public GatewayContainer() {
    this(PortalImages.local("gateway"));
  }

  /** One of this image. */
  public GatewayContainer(String dockerImageName) {
    this(DockerImageName.parse(dockerImageName));
  }

  /** One of this image. */
  @SuppressWarnings("this-escape") // the way of all containers
  public GatewayContainer(DockerImageName dockerImageName) {
    super(dockerImageName);
    dockerImageName.assertCompatibleWith(DEFAULT_IMAGE_NAME);
    withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED);
    Owner.own(this);
    withExposedPorts(PORT);
    withRegion(DEFAULT_REGION);
    withEnv("GATEWAY_ALLOW_ANONYMOUS", "true");
    waitingFor(Wait.forHttp("/ready").forPort(PORT));
  }

  /** Lets only those call who show this key, of 16 characters or more. */
  public final GatewayContainer withKey(String key) {
    return withEnv("GATEWAY_KEY", key).withEnv("GATEWAY_ALLOW_ANONYMOUS", "false");
  }

  /** Lets Open WebUI say who asks, if it signs that with this secret. */
  public final GatewayContainer withSignedUsers(String secret) {
    return withEnv("GATEWAY_USER_JWT_SECRET", secret);
  }

  /** Sets the AWS region whose models are served. */
  public final GatewayContainer withRegion(String region) {
    return withEnv("AWS_REGION", region);
  }

  /**
   * Lets it call a simulated Bedrock of the same network, with that one's key.
   *
   * @param host the simulator's name in the network
   */
  public GatewayContainer withBedrock(BedrockSimulatorContainer simulator, String host) {
    return withBedrock(
        URI.create("http://" + host + ":" + BedrockSimulatorContainer.PORT),
        simulator.getAccessKey(),
        simulator.getSecretKey());
  }

  /**
   * Lets it call this endpoint in place of the region's own.
   *
   * @param accessKey the id of the key that signs
   * @param secretKey the secret of that key
   */
  public GatewayContainer withBedrock(URI endpoint, String accessKey, String secretKey) {
    return withEnv("AWS_ENDPOINT_URL", endpoint.toString())
        .withEnv("AWS_ACCESS_KEY_ID", accessKey)
        .withEnv("AWS_SECRET_ACCESS_KEY", secretKey);
  }

  /** Where this machine calls it, as the address of an Ollama server. */
  public URI getEndpoint() {
    return URI.create("http://" + getHost() + ":" + PublishedPort.of(this, PORT));
  }
}
