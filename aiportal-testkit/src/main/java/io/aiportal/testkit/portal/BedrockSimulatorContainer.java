package io.aiportal.testkit.portal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A simulated Bedrock in a container.
 *
 * <p>Supported image: {@code aiportal/simulator}, which {@code images/build simulator} makes
 *
 * <p>Exposed port: 18080
 */
public class BedrockSimulatorContainer extends GenericContainer<BedrockSimulatorContainer> {

  /** The port that it listens on inside of its network. */
  public static final int PORT = 18080;

  private static final DockerImageName DEFAULT_IMAGE_NAME =
      DockerImageName.parse("aiportal/simulator");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();

  /** One of the image that was made on this machine. */
  public BedrockSimulatorContainer() {
    this(PortalImages.local("simulator"));
  }

  /** One of this image. */
  public BedrockSimulatorContainer(String dockerImageName) {
    this(DockerImageName.parse(dockerImageName));
  }

  /** One of this image. */
  @SuppressWarnings("this-escape") // the way of all containers
  public BedrockSimulatorContainer(DockerImageName dockerImageName) {
    super(dockerImageName);
    dockerImageName.assertCompatibleWith(DEFAULT_IMAGE_NAME);
    withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED);
    Owner.own(this);
    withExposedPorts(PORT);
    withOptions();
    waitingFor(Wait.forHttp("/simulator/report").forPort(PORT));
  }

  /**
   * Sets options of the simulator's command line, such as {@code --fault}.
   *
   * <p>Without any, it answers as fast as possible.
   */
  public final BedrockSimulatorContainer withOptions(String... options) {
    List<String> pace = List.of("--tokens-per-second", "0", "--first-token-millis", "0");
    boolean paced = Stream.of(options).anyMatch(pace::contains);
    Stream<String> all = paced ? Stream.empty() : pace.stream();
    return withCommand(Stream.concat(all, Stream.of(options)).toArray(String[]::new));
  }

  /** Where this machine calls it, as an endpoint override of Bedrock and Bedrock Runtime. */
  public URI getEndpoint() {
    return URI.create("http://" + getHost() + ":" + PublishedPort.of(this, PORT));
  }

  /**
   * Sets what it answers from now on: a script, or an array of them, such as {@code {"text":
   * "Rain.", "when": {"text": "weather"}}}.
   *
   * @throws IllegalArgumentException with a sentence, if that is no script
   */
  public void script(String json) {
    call("POST", "/simulator/scripts", json);
  }

  /** What it was asked, and what became of streams. */
  public JsonNode getReport() {
    return call("GET", "/simulator/report", "");
  }

  /** Forgets what it was asked, and all scripts. */
  public void reset() {
    call("POST", "/simulator/reset", "");
  }

  private JsonNode call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(getEndpoint().resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalArgumentException("The simulator refused that: " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the simulator was called", e);
    }
  }

  /** The id of the key that may call it. */
  public String getAccessKey() {
    return AccessKey.DEFAULT.id();
  }

  /** The secret of the key that may call it. */
  public String getSecretKey() {
    return AccessKey.DEFAULT.secret();
  }
}
