package io.aiportal.testkit.directory;

import static java.util.Objects.requireNonNull;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.util.ObjectPair;
import com.unboundid.util.ssl.cert.CertException;
import com.unboundid.util.ssl.cert.PublicKeyAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.SubjectAlternativeNameExtension;
import com.unboundid.util.ssl.cert.X509Certificate;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key and a certificate that is its own authority, made for one directory. */
final class ServerCertificate {

  private static final List<String> NAMES =
      List.of("localhost", "host.docker.internal", "dc1.portal.test");
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  // The kinds of names that RFC 5280 has.
  private static final byte DNS_NAME = (byte) 0x82;
  private static final byte IP_ADDRESS = (byte) 0x87;

  private static final Duration VALID = Duration.ofDays(30);
  private static final Duration OTHERS_CLOCKS = Duration.ofDays(1);
  private static final int KEY_BITS = 2048;

  private final SSLContext context;
  private final String pem;

  private ServerCertificate(SSLContext context, String pem) {
    this.context = context;
    this.pem = pem;
  }

  static ServerCertificate make() {
    try {
      long now = System.currentTimeMillis();
      ObjectPair<X509Certificate, KeyPair> made =
          X509Certificate.generateSelfSignedCertificate(
              SignatureAlgorithmIdentifier.SHA_256_WITH_RSA,
              PublicKeyAlgorithmIdentifier.RSA,
              KEY_BITS,
              new DN(new RDN("CN", "Portal test directory")),
              now - OTHERS_CLOCKS.toMillis(),
              now + VALID.toMillis(),
              names());
      X509Certificate certificate = requireNonNull(made.getFirst());
      return new ServerCertificate(
          context(certificate.toCertificate(), requireNonNull(made.getSecond())),
          certificate.toPEMString());
    } catch (CertException | GeneralSecurityException | IOException e) {
      throw new IllegalStateException("No certificate can be made: " + e.getMessage(), e);
    }
  }

  private static X509CertificateExtension names() {
    List<ASN1Element> names = new ArrayList<>();
    NAMES.forEach(name -> names.add(new ASN1OctetString(DNS_NAME, name)));
    names.add(new ASN1OctetString(IP_ADDRESS, LOOPBACK));
    return new X509CertificateExtension(
        SubjectAlternativeNameExtension.SUBJECT_ALTERNATIVE_NAME_OID,
        false,
        new ASN1Sequence(names).encode());
  }

  private static SSLContext context(Certificate certificate, KeyPair key)
      throws GeneralSecurityException, IOException {
    char[] password = {};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry("directory", key.getPrivate(), password, new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  SSLContext context() {
    return context;
  }

  String pem() {
    return pem;
  }
}
