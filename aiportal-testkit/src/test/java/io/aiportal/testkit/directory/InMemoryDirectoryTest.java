package io.aiportal.testkit.directory;

import static io.aiportal.testkit.directory.PortalDirectory.PASSWORD;
import static io.aiportal.testkit.directory.PortalDirectory.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps by which a portal lets people in, asked as it does. */
class InMemoryDirectoryTest {

  private InMemoryDirectory directory;

  @BeforeEach
  void start() {
    directory = InMemoryDirectory.start();
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private LDAPConnection connect() throws LDAPException {
    URI url = directory.ldapUrl();
    return new LDAPConnection(url.getHost(), url.getPort());
  }

  /** What Open WebUI looks for, with the filter that its guide for Active Directory has. */
  private List<SearchResultEntry> find(String login) throws LDAPException {
    try (LDAPConnection connection = connect()) {
      connection.bind(PortalDirectory.BIND_DN, PASSWORD);
      return connection
          .search(
              PortalDirectory.BASE_DN,
              SearchScope.SUB,
              "(&(sAMAccountName=" + login + ")" + PortalDirectory.MAY_SIGN_IN + ")")
          .getSearchEntries();
    }
  }

  private LDAPException refusal(String name, String password) throws LDAPException {
    try (LDAPConnection connection = connect()) {
      return catchThrowableOfType(LDAPException.class, () -> connection.bind(name, password));
    }
  }

  private void assertLetIn(String name, String password) throws LDAPException {
    assertThat(refusal(name, password)).as("refusal of " + name).isNull();
  }

  @ParameterizedTest
  @CsvSource({"ada, Ada Lovelace, AI-Portal-Users", "GRACE, Grace Hopper, AI-Portal-Researchers"})
  void members_areFound_byWayOfAnotherGroupToo(String login, String name, String group)
      throws LDAPException {
    SearchResultEntry found = find(login).get(0);
    assertThat(found.getAttributeValue("cn")).isEqualTo(name);
    assertThat(found.getAttributeValue("mail")).isEqualToIgnoringCase(login + "@portal.test");
    assertThat(found.getAttributeValues("memberOf"))
        .containsExactly("CN=" + group + "," + PortalDirectory.BASE_DN);
    assertThat(found.hasAttribute("userPassword")).isFalse();
    assertLetIn(found.getDN(), PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alan", "mallory", "nobody", "*)(cn=*"})
  void othersAreNotFound(String login) throws LDAPException {
    assertThat(find(com.unboundid.ldap.sdk.Filter.encodeValue(login))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@portal.test",
        "PORTAL\\ada",
        "CN=Ada Lovelace,OU=Portal,DC=portal,DC=test",
        "cn=ada lovelace, ou=portal, dc=portal, dc=test"
      })
  void everyKindOfName_binds(String name) throws LDAPException {
    assertLetIn(name, PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({
    "ada@portal.test, wrong, 52e",
    "alan@portal.test, Pa55-of-the-portal, 533",
    "alan@portal.test, wrong, 52e",
    "nobody@portal.test, Pa55-of-the-portal, 525",
  })
  void refusals_haveTheCodesOfActiveDirectory(String name, String password, String data)
      throws LDAPException {
    LDAPException refusal = refusal(name, password);
    assertThat(refusal.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
    assertThat(refusal.getDiagnosticMessage()).contains(", data " + data + ",");
  }

  @Test
  void nameWithoutPassword_isLetIn_asNobody() throws LDAPException {
    try (LDAPConnection connection = connect()) {
      connection.getConnectionOptions().setBindWithDNRequiresPassword(false);
      connection.bind("ada@portal.test", "");
      assertThatThrownBy(
              () -> connection.search(PortalDirectory.BASE_DN, SearchScope.SUB, "(cn=*)"))
          .isInstanceOf(LDAPException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(member:1.2.840.113556.1.4.1941:=cn=grace hopper, OU=Portal,DC=portal,DC=test)"
            + " ; AI-Portal-Researchers, AI-Portal-Users",
        "(memberOf:1.2.840.113556.1.4.1941:=cn=ai-portal-users, OU=Portal,DC=portal,DC=test)"
            + " ; Ada Lovelace, Alan Turing, AI-Portal-Researchers, Grace Hopper",
        "(userAccountControl:1.2.840.113556.1.4.803:=514) ; Alan Turing",
        "(|(member=nobody)(!(objectClass=user))) ; , AI-Portal-Users, AI-Portal-Researchers",
      })
  void rulesOfActiveDirectory_match(String filter, String names) throws LDAPException {
    try (LDAPConnection connection = connect()) {
      connection.bind(PortalDirectory.BIND_DN, PASSWORD);
      List<String> found =
          connection
              .search(PortalDirectory.BASE_DN, SearchScope.SUB, filter)
              .getSearchEntries()
              .stream()
              .map(entry -> entry.hasAttribute("cn") ? entry.getAttributeValue("cn") : "")
              .toList();
      assertThat(found).containsExactlyInAnyOrder(names.split(", ?"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(groupType:1.2.840.113556.1.4.803:=2147483648)",
        "(userAccountControl:1.2.840.113556.1.4.803:=many)"
      })
  void rulesThatItDoesNotHave_areRefused(String filter) throws LDAPException {
    try (LDAPConnection connection = connect()) {
      connection.bind(PortalDirectory.BIND_DN, PASSWORD);
      assertThatThrownBy(() -> connection.search(PortalDirectory.BASE_DN, SearchScope.SUB, filter))
          .isInstanceOf(LDAPException.class)
          .hasMessageContaining("by the rule 1.2.840.113556.1.4.803");
    }
  }

  @Test
  void nobodyLooksAround_withoutABind_orWritesAtAll() throws LDAPException {
    try (LDAPConnection connection = connect()) {
      assertThatThrownBy(
              () -> connection.search(PortalDirectory.BASE_DN, SearchScope.SUB, "(cn=*)"))
          .isInstanceOf(LDAPException.class);
      connection.bind(PortalDirectory.BIND_DN, PASSWORD);
      assertThatThrownBy(() -> connection.delete("CN=Ada Lovelace," + PortalDirectory.BASE_DN))
          .isInstanceOf(LDAPException.class);
    }
    assertThat(find("ada")).hasSize(1);
  }

  @Test
  void changes_areSeenAtOnce() throws LDAPException {
    directory.addMember(USERS, "mallory");
    assertThat(find("mallory")).hasSize(1);
    directory.removeMember(USERS, "mallory");
    assertThat(find("mallory")).isEmpty();

    directory.removeMember(USERS, "AI-Portal-Researchers");
    assertThat(find("grace")).isEmpty();

    directory.enable("alan");
    assertThat(find("alan")).hasSize(1);

    directory.setPassword("ada", "another");
    assertLetIn("ada@portal.test", "another");
    assertThat(refusal("ada@portal.test", PASSWORD)).hasMessageContaining("data 52e");

    directory.addPerson("mary", "Mary, \"the\" Somerville");
    directory.addGroup("Astronomers");
    directory.addMember("Astronomers", "mary");
    directory.addMember("AI-Portal-Users", "astronomers");
    assertThat(find("mary")).hasSize(1);
    assertLetIn("mary@portal.test", PASSWORD);
  }

  @Test
  void groupsInACircle_haveAnEnd() throws LDAPException {
    directory.addMember("AI-Portal-Researchers", USERS);
    assertThat(find("grace")).hasSize(1);
    assertThat(find("mallory")).isEmpty();
  }

  @Test
  void whatIsNotThere_isToldByName() {
    assertThatThrownBy(() -> directory.addMember("Nobodies", "ada"))
        .hasMessage("There is no group called Nobodies.");
    assertThatThrownBy(() -> directory.addMember(USERS, "eve"))
        .hasMessage("There is no person or group called eve.");
    assertThatThrownBy(() -> directory.disable("eve")).hasMessage("There is nobody called eve.");
    assertThatThrownBy(() -> directory.addPerson("Ada", "Another Ada"))
        .hasMessage("There is a person or group called Ada already.");
  }

  @Test
  void tls_isOfItsOwnAuthority_andForItsNames() throws Exception {
    SSLContext trusting = trusting(directory.certificateAuthority());
    URI url = directory.ldapsUrl();
    try (LDAPConnection connection =
        new LDAPConnection(trusting.getSocketFactory(), url.getHost(), url.getPort())) {
      connection.bind("ada@portal.test", PASSWORD);
      assertThat(connection.isConnected()).isTrue();
    }
    try (LDAPConnection connection = connect()) {
      connection.processExtendedOperation(new StartTLSExtendedRequest(trusting));
      connection.bind("ada@portal.test", PASSWORD);
    }
    try (InMemoryDirectory other = InMemoryDirectory.start()) {
      SSLContext foreign = trusting(other.certificateAuthority());
      assertThatThrownBy(
              () ->
                  new LDAPConnection(foreign.getSocketFactory(), url.getHost(), url.getPort())
                      .bind("ada@portal.test", PASSWORD))
          .isInstanceOf(LDAPException.class);
    }
  }

  private static SSLContext trusting(String authority) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
