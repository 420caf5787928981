package io.aiportal.testkit.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The people and groups of a directory: who is who, and who is in what. */
final class Accounts {

  static final String DOMAIN = "DC=portal,DC=test";

  private static final String REALM = "portal.test";
  private static final String SHORT_DOMAIN = "PORTAL";

  // Flags of userAccountControl.
  private static final int NORMAL_ACCOUNT = 512;
  private static final int DISABLED = 2;

  /** Somebody who can log in. */
  record Person(String login, String name, String dn, String password, boolean disabled) {

    private Person withPassword(String other) {
      return new Person(login, name, dn, other, disabled);
    }

    private Person withDisabled(boolean other) {
      return new Person(login, name, dn, password, other);
    }

    private int flags() {
      return disabled ? NORMAL_ACCOUNT | DISABLED : NORMAL_ACCOUNT;
    }

    private boolean bindsAs(String name) {
      return name.equalsIgnoreCase(login + "@" + REALM)
          || name.equalsIgnoreCase(SHORT_DOMAIN + "\\" + login)
          || isSame(name, dn);
    }

    private Entry entry(List<String> groups) {
      Entry entry =
          new Entry(
              dn,
              new Attribute("objectClass", "top", "person", "organizationalPerson", "user"),
              new Attribute("objectCategory", "person"),
              new Attribute("cn", name),
              new Attribute("displayName", name),
              new Attribute("sAMAccountName", login),
              new Attribute("userPrincipalName", login + "@" + REALM),
              new Attribute("mail", login + "@" + REALM),
              new Attribute("userPassword", password),
              new Attribute("userAccountControl", Integer.toString(flags())));
      return withGroups(entry, groups);
    }
  }

  /** A group, and the distinguished names of those who are in it. */
  private record Group(String name, String dn, Set<String> members) {

    private Entry entry(List<String> groups) {
      Entry entry =
          new Entry(
              dn,
              new Attribute("objectClass", "top", "group"),
              new Attribute("objectCategory", "group"),
              new Attribute("cn", name),
              new Attribute("sAMAccountName", name));
      if (!members.isEmpty()) {
        entry.addAttribute(new Attribute("member", members));
      }
      return withGroups(entry, groups);
    }
  }

  // Guarded by this; by name in lower case.
  private final Map<String, Person> people = new LinkedHashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();

  synchronized void addPerson(String login, String name, String place) {
    refuseTaken(login);
    String dn = dn(name, place);
    people.put(key(login), new Person(login, name, dn, PortalDirectory.PASSWORD, false));
  }

  synchronized void addGroup(String name, String place) {
    refuseTaken(name);
    groups.put(key(name), new Group(name, dn(name, place), new LinkedHashSet<>()));
  }

  synchronized void addMember(String group, String member) {
    group(group).members().add(dnOf(member));
  }

  synchronized void removeMember(String group, String member) {
    group(group).members().remove(dnOf(member));
  }

  synchronized void setPassword(String login, String password) {
    change(login, person -> person.withPassword(password));
  }

  synchronized void setDisabled(String login, boolean disabled) {
    change(login, person -> person.withDisabled(disabled));
  }

  private void change(String login, UnaryOperator<Person> how) {
    if (people.computeIfPresent(key(login), (key, person) -> how.apply(person)) == null) {
      throw new IllegalArgumentException("There is nobody called " + login + ".");
    }
  }

  /** Who binds by this name: distinguished, {@code login@portal.test} or {@code PORTAL\login}. */
  synchronized Optional<Person> whoBindsAs(String name) {
    return people.values().stream().filter(person -> person.bindsAs(name)).findFirst();
  }

  /** A group and the groups in it, however many lie between; distinguished names. */
  synchronized Set<String> groupsWithin(String dn) {
    return grown(dn, (found, group) -> found.contains(group.dn()), Group::members);
  }

  /** Somebody and the groups that they are in, however many lie between; distinguished names. */
  synchronized Set<String> groupsAround(String dn) {
    return grown(
        dn,
        (found, group) -> !Collections.disjoint(found, group.members()),
        group -> Set.of(group.dn()));
  }

  /** What begins with one name, and has more of every group that it touches. */
  private Set<String> grown(
      String dn, BiPredicate<Set<String>, Group> touches, Function<Group, Set<String>> more) {
    Set<String> found = new LinkedHashSet<>(List.of(asKnown(dn)));
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Group group : groups.values()) {
        if (touches.test(found, group)) {
          grows |= found.addAll(more.apply(group));
        }
      }
    }
    return found;
  }

  private String asKnown(String dn) {
    return Stream.concat(
            people.values().stream().map(Person::dn), groups.values().stream().map(Group::dn))
        .filter(known -> isSame(known, dn))
        .findFirst()
        .orElse(dn);
  }

  /** Names are written with and without blanks, in capitals and not. */
  private static boolean isSame(String dn, String other) {
    try {
      return DN.equals(dn, other);
    } catch (LDAPException e) {
      return false; // one of them is no distinguished name
    }
  }

  /** The values of userAccountControl that there are. */
  synchronized Stream<Integer> flags() {
    return people.values().stream().map(Person::flags).distinct().toList().stream();
  }

  /** What the directory shows of everybody. */
  synchronized List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    people.values().forEach(person -> entries.add(person.entry(groupsOf(person.dn()))));
    groups.values().forEach(group -> entries.add(group.entry(groupsOf(group.dn()))));
    return entries;
  }

  private List<String> groupsOf(String dn) {
    return groups.values().stream()
        .filter(group -> group.members().contains(dn))
        .map(Group::dn)
        .toList();
  }

  private static Entry withGroups(Entry entry, List<String> groups) {
    if (!groups.isEmpty()) {
      entry.addAttribute(new Attribute("memberOf", groups));
    }
    return entry;
  }

  private Group group(String name) {
    Group group = groups.get(key(name));
    if (group == null) {
      throw new IllegalArgumentException("There is no group called " + name + ".");
    }
    return group;
  }

  private String dnOf(String member) {
    Person person = people.get(key(member));
    if (person != null) {
      return person.dn();
    }
    Group group = groups.get(key(member));
    if (group != null) {
      return group.dn();
    }
    throw new IllegalArgumentException("There is no person or group called " + member + ".");
  }

  private void refuseTaken(String name) {
    if (people.containsKey(key(name)) || groups.containsKey(key(name))) {
      throw new IllegalArgumentException("There is a person or group called " + name + " already.");
    }
  }

  private static String dn(String commonName, String place) {
    return new RDN("CN", commonName) + "," + place;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
