package io.aiportal.ollama.server.tls;

import io.aiportal.ollama.server.settings.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files. */
final class Pem {

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /**
   * The certificates in a file, in its order; at least one.
   *
   * @param setting what names the file, as a sentence has it
   */
  static List<X509Certificate> certificates(byte[] content, String setting) {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!all.isEmpty()) {
        return all;
      }
    } catch (CertificateException e) {
      // Told below.
    }
    throw new SettingsException(setting + " names a file without a certificate in PEM.");
  }

  /**
   * The private key in a file.
   *
   * @param setting what names the file, as a sentence has it
   */
  static PrivateKey privateKey(byte[] content, String setting) {
    Matcher found = PRIVATE_KEY.matcher(new String(content, StandardCharsets.ISO_8859_1));
    if (found.find()) {
      for (String algorithm : ALGORITHMS) {
        try {
          byte[] key = Base64.getMimeDecoder().decode(found.group(1));
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          // It is of another one, or of none.
        }
      }
    }
    throw new SettingsException(
        setting
            + " names a file without a private key in PKCS#8 that is not encrypted; make one with"
            + " openssl pkcs8 -topk8 -nocrypt -in FILE.");
  }

  /**
   * The bytes of a file.
   *
   * @param setting what names the file, as a sentence has it
   */
  static byte[] read(Path file, String setting) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new SettingsException(setting + " names the file " + file + ", which cannot be read.");
    }
  }
}
