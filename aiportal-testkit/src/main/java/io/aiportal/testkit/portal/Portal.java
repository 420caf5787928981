package io.aiportal.testkit.portal;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ports.Binding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The whole portal on this machine, in containers, until it is closed.
 *
 * <pre>{@code
 * try (Portal portal = Portal.builder().withDirectory().start()) {
 *   browser.open(portal.openWebUI().getUrl());
 * }
 * }</pre>
 *
 * <p>Whoever starts it closes it, which ends every container. What a process left that was killed
 * is removed when the next portal starts.
 */
public final class Portal implements AutoCloseable {

  /** The bucket of S3 that uploads are in. */
  public static final String BUCKET = "uploads";

  /** The model that a new chat begins with. */
  public static final String MODEL = "claude-sonnet-4.5:latest";

  /** The model that makes vectors of documents. */
  public static final String EMBEDDING_MODEL = "titan-embed-text-v2:latest";

  private static final String DATABASE = "openwebui";
  private static final String LOCAL = "127.0.0.1";

  /**
   * Where containers of a portal with a port of its own are reached. It lies below what Docker and
   * Linux choose from: of that, Docker tries ten ports only, and those may all be published to
   * other addresses than the local one, or be some client's.
   */
  private static final String INNER_PORTS = "20000-29999";

  private static final int LOCALSTACK_PORT = 4566;
  private static final int LOG_SHOWN = 4_000;

  private final String key = UUID.randomUUID().toString();
  private final String signing = UUID.randomUUID().toString();
  private final Network network;
  private final PostgreSQLContainer database;
  private final BedrockSimulatorContainer simulator;
  private final GatewayContainer gateway;
  private final List<OpenWebUIContainer> openWebUIs = new ArrayList<>();
  private final @Nullable DirectoryContainer directory;
  private final @Nullable OpenIdContainer openId;
  private final @Nullable LocalStackContainer aws;
  private final @Nullable ValkeyContainer valkey;
  private final List<GenericContainer<?>> containers = new ArrayList<>();

  private Portal(Builder builder) {
    network = newNetwork();
    database =
        join(
                new PostgreSQLContainer(builder.knowledge ? Builder.PGVECTOR : Builder.POSTGRESQL),
                "postgres")
            .withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED)
            .withDatabaseName(DATABASE)
            .withUsername(DATABASE)
            .withPassword(DATABASE);
    directory = builder.directory ? join(new DirectoryContainer(), "directory") : null;
    openId = builder.openId ? join(new OpenIdContainer(), "openid") : null;
    aws = builder.uploadsInS3 ? join(new LocalStackContainer(Builder.LOCALSTACK), "aws") : null;
    simulator = join(new BedrockSimulatorContainer(), "bedrock");
    gateway =
        join(new GatewayContainer(), "gateway")
            .withBedrock(simulator, "bedrock")
            .withKey(key)
            .withSignedUsers(signing);
    gateway.dependsOn(simulator);
    if (aws != null) {
      aws.withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED)
          .withServices("s3", "secretsmanager");
    }
    valkey = builder.replicas > 1 ? join(new ValkeyContainer(), "valkey") : null;
    for (int i = 0; i < builder.replicas; i++) {
      openWebUIs.add(newOpenWebUI(builder, i));
    }
    builder.changes.forEach(change -> change.accept(this));
    if (builder.port != 0) {
      containers.forEach(
          container ->
              container.withCreateContainerCmdModifier(
                  command ->
                      publish(
                          command,
                          container.equals(openWebUI())
                              ? Integer.toString(builder.port)
                              : INNER_PORTS)));
    }
  }

  private OpenWebUIContainer newOpenWebUI(Builder builder, int number) {
    OpenWebUIContainer page =
        join(new OpenWebUIContainer(), number == 0 ? "open-webui" : "open-webui-" + (number + 1))
            .withOllama(URI.create("http://gateway:" + GatewayContainer.PORT), key)
            .withSignedUsers(signing)
            .withDefaultModel(MODEL)
            .withDatabase(URI.create(databaseUrl()));
    page.dependsOn(database, gateway);
    if (number > 0) {
      // One migrates the database, and the others find that done.
      page.withEnv("ENABLE_DB_MIGRATIONS", "false").dependsOn(openWebUI());
    }
    if (valkey != null) {
      page.withSharedSessions(URI.create("redis://valkey:" + ValkeyContainer.PORT));
      page.dependsOn(valkey);
    }
    if (directory != null) {
      page.withDirectory(directory);
    }
    if (openId != null) {
      page.withOpenId(openId);
    }
    if (openId != null && directory == null) {
      // Who is in no group waits to be let in; of the directory's people only members come so far.
      page.withEnv("DEFAULT_USER_ROLE", "pending");
    }
    if (builder.knowledge) {
      page.withKnowledge(EMBEDDING_MODEL);
    }
    if (aws != null) {
      page.dependsOn(aws);
      page.withUploadsInS3(
          URI.create("http://aws:" + LOCALSTACK_PORT),
          aws.getRegion(),
          BUCKET,
          aws.getAccessKey(),
          aws.getSecretKey());
    }
    return page;
  }

  /** Publishes the ports of a container to this machine alone, as this port or one of a range. */
  private static void publish(CreateContainerCmd command, String port) {
    Ports ports = new Ports();
    for (ExposedPort exposed : Objects.requireNonNull(command.getExposedPorts())) {
      ports.bind(exposed, new Binding(LOCAL, port));
    }
    Objects.requireNonNull(command.getHostConfig()).withPortBindings(ports);
  }

  /** A portal without a directory, of which the administrator is the only user. */
  public static Portal start() {
    return builder().start();
  }

  /** Settings for another portal. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A network for containers that are used without a portal; if this process is killed, it is
   * removed as they are.
   */
  public static Network newNetwork() {
    return Network.builder()
        .createNetworkCmdModifier(command -> command.withLabels(Owner.labels()))
        .build();
  }

  /**
   * Ends whatever this process has started and not closed, in portals that are still starting, too;
   * for the end of a process that was told to end.
   */
  public static void endAll() {
    Owner.removeWhatIsOurs(DockerClientFactory.instance().client());
  }

  private static String databaseUrl() {
    return String.format(
        "postgresql://%s:%s@postgres:%d/%s",
        DATABASE, DATABASE, PostgreSQLContainer.POSTGRESQL_PORT, DATABASE);
  }

  private <C extends GenericContainer<?>> C join(C container, String name) {
    container.withNetwork(network);
    container.withNetworkAliases(name);
    container.withLabels(Owner.labels());
    containers.add(container);
    return container;
  }

  private Portal run() {
    try {
      Startables.deepStart(containers).join();
      if (aws != null) {
        makeBucket(aws);
      }
      return this;
    } catch (RuntimeException e) {
      IllegalStateException failure =
          new IllegalStateException(
              "The portal did not start: "
                  + StartFailure.known(e).orElseGet(() -> StartFailure.told(e) + logs()),
              e);
      try {
        close();
      } catch (RuntimeException another) {
        failure.addSuppressed(another);
      }
      throw failure;
    }
  }

  private static void makeBucket(LocalStackContainer aws) {
    HttpRequest request =
        HttpRequest.newBuilder(aws.getEndpoint().resolve("/" + BUCKET))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      int status =
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status != 200) {
        throw new IllegalStateException("S3 made no bucket, but answered " + status);
      }
    } catch (IOException e) {
      throw new IllegalStateException("S3 made no bucket", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a bucket was made", e);
    }
  }

  /** The page that people use; the first of several. */
  public OpenWebUIContainer openWebUI() {
    return openWebUIs.get(0);
  }

  /** All pages that people use. */
  public List<OpenWebUIContainer> openWebUIs() {
    return List.copyOf(openWebUIs);
  }

  /** The gateway behind that. */
  public GatewayContainer gateway() {
    return gateway;
  }

  /** The key that the gateway asks for, and Open WebUI shows. */
  public String gatewayKey() {
    return key;
  }

  /** The simulated Bedrock behind that. */
  public BedrockSimulatorContainer simulator() {
    return simulator;
  }

  /** Where Open WebUI keeps its data. */
  public PostgreSQLContainer database() {
    return database;
  }

  /**
   * Who may sign in.
   *
   * @throws IllegalStateException if it was started without
   */
  public DirectoryContainer directory() {
    return Optional.ofNullable(directory)
        .orElseThrow(() -> new IllegalStateException("This portal has no directory"));
  }

  /**
   * The OpenID provider through which people may sign in.
   *
   * @throws IllegalStateException if it was started without
   */
  public OpenIdContainer openId() {
    return Optional.ofNullable(openId)
        .orElseThrow(() -> new IllegalStateException("This portal has no OpenID provider"));
  }

  /**
   * The simulated services of AWS that uploads are in, Secrets Manager among them.
   *
   * @throws IllegalStateException if it was started without
   */
  public LocalStackContainer aws() {
    return Optional.ofNullable(aws)
        .orElseThrow(() -> new IllegalStateException("This portal keeps no uploads in S3"));
  }

  /**
   * What several Open WebUIs share sessions by.
   *
   * @throws IllegalStateException if it was started with one
   */
  public ValkeyContainer valkey() {
    return Optional.ofNullable(valkey)
        .orElseThrow(() -> new IllegalStateException("This portal has one Open WebUI only"));
  }

  /** What all containers have said last, for when a test fails. */
  public String logs() {
    StringBuilder logs = new StringBuilder();
    for (GenericContainer<?> container : containers) {
      if (container.getContainerId() != null) {
        String log = log(container);
        logs.append("\n--- ").append(container.getDockerImageName()).append('\n');
        logs.append(log, Math.max(0, log.length() - LOG_SHOWN), log.length());
      }
    }
    return logs.toString();
  }

  private static String log(GenericContainer<?> container) {
    try {
      return container.getLogs();
    } catch (RuntimeException e) {
      return "(its log cannot be read: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    List<GenericContainer<?>> lastFirst = new ArrayList<>(containers);
    Collections.reverse(lastFirst);
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    lastFirst.parallelStream().forEach(container -> end(container::stop, failures));
    end(network::close, failures);
    if (!failures.isEmpty()) {
      RuntimeException first = failures.remove();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  /** What cannot be ended keeps nothing else from ending. */
  private static void end(Runnable ending, Queue<RuntimeException> failures) {
    try {
      ending.run();
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }

  /** Settings of a portal; each has a default that suits tests. */
  public static final class Builder {

    static final DockerImageName POSTGRESQL = DockerImageName.parse("postgres:15");

    private static final DockerImageName PGVECTOR =
        DockerImageName.parse("pgvector/pgvector:pg15").asCompatibleSubstituteFor("postgres");

    private static final DockerImageName LOCALSTACK =
        DockerImageName.parse("localstack/localstack:4.14.0");

    private boolean directory;
    private boolean openId;
    private boolean knowledge;
    private boolean uploadsInS3;
    private int replicas = 1;
    private int port;
    private final List<Consumer<Portal>> changes = new ArrayList<>();

    private Builder() {}

    /** Lets people of a directory sign in, see {@link DirectoryContainer}. */
    public Builder withDirectory() {
      directory = true;
      return this;
    }

    /** Lets people of an OpenID provider sign in, see {@link OpenIdContainer}. */
    public Builder withOpenId() {
      openId = true;
      return this;
    }

    /**
     * Lets models answer from documents that people upload, found by vectors of {@link
     * #EMBEDDING_MODEL} in PostgreSQL.
     */
    public Builder withKnowledge() {
      knowledge = true;
      return this;
    }

    /** Keeps what people upload in {@link #BUCKET}, in a simulated S3. */
    public Builder withUploadsInS3() {
      uploadsInS3 = true;
      return this;
    }

    /**
     * Starts this many Open WebUIs on one database, which share sessions, and the streams of
     * answers, by a {@link ValkeyContainer}. Uploads are kept by each alone without {@link
     * #withUploadsInS3}.
     */
    public Builder withReplicas(int openWebUIs) {
      if (openWebUIs < 1) {
        throw new IllegalArgumentException(
            "A portal has one Open WebUI or more, not " + openWebUIs);
      }
      replicas = openWebUIs;
      return this;
    }

    /**
     * Lets people open Open WebUI, the first of several, at this port of the engine's machine, from
     * where alone this and all else of the portal is reached.
     */
    public Builder withPort(int openWebUI) {
      port = openWebUI;
      return this;
    }

    /** Sets what the simulated Bedrock's command line says. */
    public Builder withSimulator(Consumer<BedrockSimulatorContainer> change) {
      changes.add(portal -> change.accept(portal.simulator));
      return this;
    }

    /** Sets what the gateway's environment says. */
    public Builder withGateway(Consumer<GatewayContainer> change) {
      changes.add(portal -> change.accept(portal.gateway));
      return this;
    }

    /** Sets what Open WebUI's environment says, that of each. */
    public Builder withOpenWebUI(Consumer<OpenWebUIContainer> change) {
      changes.add(portal -> portal.openWebUIs.forEach(change));
      return this;
    }

    /**
     * Starts all containers and waits until each can be used.
     *
     * @throws IllegalStateException if one cannot start; it says why, and what all of them have
     *     said
     */
    public Portal start() {
      DockerEngine.find();
      return build().run();
    }

    /** One that has not started. */
    Portal build() {
      return new Portal(this);
    }
  }
}
