package io.aiportal.testkit.portal;

import io.aiportal.testkit.directory.PortalDirectory;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Open WebUI in a container, set up to call nobody but the portal.
 *
 * <p>Supported image: {@code ghcr.io/open-webui/open-webui}
 *
 * <p>Exposed port: 8080
 *
 * <p>Its settings are environment variables, and what is changed in its pages ends with it.
 */
public class OpenWebUIContainer extends GenericContainer<OpenWebUIContainer> {

  /** The port that it listens on inside of its network. */
  public static final int PORT = 8080;

  /** The e-mail address of the administrator that it begins with. */
  public static final String ADMIN_EMAIL = "admin@portal.test";

  /** The password of that administrator. */
  public static final String ADMIN_PASSWORD = "Pa55-of-the-admin";

  private static final DockerImageName DEFAULT_IMAGE_NAME =
      DockerImageName.parse("ghcr.io/open-webui/open-webui");

  /** The public image. */
  static final DockerImageName PUBLIC_IMAGE = DEFAULT_IMAGE_NAME.withTag("0.12.4-slim");

  /** It migrates its database at the first start, and imports a great deal at each. */
  private static final Duration LONGEST_START = Duration.ofMinutes(3);

  private static final String AUTHORITY = "/tmp/directory-ca.pem";

  /** By which containers can call this machine, if the engine knows the way. */
  private static final String THIS_MACHINE = "host.docker.internal";

  private @Nullable Supplier<String> trusted;

  /** One of the public image. */
  public OpenWebUIContainer() {
    this(PUBLIC_IMAGE);
  }

  /** One of this image. */
  public OpenWebUIContainer(String dockerImageName) {
    this(DockerImageName.parse(dockerImageName));
  }

  /** One of this image. */
  @SuppressWarnings("this-escape") // the way of all containers
  public OpenWebUIContainer(DockerImageName dockerImageName) {
    super(dockerImageName);
    dockerImageName.assertCompatibleWith(DEFAULT_IMAGE_NAME);
    withImagePullPolicy(PortalImages.PULL_WHAT_IS_PUBLISHED);
    Owner.own(this);
    withExposedPorts(PORT);
    withSettings();
    waitingFor(Wait.forHttp("/ready").forPort(PORT).withStartupTimeout(LONGEST_START));
  }

  private void withSettings() {
    withEnv("WEBUI_SECRET_KEY", "of-a-portal-that-lives-as-long-as-its-test");
    withEnv("WEBUI_ADMIN_EMAIL", ADMIN_EMAIL);
    withEnv("WEBUI_ADMIN_PASSWORD", ADMIN_PASSWORD);
    withEnv("WEBUI_ADMIN_NAME", "Admin");
    withEnv("DEFAULT_USER_ROLE", "user");
    withEnv("BYPASS_MODEL_ACCESS_CONTROL", "true");
    withEnv("ENABLE_PERSISTENT_CONFIG", "false");
    withEnv("ENABLE_FORWARD_USER_INFO_HEADERS", "true");
    // Each of these would call somebody on the Internet, and wait for that.
    withEnv("OFFLINE_MODE", "true");
    withEnv("ENABLE_VERSION_UPDATE_CHECK", "false");
    withEnv("ENABLE_OPENAI_API", "false");
    withEnv("RAG_EMBEDDING_ENGINE", "ollama");
  }

  /** Sets the Ollama server, as Open WebUI itself reaches it. */
  public OpenWebUIContainer withOllama(URI endpoint) {
    return withEnv("OLLAMA_BASE_URL", endpoint.toString());
  }

  /** Sets the Ollama server, as Open WebUI itself reaches it, and the key that it asks for. */
  public OpenWebUIContainer withOllama(URI endpoint, String key) {
    return withOllama(endpoint)
        .withEnv("OLLAMA_API_CONFIGS", "{\"0\":{\"enable\":true,\"key\":\"" + key + "\"}}")
        .withEnv("RAG_OLLAMA_BASE_URL", endpoint.toString())
        .withEnv("RAG_OLLAMA_API_KEY", key);
  }

  /** Signs with this secret who asks, in what it sends to the Ollama server. */
  public OpenWebUIContainer withSignedUsers(String secret) {
    return withEnv("FORWARD_USER_INFO_HEADER_JWT_SECRET", secret);
  }

  /** Sets the model that a new chat begins with, instead of the first of the list. */
  public OpenWebUIContainer withDefaultModel(String model) {
    return withEnv("DEFAULT_MODELS", model);
  }

  /**
   * Keeps its data in PostgreSQL.
   *
   * @param url {@code postgresql://user:password@host:port/database}, as Open WebUI itself reaches
   *     it
   */
  public OpenWebUIContainer withDatabase(URI url) {
    return withEnv("DATABASE_URL", url.toString());
  }

  /**
   * Shares sessions, and the streams of answers, with all others that have the same Redis and the
   * same database.
   *
   * @param redis {@code redis://host:port}, as Open WebUI itself reaches it; Valkey will do
   */
  public OpenWebUIContainer withSharedSessions(URI redis) {
    return withEnv("REDIS_URL", redis.toString())
        .withEnv("WEBSOCKET_MANAGER", "redis")
        .withEnv("ENABLE_WEBSOCKET_SUPPORT", "true");
  }

  /**
   * Lets people of a directory of the same network sign in, over LDAPS, if they are in its group
   * {@link PortalDirectory#USERS}.
   *
   * <p>The directory must have started when this container does.
   */
  public OpenWebUIContainer withDirectory(DirectoryContainer directory) {
    dependsOn(directory);
    return withDirectory(
        DirectoryContainer.HOST, DirectoryContainer.LDAPS_PORT, directory::getCertificateAuthority);
  }

  /**
   * Lets people of a directory elsewhere sign in, over LDAPS, if they are in its group {@link
   * PortalDirectory#USERS}.
   *
   * @param host its name, as Open WebUI itself reaches it and as its certificate has it; {@code
   *     host.docker.internal} is the machine that the engine runs on
   * @param authority the certificate, as PEM, by which it is known
   */
  public OpenWebUIContainer withDirectory(String host, int port, String authority) {
    withExtraHost(THIS_MACHINE, "host-gateway");
    return withDirectory(host, port, () -> authority);
  }

  private OpenWebUIContainer withDirectory(String host, int port, Supplier<String> authority) {
    trusted = authority;
    return withEnv("ENABLE_LDAP", "true")
        .withEnv("LDAP_SERVER_HOST", host)
        .withEnv("LDAP_SERVER_PORT", Integer.toString(port))
        .withEnv("LDAP_USE_TLS", "true")
        .withEnv("LDAP_VALIDATE_CERT", "true")
        .withEnv("LDAP_CA_CERT_FILE", AUTHORITY)
        .withEnv("LDAP_APP_DN", PortalDirectory.BIND_DN)
        .withEnv("LDAP_APP_PASSWORD", PortalDirectory.PASSWORD)
        .withEnv("LDAP_SEARCH_BASE", PortalDirectory.BASE_DN)
        .withEnv("LDAP_ATTRIBUTE_FOR_USERNAME", "sAMAccountName")
        .withEnv("LDAP_ATTRIBUTE_FOR_MAIL", "mail")
        .withEnv("LDAP_SEARCH_FILTER", PortalDirectory.MAY_SIGN_IN)
        .withEnv("ENABLE_LDAP_GROUP_MANAGEMENT", "true")
        .withEnv("ENABLE_LDAP_GROUP_CREATION", "true");
  }

  /**
   * Lets people of an OpenID provider of the same network sign in, with its groups as theirs: who
   * is in {@link OpenIdContainer#ADMINS} is an administrator, who is in {@link
   * OpenIdContainer#USERS} a user, and who is in other groups only is refused.
   *
   * <p>Open WebUI refuses nobody who is in no group at all: a new one has the role {@code
   * DEFAULT_USER_ROLE}, anybody else the role from before.
   */
  public OpenWebUIContainer withOpenId(OpenIdContainer provider) {
    dependsOn(provider);
    return withEnv("OPENID_PROVIDER_URL", OpenIdContainer.getProviderUrl().toString())
        .withEnv("OAUTH_PROVIDER_NAME", "OpenID")
        .withEnv("OAUTH_CLIENT_ID", OpenIdContainer.CLIENT_ID)
        .withEnv("OAUTH_CODE_CHALLENGE_METHOD", "S256")
        .withEnv("OAUTH_SCOPES", "openid email profile")
        .withEnv("ENABLE_OAUTH_SIGNUP", "true")
        .withEnv("ENABLE_OAUTH_ROLE_MANAGEMENT", "true")
        .withEnv("OAUTH_ROLES_CLAIM", "cognito:groups")
        .withEnv("OAUTH_ALLOWED_ROLES", OpenIdContainer.USERS)
        .withEnv("OAUTH_ADMIN_ROLES", OpenIdContainer.ADMINS)
        .withEnv("ENABLE_OAUTH_GROUP_MANAGEMENT", "true")
        .withEnv("ENABLE_OAUTH_GROUP_CREATION", "true")
        .withEnv("OAUTH_GROUPS_CLAIM", "cognito:groups");
  }

  /**
   * Finds what people upload by its meaning, with vectors in its database, which must have the
   * extension pgvector.
   *
   * @param embeddingModel the model of the Ollama server that makes vectors of texts
   */
  public OpenWebUIContainer withKnowledge(String embeddingModel) {
    return withEnv("VECTOR_DB", "pgvector")
        .withEnv("RAG_EMBEDDING_MODEL", embeddingModel)
        // Else every piece of a document would be a call of its own.
        .withEnv("RAG_EMBEDDING_BATCH_SIZE", "32");
  }

  /**
   * Keeps what people upload in a bucket of S3, which must be there when they do.
   *
   * @param endpoint S3's, as Open WebUI itself reaches it
   */
  public OpenWebUIContainer withUploadsInS3(
      URI endpoint, String region, String bucket, String accessKey, String secretKey) {
    return withEnv("STORAGE_PROVIDER", "s3")
        .withEnv("S3_ENDPOINT_URL", endpoint.toString())
        .withEnv("S3_REGION_NAME", region)
        .withEnv("S3_BUCKET_NAME", bucket)
        .withEnv("S3_ADDRESSING_STYLE", "path")
        .withEnv("S3_ACCESS_KEY_ID", accessKey)
        .withEnv("S3_SECRET_ACCESS_KEY", secretKey);
  }

  @Override
  protected void configure() {
    if (trusted != null) {
      withCopyToContainer(Transferable.of(trusted.get()), AUTHORITY);
    }
  }

  /**
   * Where this machine, and a browser on it, calls it now: Docker publishes it at another port each
   * time it is restarted.
   */
  public URI getUrl() {
    return URI.create("http://" + getHost() + ":" + PublishedPort.of(this, PORT));
  }
}
