package io.aiportal.ollama.server.tls;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How the listener speaks TLS.
 *
 * @param context its certificate, and the authorities that it knows clients by
 * @param asksClients whether clients must show a certificate
 */
public record ListenerTls(SSLContext context, boolean asksClients) {

  /**
   * As the settings have it; empty where they want none.
   *
   * @throws SettingsException if they cannot be used
   */
  public static Optional<ListenerTls> of(Settings settings) {
    Optional<Path> certificate = settings.get(Key.TLS_CERTIFICATE);
    Optional<Path> key = settings.get(Key.TLS_KEY);
    Optional<Path> authorities = settings.get(Key.TLS_CLIENT_CA);
    if (certificate.isEmpty() || key.isEmpty()) {
      if (certificate.isPresent() || key.isPresent() || authorities.isPresent()) {
        throw new SettingsException(
            Key.TLS_CERTIFICATE.named()
                + " and "
                + Key.TLS_KEY.named()
                + " go together; set both.");
      }
      return Optional.empty();
    }
    ListenerCertificate.Files files =
        new ListenerCertificate.Files(
            certificate.get(), key.get(), Key.TLS_CERTIFICATE.named(), Key.TLS_KEY.named());
    return Optional.of(of(new RenewedKeyManager(files), authorities.orElse(null)));
  }

  private static ListenerTls of(RenewedKeyManager shown, @Nullable Path authorities) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {shown}, authorities == null ? null : trusting(authorities), null);
      return new ListenerTls(context, authorities != null);
    } catch (GeneralSecurityException | IOException e) {
      throw new SettingsException("TLS cannot be used here: " + e.getMessage() + ".");
    }
  }

  private static TrustManager[] trusting(Path authorities)
      throws GeneralSecurityException, IOException {
    String setting = Key.TLS_CLIENT_CA.named();
    KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    int number = 0;
    for (X509Certificate one : Pem.certificates(Pem.read(authorities, setting), setting)) {
      known.setCertificateEntry("authority-" + number++, one);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(known);
    return factory.getTrustManagers();
  }
}
