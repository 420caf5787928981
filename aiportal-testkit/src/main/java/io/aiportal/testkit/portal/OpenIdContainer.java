package io.aiportal.testkit.portal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * An OpenID provider in a container, whose tokens have the claims of Amazon Cognito's.
 *
 * <p>Supported image: {@code aiportal/openid}, which {@code images/build openid} makes
 *
 * <p>Exposed port: 9000
 *
 * <p>Its client is public and proves itself by PKCE. All of its people have the {@link
 * io.aiportal.testkit.directory.PortalDirectory#PASSWORD}, and none is in the directory. {@code
 * margaret} is in {@link #USERS}, {@code edsger} is in that group and in {@code
 * AI-Portal-Researchers}, {@code barbara} is in {@link #ADMINS}, {@code eve} is in no group.
 */
public class OpenIdContainer extends GenericContainer<OpenIdContainer> {

  /** The name by which containers of its network, and browsers, must call it. */
  public static final String HOST = "openid.portal.test";

  /** The port that it listens on inside of its network. */
  public static final int PORT = 9000;

  /** The id of the client that it knows, which needs no secret. */
  public static final String CLIENT_ID = "portal";

  /** The group of those who may use the portal. */
  public static final String USERS = "AI-Portal-Users";

  /** The group of those who administer the portal. */
  public static final String ADMINS = "AI-Portal-Admins";

  private static final DockerImageName DEFAULT_IMAGE_NAME =
      DockerImageName.parse("aiportal/openid");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** One of the image that was made on this machine. */
  public OpenIdContainer() {
    this(PortalImages.local("openid"));
  }

  /** One of this image. */
  public OpenIdContainer(String dockerImageName) {
    this(DockerImageName.parse(dockerImageName));
  }

  /** One of this image. */
  @SuppressWarnings("this-escape") // the way of all containers
  public OpenIdContainer(DockerImageName dockerImageName) {
    super(dockerImageName);
    dockerImageName.assertCompatibleWith(DEFAULT_IMAGE_NAME);
    withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED);
    Owner.own(this);
    withExposedPorts(PORT);
    withNetworkAliases(HOST);
    waitingFor(Wait.forHttp(DISCOVERY).forPort(PORT));
  }

  /** Its discovery document, as containers of its network reach it. */
  public static URI getProviderUrl() {
    return URI.create("http://" + HOST + ":" + PORT + DISCOVERY);
  }

  /** Where this machine calls it; its pages and tokens name {@link #HOST} all the same. */
  public URI getEndpoint() {
    return URI.create("http://" + getHost() + ":" + getMappedPort(PORT));
  }

  /**
   * The way to it for a browser of this machine, which does not know the {@link #HOST}: Chromium
   * takes it as {@code --host-resolver-rules}.
   */
  public String getHostResolverRule() {
    URI endpoint = getEndpoint();
    return String.format("MAP %s:%d %s:%d", HOST, PORT, endpoint.getHost(), endpoint.getPort());
  }

  /** Puts somebody into these groups and no others, from the next sign-in on. */
  public void setGroups(String user, String... groups) {
    JsonNode body = JSON.valueToTree(groups);
    HttpRequest request =
        HttpRequest.newBuilder(getEndpoint().resolve("/people/" + user + "/groups"))
            .PUT(BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalArgumentException(user + ": " + response.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while groups were set", e);
    }
  }
}
