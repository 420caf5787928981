package io.aiportal.testkit.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.OperationType;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A directory in this JVM that answers as Active Directory does to a portal that lets people in,
 * for tests that need no container.
 *
 * <p>It takes simple binds by distinguished name, {@code ada@portal.test} and {@code PORTAL\ada},
 * refuses others with the codes of Active Directory, knows who is in a group by way of another
 * (matching rule 1.2.840.113556.1.4.1941) and which accounts are disabled (1.2.840.113556.1.4.803),
 * and speaks LDAP, StartTLS and LDAPS with a certificate of its own. Kerberos, DNS, referrals and
 * the global catalogue are a domain controller's, and missing.
 *
 * <p>At first everybody in it has the {@link PortalDirectory#PASSWORD}. {@code ada} is in the group
 * {@link PortalDirectory#USERS}, {@code grace} is because her group {@code AI-Portal-Researchers}
 * is in it, {@code alan} is and his account is disabled, {@code mallory} is not.
 */
public final class InMemoryDirectory implements AutoCloseable {

  private static final String RESEARCHERS = "AI-Portal-Researchers";

  private final InMemoryDirectoryServer server;
  private final Accounts accounts;
  private final ServerCertificate certificate;

  private InMemoryDirectory(
      InMemoryDirectoryServer server, Accounts accounts, ServerCertificate certificate) {
    this.server = server;
    this.accounts = accounts;
    this.certificate = certificate;
  }

  /** Starts one on free ports of this machine's loopback, with four people and two groups in it. */
  public static InMemoryDirectory start() {
    return start(InetAddress.getLoopbackAddress());
  }

  /**
   * Starts one that listens elsewhere than on the loopback.
   *
   * @param address one of this machine's, or {@code 0.0.0.0} for all, as containers need it
   */
  public static InMemoryDirectory start(InetAddress address) {
    try {
      ServerCertificate certificate = ServerCertificate.make();
      Accounts accounts = new Accounts();
      InMemoryDirectory directory =
          new InMemoryDirectory(server(accounts, certificate, address), accounts, certificate);
      directory.addUnits();
      directory.addPeople();
      directory.server.startListening();
      return directory;
    } catch (LDAPException e) {
      throw new IllegalStateException("The directory does not start: " + e.getMessage(), e);
    }
  }

  private static InMemoryDirectoryServer server(
      Accounts accounts, ServerCertificate certificate, InetAddress address) throws LDAPException {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(Accounts.DOMAIN);
    // Attributes of Active Directory are in no standard.
    config.setSchema(null);
    config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH, OperationType.COMPARE);
    config.setAllowedOperationTypes(
        OperationType.BIND,
        OperationType.SEARCH,
        OperationType.COMPARE,
        OperationType.EXTENDED,
        OperationType.UNBIND,
        OperationType.ABANDON);
    config.addInMemoryOperationInterceptor(new ActiveDirectoryBehaviour(accounts));
    SSLContext tls = certificate.context();
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig("ldap", address, 0, tls.getSocketFactory()),
        InMemoryListenerConfig.createLDAPSConfig(
            "ldaps", address, 0, tls.getServerSocketFactory(), null));
    return new InMemoryDirectoryServer(config);
  }

  private void addUnits() throws LDAPException {
    server.add(new Entry(Accounts.DOMAIN, new Attribute("objectClass", "top", "domainDNS")));
    for (String unit : List.of(PortalDirectory.BASE_DN, PortalDirectory.SERVICE_DN)) {
      server.add(new Entry(unit, new Attribute("objectClass", "top", "organizationalUnit")));
    }
  }

  private void addPeople() {
    accounts.addPerson("service", "Service Account", PortalDirectory.SERVICE_DN);
    addPerson("ada", "Ada Lovelace");
    addPerson("grace", "Grace Hopper");
    addPerson("alan", "Alan Turing");
    addPerson("mallory", "Mallory Outside");
    addGroup(PortalDirectory.USERS);
    addGroup(RESEARCHERS);
    addMember(PortalDirectory.USERS, "ada");
    addMember(PortalDirectory.USERS, "alan");
    addMember(PortalDirectory.USERS, RESEARCHERS);
    addMember(RESEARCHERS, "grace");
    disable("alan");
  }

  /**
   * Adds somebody with the {@link PortalDirectory#PASSWORD} and the address {@code
   * login@portal.test}.
   *
   * @param login the {@code sAMAccountName}
   * @param name the common name, such as {@code Ada Lovelace}
   * @throws IllegalArgumentException if there is a person or group of that name
   */
  public void addPerson(String login, String name) {
    change(() -> accounts.addPerson(login, name, PortalDirectory.BASE_DN));
  }

  /**
   * Adds a group without members.
   *
   * @throws IllegalArgumentException if there is a person or group of that name
   */
  public void addGroup(String group) {
    change(() -> accounts.addGroup(group, PortalDirectory.BASE_DN));
  }

  /**
   * Puts somebody, or a whole group, into a group.
   *
   * @param group its name
   * @param member a person's login, or another group's name
   * @throws IllegalArgumentException if there is no such group or member
   */
  public void addMember(String group, String member) {
    change(() -> accounts.addMember(group, member));
  }

  /**
   * Takes somebody, or a whole group, out of a group; nothing happens if they are not in it.
   *
   * @throws IllegalArgumentException if there is no such group or member
   */
  public void removeMember(String group, String member) {
    change(() -> accounts.removeMember(group, member));
  }

  /**
   * Disables an account: it is refused from now on, with data 533.
   *
   * @throws IllegalArgumentException if there is nobody with that login
   */
  public void disable(String login) {
    change(() -> accounts.setDisabled(login, true));
  }

  /**
   * Enables an account again.
   *
   * @throws IllegalArgumentException if there is nobody with that login
   */
  public void enable(String login) {
    change(() -> accounts.setDisabled(login, false));
  }

  /**
   * Gives somebody another password.
   *
   * @throws IllegalArgumentException if there is nobody with that login
   */
  public void setPassword(String login, String password) {
    change(() -> accounts.setPassword(login, password));
  }

  /** Every entry follows by itself: nobody meets a directory that is half of it. */
  private synchronized void change(Runnable how) {
    how.run();
    try {
      for (Entry entry : accounts.entries()) {
        Entry old = server.getEntry(entry.getDN());
        if (old == null) {
          server.add(entry);
        } else {
          List<Modification> changes = Entry.diff(old, entry, true);
          if (!changes.isEmpty()) {
            server.modify(entry.getDN(), changes);
          }
        }
      }
    } catch (LDAPException e) {
      throw new IllegalStateException("The directory does not take it: " + e.getMessage(), e);
    }
  }

  /** Where it answers without encryption, and with StartTLS. */
  public URI ldapUrl() {
    return URI.create("ldap://localhost:" + server.getListenPort("ldap"));
  }

  /** Where it answers with TLS. */
  public URI ldapsUrl() {
    return URI.create("ldaps://localhost:" + server.getListenPort("ldaps"));
  }

  /**
   * The certificate, as PEM, by which clients know it; made anew for each directory.
   *
   * <p>It is for {@code localhost}, {@code 127.0.0.1}, {@code host.docker.internal} and {@code
   * dc1.portal.test}.
   */
  public String certificateAuthority() {
    return certificate.pem();
  }

  /** Ends it, with every connection to it. */
  @Override
  public void close() {
    server.shutDown(true);
  }
}
