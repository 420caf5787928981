package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.server.settings.Secret;
import io.aiportal.ollama.server.transport.DirectBedrockRuntime;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The server's own transport over TLS, with certificates that are made here. */
@Timeout(60)
class TransportTlsIT {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private static final ConverseRequest REQUEST =
      ConverseRequest.of(
          "amazon.nova-lite-v1:0",
          List.of(
              new ConverseMessage(ConversationRole.USER, List.of(new ContentBlock.Text("hi")))));

  @TempDir private static Path folder;

  private static KeyStore ours;
  private static KeyStore ofAnother;
  private static XnioWorker worker;

  private final BlockingQueue<SSLSession> sessions = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    ours = keys("ours", "san=ip:127.0.0.1,dns:localhost");
    ofAnother = keys("another", "san=dns:bedrock.example");
    worker =
        Xnio.getInstance()
            .createWorker(
                OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.WORKER_TASK_MAX_THREADS, 1));
  }

  @AfterAll
  static void stop() {
    worker.shutdownNow();
  }

  private static KeyStore keys(String name, String hosts) throws Exception {
    Path file = folder.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-ext",
                hosts,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static SSLContext context(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static SSLServerSocket server(KeyStore keys, String protocol) throws Exception {
    SSLServerSocket server =
        (SSLServerSocket)
            context(keys)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setEnabledProtocols(new String[] {protocol});
    return server;
  }

  private RawBedrock bedrock(KeyStore keys, boolean keepAlive, String protocol) throws Exception {
    return new RawBedrock(
        server(keys, protocol),
        connection -> {
          sessions.add(((SSLSocket) connection.socket()).getSession());
          while (connection.request()) {
            connection.answer(200, keepAlive ? "" : "Connection: close\r\n", RawBedrock.ANSWER);
            if (!keepAlive) {
              return;
            }
          }
        });
  }

  private static DirectBedrockRuntime runtime(RawBedrock bedrock, KeyStore trusted)
      throws Exception {
    return DirectBedrockRuntime.of(
        bedrock.endpoint("https"),
        SdkSigner.bearer(bedrock.endpoint("https"), new Secret("key")),
        context(trusted),
        Runnable::run,
        NONE);
  }

  /** Nothing here goes through another transport. */
  private static final BedrockRuntime NONE =
      (BedrockRuntime)
          Proxy.newProxyInstance(
              TransportTlsIT.class.getClassLoader(),
              new Class<?>[] {BedrockRuntime.class},
              (proxy, method, arguments) -> {
                throw new AssertionError(method);
              });

  private static ConverseResponse ask(DirectBedrockRuntime runtime) throws Exception {
    return start(runtime).get(30, TimeUnit.SECONDS);
  }

  private static CompletableFuture<ConverseResponse> start(DirectBedrockRuntime runtime) {
    return runtime.converse(REQUEST, new CallOptions(Duration.ofSeconds(20), worker.getIoThread()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void connection_isSecureAndUsedAgain(String protocol) throws Exception {
    try (RawBedrock bedrock = bedrock(ours, true, protocol);
        DirectBedrockRuntime runtime = runtime(bedrock, ours)) {
      for (int call = 0; call < 3; call++) {
        assertThat(ask(runtime).content()).containsExactly(new ContentBlock.Text("Hi"));
      }
      assertThat(bedrock.connections()).isEqualTo(1);
      assertThat(sessions.remove().getProtocol()).isEqualTo(protocol);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void nextConnection_resumesTheSession(String protocol) throws Exception {
    try (RawBedrock bedrock = bedrock(ours, false, protocol);
        DirectBedrockRuntime runtime = runtime(bedrock, ours)) {
      for (int call = 0; call < 3; call++) {
        assertThat(ask(runtime).content()).hasSize(1);
        // A session that is new would have been made later.
        Thread.sleep(20);
      }
      long made = sessions.remove().getCreationTime();
      assertThat(sessions).hasSize(2).allMatch(session -> session.getCreationTime() == made);
    }
  }

  /** Nothing of a request is taken before TLS is agreed on, so all of it waits for the socket. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void newConnection_keepsNoThreadBusy_whileTheModelThinks(String protocol) throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    CountDownLatch thought = new CountDownLatch(1);
    try (RawBedrock bedrock =
            new RawBedrock(
                server(ours, protocol),
                connection -> {
                  connection.request();
                  received.countDown();
                  thought.await();
                  connection.answer(200, "", RawBedrock.ANSWER);
                });
        DirectBedrockRuntime runtime = runtime(bedrock, ours)) {
      CompletableFuture<ConverseResponse> answer = start(runtime);
      received.await();
      ThreadTime.assertIdle(worker.getIoThread());
      thought.countDown();
      assertThat(answer.get(30, TimeUnit.SECONDS).content()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void certificateOfAnotherHost_isRefused(String protocol) throws Exception {
    assertRefused(ofAnother, ofAnother, protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void unknownAuthority_isRefused(String protocol) throws Exception {
    assertRefused(ours, ofAnother, protocol);
  }

  @Test
  void serverThatSpeaksNoTls_isRefused() throws Exception {
    try (RawBedrock bedrock = new RawBedrock(connection -> connection.send("HTTP/1.1 400 No\r\n"));
        DirectBedrockRuntime runtime = runtime(bedrock, ours)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> ask(runtime))
          .havingCause()
          .isInstanceOf(BedrockException.class);
    }
  }

  private void assertRefused(KeyStore keys, KeyStore trusted, String protocol) throws Exception {
    try (RawBedrock bedrock = bedrock(keys, true, protocol);
        DirectBedrockRuntime runtime = runtime(bedrock, trusted)) {
      for (int call = 0; call < 2; call++) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> ask(runtime))
            .havingCause()
            .isInstanceOfSatisfying(
                BedrockException.class,
                error -> {
                  assertThat(error)
                      .hasMessageStartingWith("no TLS connection could be agreed on: ");
                  assertThat(error.kind()).isEqualTo(Kind.CONNECT);
                  assertThat(error.requestSent()).isFalse();
                });
      }
    }
  }
}
