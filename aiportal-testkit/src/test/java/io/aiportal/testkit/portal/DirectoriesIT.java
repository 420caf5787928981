package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import io.aiportal.testkit.directory.InMemoryDirectory;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenWebUIClient.RefusedException;
import java.io.File;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Container.ExecResult;

/** The directory in this JVM answers what the one in a container does, and takes its place. */
@Tag("docker")
@Needs(
    value = "Docker with the directory's image that images/build makes",
    check = {"docker", "image", "inspect", "aiportal/directory:local"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
class DirectoriesIT {

  private static final Pattern CODE = Pattern.compile("data (\\w+)");

  private static final int KERBEROS_PORT = 88;

  @TempDir private static Path folder;

  private static DirectoryContainer container;
  private static InMemoryDirectory inMemory;

  @BeforeAll
  static void start() throws Exception {
    inMemory = InMemoryDirectory.start(InetAddress.getByName("0.0.0.0"));
    container = new DirectoryContainer();
    container.addExposedPorts(KERBEROS_PORT);
    container.start();
    Files.writeString(folder.resolve("container"), container.getCertificateAuthority());
    Files.writeString(folder.resolve("memory"), inMemory.certificateAuthority());
  }

  @AfterAll
  static void close() {
    inMemory.close();
    container.close();
  }

  private static LDAPConnection toContainer() throws Exception {
    return connect(container.getLdapsUrl(), folder.resolve("container").toFile());
  }

  private static LDAPConnection toMemory() throws Exception {
    return connect(inMemory.ldapsUrl(), folder.resolve("memory").toFile());
  }

  private static LDAPConnection connect(URI url, File authority) throws Exception {
    SSLUtil tls = new SSLUtil(new PEMFileTrustManager(authority));
    return new LDAPConnection(tls.createSSLSocketFactory(), url.getHost(), url.getPort());
  }

  /** The result of a bind: its number, and the code that Active Directory adds. */
  private static String bind(LDAPConnection connection, String name, String password) {
    try (connection) {
      LDAPException refusal =
          catchThrowableOfType(LDAPException.class, () -> connection.bind(name, password));
      if (refusal == null) {
        return "welcome";
      }
      Matcher code = CODE.matcher(String.valueOf(refusal.getDiagnosticMessage()));
      return refusal.getResultCode().intValue() + " " + (code.find() ? code.group(1) : "");
    }
  }

  private static List<String> find(LDAPConnection connection, String filter) throws Exception {
    try (connection) {
      connection.bind(PortalDirectory.BIND_DN, PortalDirectory.PASSWORD);
      return connection
          .search(
              PortalDirectory.BASE_DN,
              SearchScope.SUB,
              filter,
              "cn",
              "mail",
              "sAMAccountName",
              "memberOf",
              "userAccountControl")
          .getSearchEntries()
          .stream()
          .map(DirectoriesIT::told)
          .sorted()
          .toList();
    }
  }

  private static String told(SearchResultEntry entry) {
    return entry.getAttributes().stream()
        .map(attribute -> attribute.getName() + List.of(attribute.getValues()))
        .sorted()
        .toList()
        .toString();
  }

  @ParameterizedTest
  @CsvSource({
    "ada@portal.test, Pa55-of-the-portal, welcome",
    "PORTAL\\grace, Pa55-of-the-portal, welcome",
    "'CN=Ada Lovelace,OU=Portal,DC=portal,DC=test', Pa55-of-the-portal, welcome",
    "ada@portal.test, wrong, 49 52e",
    "alan@portal.test, Pa55-of-the-portal, 49 533",
  })
  void bind_isAnsweredTheSame(String name, String password, String answer) throws Exception {
    assertThat(bind(toContainer(), name, password)).isEqualTo(answer);
    assertThat(bind(toMemory(), name, password)).isEqualTo(answer);
  }

  @Test
  void bind_ofNobody_isTheOneDifference() throws Exception {
    assertThat(bind(toMemory(), "nobody@portal.test", "x")).as("Windows' own").isEqualTo("49 525");
    assertThat(bind(toContainer(), "nobody@portal.test", "x")).as("Samba's").isEqualTo("49 52e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PortalDirectory.MAY_SIGN_IN,
        "(sAMAccountName=GRACE)",
        "(&(objectClass=user)(userAccountControl:1.2.840.113556.1.4.803:=2))",
        "(objectClass=group)",
        "(mail=mallory@portal.test)",
        "(cn=nobody)"
      })
  void search_findsTheSame(String filter) throws Exception {
    assertThat(find(toMemory(), filter)).isEqualTo(find(toContainer(), filter));
  }

  @Test
  void container_givesTicketsOfKerberos() throws Exception {
    Path settings = folder.resolve("krb5.conf");
    Files.writeString(
        settings,
        """
        [libdefaults]
        default_realm = PORTAL.TEST
        udp_preference_limit = 1
        [realms]
        PORTAL.TEST = {
          kdc = %s:%d
        }
        """
            .formatted(container.getHost(), container.getMappedPort(KERBEROS_PORT)));
    System.setProperty("java.security.krb5.conf", settings.toString());
    try {
      Subject ada = signInByKerberos(PortalDirectory.PASSWORD);
      assertThat(ada.getPrincipals())
          .extracting(Principal::getName)
          .containsExactly("ada@PORTAL.TEST");
      assertThat(ada.getPrivateCredentials(KerberosTicket.class))
          .extracting(ticket -> ticket.getServer().getName())
          .containsExactly("krbtgt/PORTAL.TEST@PORTAL.TEST");
      assertThatThrownBy(() -> signInByKerberos("wrong"))
          .isInstanceOf(LoginException.class)
          .hasMessageContaining("Pre-authentication information was invalid");
    } finally {
      System.clearProperty("java.security.krb5.conf");
    }
  }

  private static Subject signInByKerberos(String password) throws LoginException {
    Configuration kerberos =
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
              new AppConfigurationEntry(
                  "com.sun.security.auth.module.Krb5LoginModule",
                  AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                  Map.of("refreshKrb5Config", "true"))
            };
          }
        };
    CallbackHandler answers =
        callbacks -> {
          for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
              name.setName("ada");
            } else if (callback instanceof PasswordCallback secret) {
              secret.setPassword(password.toCharArray());
            }
          }
        };
    LoginContext context = new LoginContext("directory", new Subject(), answers, kerberos);
    context.login();
    return context.getSubject();
  }

  @ParameterizedTest
  @CsvSource({
    "_ldap._tcp.portal.test, 389 dc1.portal.test.",
    "_kerberos._tcp.portal.test, 88 dc1.portal.test."
  })
  void container_tellsByDnsWhoServesTheDomain(String name, String answer) throws Exception {
    String ask =
        """
        import sys, dns.resolver
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        print(*resolver.resolve(sys.argv[1], "SRV"))
        """;
    ExecResult told = container.execInContainer("python3", "-c", ask, name);
    assertThat(told.getStdout()).as(told.getStderr()).contains(answer);
  }

  @Test
  void openWebUI_takesTheDirectoryInThisJvm() {
    try (OpenWebUIContainer page =
        new OpenWebUIContainer()
            .withDirectory(
                "host.docker.internal",
                inMemory.ldapsUrl().getPort(),
                inMemory.certificateAuthority())) {
      page.start();
      assertThat(
              OpenWebUIClient.signInWithDirectory(page.getUrl(), "ada", PortalDirectory.PASSWORD)
                  .account()
                  .path("name")
                  .asText())
          .isEqualTo("Ada Lovelace");
      assertThat(
              catchThrowableOfType(
                  RefusedException.class,
                  () ->
                      OpenWebUIClient.signInWithDirectory(
                          page.getUrl(), "mallory", PortalDirectory.PASSWORD)))
          .hasMessageContaining("User not found in the LDAP server");
    }
  }
}
