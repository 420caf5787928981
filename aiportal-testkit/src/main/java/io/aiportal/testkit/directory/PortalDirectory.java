package io.aiportal.testkit.directory;

/** What is in the directories that the test kit starts, in this JVM and in a container. */
public final class PortalDirectory {

  /** Where its people and groups are. */
  public static final String BASE_DN = "OU=Portal,DC=portal,DC=test";

  static final String SERVICE_DN = "OU=Service,DC=portal,DC=test";

  /** The account that may look others up. */
  public static final String BIND_DN = "CN=Service Account," + SERVICE_DN;

  /** The group of those who may use the portal. */
  public static final String USERS = "AI-Portal-Users";

  /** At first the password of everybody in it, and of the account that may look others up. */
  public static final String PASSWORD = "Pa55-of-the-portal";

  /**
   * The filter for those who may use the portal: people whose account is enabled, and who are in
   * {@link #USERS} or in a group of that group.
   */
  public static final String MAY_SIGN_IN =
      "(&(objectCategory=person)(objectClass=user)"
          + "(!(userAccountControl:1.2.840.113556.1.4.803:=2))"
          + "(memberOf:1.2.840.113556.1.4.1941:=CN="
          + USERS
          + ","
          + BASE_DN
          + "))";

  private PortalDirectory() {}
}
