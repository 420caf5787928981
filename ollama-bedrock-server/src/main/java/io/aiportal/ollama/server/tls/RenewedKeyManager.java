package io.aiportal.ollama.server.tls;

import io.aiportal.ollama.server.settings.SettingsException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows a certificate, and the one that took its place when its files have changed. Files that
 * cannot be used change nothing.
 */
final class RenewedKeyManager extends X509ExtendedKeyManager {

  private static final System.Logger LOG = System.getLogger(RenewedKeyManager.class.getName());

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ListenerCertificate.Files files;
  private final AtomicLong number = new AtomicLong();
  private final AtomicLong looked = new AtomicLong(System.nanoTime());

  private volatile ListenerCertificate.Content content;
  private volatile Shown shown;

  /**
   * A certificate under its alias, so that a handshake never mixes two.
   *
   * @param alias of this one alone
   * @param before what was shown before, for handshakes under way; null for the first
   */
  private record Shown(String alias, ListenerCertificate certificate, @Nullable Shown before) {

    ListenerCertificate of(String wanted) {
      Shown old = before;
      return old != null && old.alias.equals(wanted) ? old.certificate : certificate;
    }
  }

  /**
   * Shows what is in these files.
   *
   * @throws SettingsException if it cannot be used
   */
  RenewedKeyManager(ListenerCertificate.Files files) {
    this.files = files;
    this.content = files.read();
    this.shown = new Shown("gateway-0", content.parsed(), null);
  }

  /** The algorithm of the key, such as {@code EC}. */
  private String keyType() {
    return shown.certificate.key().getAlgorithm();
  }

  private void look() {
    long now = System.nanoTime();
    long before = looked.get();
    if (now - before > LOOK_NANOS && looked.compareAndSet(before, now)) {
      renew();
    }
  }

  /** Takes over what the files hold now. */
  void renew() {
    try {
      ListenerCertificate.Content found = files.read();
      if (!found.isSameAs(content)) {
        content = found;
        ListenerCertificate certificate = found.parsed();
        Shown before = new Shown(shown.alias, shown.certificate, null);
        shown = new Shown("gateway-" + number.incrementAndGet(), certificate, before);
        LOG.log(
            Level.INFO,
            "The certificate was read again; it is good until {0}.",
            certificate.chain().get(0).getNotAfter().toInstant());
      }
    } catch (SettingsException e) {
      LOG.log(Level.WARNING, "The certificate stays as it was: {0}", e.getMessage());
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    look();
    return keyType.equals(keyType()) ? shown.alias : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return keyType.equals(keyType()) ? shown.alias : null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return keyType.equals(keyType()) ? new String[] {shown.alias} : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return shown.of(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return shown.of(alias).key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
