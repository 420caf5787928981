package io.aiportal.ollama.server.tls;

import io.aiportal.ollama.server.settings.SettingsException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * What the listener shows.
 *
 * @param chain the certificate and those behind it
 * @param key the private key of the certificate
 */
record ListenerCertificate(List<X509Certificate> chain, PrivateKey key) {

  /** Where it is read from. */
  record Files(Path certificate, Path key, String certificateSetting, String keySetting) {

    /** What they hold now, to tell whether that has changed. */
    Content read() {
      return new Content(
          Pem.read(certificate, certificateSetting), Pem.read(key, keySetting), this);
    }
  }

  /** What both files hold. */
  record Content(byte[] certificate, byte[] key, Files files) {

    boolean isSameAs(Content other) {
      return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
    }

    /**
     * Reads it.
     *
     * @throws SettingsException if it cannot be used
     */
    ListenerCertificate parsed() {
      List<X509Certificate> chain = Pem.certificates(certificate, files.certificateSetting);
      PrivateKey own = Pem.privateKey(key, files.keySetting);
      if (!belongTogether(chain.get(0), own)) {
        throw new SettingsException(
            files.keySetting
                + " is not the key of the certificate in "
                + files.certificateSetting
                + '.');
      }
      return new ListenerCertificate(chain, own);
    }
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] anything = {1, 2, 3};
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(anything);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(anything);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
