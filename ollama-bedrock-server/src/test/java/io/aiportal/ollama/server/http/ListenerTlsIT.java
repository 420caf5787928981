package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener over TLS, with certificates that are made here. */
class ListenerTlsIT {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ALIAS = "one";

  /** After so long the server has looked at its files again. */
  private static final Duration LOOKED_AT = Duration.ofMillis(2_500);

  @TempDir private Path folder;

  /** A key of its own, and a certificate that it signed itself. */
  private KeyStore made(String name, String algorithm) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.getInputStream().readAllBytes()).isNotNull();
    assertThat(keytool.waitFor()).isZero();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      made.load(in, PASSWORD);
    }
    return made;
  }

  private static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }

  private Path certificate(KeyStore of, String file) throws Exception {
    return Files.writeString(
        folder.resolve(file), pem("CERTIFICATE", of.getCertificate(ALIAS).getEncoded()));
  }

  private Path key(KeyStore of, String file) throws Exception {
    return Files.writeString(
        folder.resolve(file), pem("PRIVATE KEY", of.getKey(ALIAS, PASSWORD).getEncoded()));
  }

  private TestServer server(KeyStore shown, String... more) throws Exception {
    String[] variables = new String[4 + more.length];
    variables[0] = "GATEWAY_TLS_CERTIFICATE";
    variables[1] = certificate(shown, "server.pem").toString();
    variables[2] = "GATEWAY_TLS_KEY";
    variables[3] = key(shown, "server.key").toString();
    System.arraycopy(more, 0, variables, 4, more.length);
    return new TestServer(variables);
  }

  private static HttpClient client(KeyStore trusted, @Nullable KeyStore own) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("server", trusted.getCertificate(ALIAS));
    TrustManagerFactory trusting =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusting.init(trust);
    KeyManager[] keys = null;
    if (own != null) {
      KeyManagerFactory showing =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      showing.init(own, PASSWORD);
      keys = showing.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trusting.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static URI uri(TestServer server, String path) {
    return URI.create("https://127.0.0.1:" + server.http.address().getPort() + path);
  }

  private static HttpResponse<String> version(HttpClient client, TestServer server)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(server, "/api/version")).build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void client_isAnsweredOverTls_wholeAndStreamed(String algorithm) throws Exception {
    KeyStore shown = made("server", algorithm);
    try (TestServer server = server(shown)) {
      HttpClient client = client(shown, null);
      assertThat(version(client, server).statusCode()).isEqualTo(200);
      String large = "x".repeat(300_000);
      HttpRequest chat =
          HttpRequest.newBuilder(uri(server, "/api/chat"))
              .POST(BodyPublishers.ofString(TestServer.chat(true).replace("hi", large)))
              .build();
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(chat, BodyHandlers.ofString());
      FakeBedrock.Stream stream = server.bedrock.nextStream();
      for (int i = 0; i < 1_000; i++) {
        stream.text("a piece of the answer ");
      }
      stream.finish();
      assertThat(answer.join().body().lines()).hasSize(1_001);
      assertThat(answer.join().body()).endsWith("}\n").contains("\"done\":true");
      assertThat(server.bedrock.lastRequest().toString()).contains(large);
    }
  }

  @Test
  void certificateThatChanges_isShownToTheNextClient() throws Exception {
    KeyStore old = made("old", "EC");
    KeyStore renewed = made("renewed", "EC");
    try (TestServer server = server(old)) {
      BigInteger before = serial(client(old, null), server);
      Files.writeString(folder.resolve("server.pem"), "half of a certificate");
      long looked = System.nanoTime() + LOOKED_AT.toNanos();
      while (System.nanoTime() < looked) {
        assertThat(serial(client(old, null), server)).isEqualTo(before);
      }
      key(renewed, "server.key");
      certificate(renewed, "server.pem");
      while (isTrusted(client(old, null), server)) {
        Thread.onSpinWait();
      }
      assertThat(serial(client(renewed, null), server))
          .isEqualTo(((X509Certificate) renewed.getCertificate(ALIAS)).getSerialNumber());
    }
  }

  private static boolean isTrusted(HttpClient client, TestServer server) throws Exception {
    try {
      return version(client, server).statusCode() == 200;
    } catch (SSLHandshakeException e) {
      return false;
    }
  }

  private static BigInteger serial(HttpClient client, TestServer server) throws Exception {
    return ((X509Certificate)
            version(client, server).sslSession().orElseThrow().getPeerCertificates()[0])
        .getSerialNumber();
  }

  @Test
  void clientsOfAnAuthority_areAnswered_andNoOthers() throws Exception {
    KeyStore shown = made("server", "EC");
    KeyStore own = made("client", "EC");
    String authority = certificate(own, "authority.pem").toString();
    try (TestServer server = server(shown, "GATEWAY_TLS_CLIENT_CA", authority)) {
      assertThat(version(client(shown, own), server).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> version(client(shown, null), server))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> version(client(shown, made("stranger", "EC")), server))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void plainText_getsNoAnswer() throws Exception {
    try (TestServer server = server(made("server", "EC"));
        RawClient client = server.connect()) {
      client.request("GET", "/api/version", "Host: localhost");
      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void filesThatCannotBeUsed_areToldInOneSentence() throws Exception {
    KeyStore one = made("one", "EC");
    String good = certificate(one, "one.pem").toString();
    String key = key(one, "one.key").toString();
    String other = key(made("other", "EC"), "other.key").toString();
    String nothing = Files.writeString(folder.resolve("nothing"), "nothing").toString();
    assertRefused("go together; set both.", good, "");
    assertRefused("go together; set both.", "", key);
    assertRefused("which cannot be read.", good + ".none", key);
    assertRefused("names a file without a certificate in PEM.", nothing, key);
    assertRefused("openssl pkcs8 -topk8 -nocrypt -in FILE.", good, nothing);
    assertRefused("is not the key of the certificate in", good, other);
  }

  private static void assertRefused(String sentence, String certificate, String key) {
    assertThatThrownBy(
            () -> new TestServer("GATEWAY_TLS_CERTIFICATE", certificate, "GATEWAY_TLS_KEY", key))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(sentence);
  }
}
