package io.aiportal.testkit.directory;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Active Directory does otherwise than other directories: binds, and two matching rules. */
final class ActiveDirectoryBehaviour extends InMemoryOperationInterceptor {

  /** LDAP_MATCHING_RULE_IN_CHAIN: by way of other groups, too. */
  private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

  /** LDAP_MATCHING_RULE_BIT_AND: all of these flags. */
  private static final String BIT_AND = "1.2.840.113556.1.4.803";

  private static final Pattern FLAGS = Pattern.compile("\\d{1,10}");

  // What follows "data" in the text of a refused bind: errors of Windows, in hexadecimal.
  private static final String NO_SUCH_USER = "525";
  private static final String WRONG_PASSWORD = "52e";
  private static final String ACCOUNT_DISABLED = "533";

  private final Accounts accounts;

  ActiveDirectoryBehaviour(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest bind)
      throws LDAPException {
    SimpleBindRequest request = bind.getRequest();
    String password = requireNonNull(request.getPassword()).stringValue();
    if (password.isEmpty()) {
      // Whoever comes with a name and no password is welcome, as nobody: a portal must refuse it
      // itself.
      bind.setRequest(new SimpleBindRequest());
      return;
    }
    Accounts.Person person =
        accounts.whoBindsAs(request.getBindDN()).orElseThrow(() -> refused(NO_SUCH_USER));
    if (!person.password().equals(password)) {
      throw refused(WRONG_PASSWORD);
    }
    if (person.disabled()) {
      throw refused(ACCOUNT_DISABLED);
    }
    bind.setRequest(new SimpleBindRequest(person.dn(), person.password()));
  }

  private static LDAPException refused(String data) {
    return new LDAPException(
        ResultCode.INVALID_CREDENTIALS,
        "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data "
            + data
            + ", v4563");
  }

  @Override
  public void processSearchRequest(InMemoryInterceptedSearchRequest search) throws LDAPException {
    ReadOnlySearchRequest asked = search.getRequest();
    SearchRequest request = asked.duplicate();
    request.setFilter(plain(asked.getFilter()));
    search.setRequest(request);
  }

  /** The same without Active Directory's matching rules. */
  private Filter plain(Filter filter) throws LDAPException {
    return switch (filter.getFilterType()) {
      case Filter.FILTER_TYPE_AND -> Filter.createANDFilter(plain(filter.getComponents()));
      case Filter.FILTER_TYPE_OR -> Filter.createORFilter(plain(filter.getComponents()));
      case Filter.FILTER_TYPE_NOT ->
          Filter.createNOTFilter(plain(requireNonNull(filter.getNOTComponent())));
      case Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> matched(filter);
      default -> filter;
    };
  }

  private List<Filter> plain(Filter[] filters) throws LDAPException {
    List<Filter> plain = new ArrayList<>();
    for (Filter filter : filters) {
      plain.add(plain(filter));
    }
    return plain;
  }

  private Filter matched(Filter filter) throws LDAPException {
    String attribute = requireNonNullElse(filter.getAttributeName(), "");
    String rule = requireNonNullElse(filter.getMatchingRuleID(), "");
    String value = requireNonNull(filter.getAssertionValue());
    String matched = rule + " " + attribute.toLowerCase(Locale.ROOT);
    if (matched.equals(IN_CHAIN + " memberof")) {
      return anyOf(attribute, accounts.groupsWithin(value).stream());
    }
    if (matched.equals(IN_CHAIN + " member")) {
      return anyOf(attribute, accounts.groupsAround(value).stream());
    }
    if (matched.equals(BIT_AND + " useraccountcontrol") && FLAGS.matcher(value).matches()) {
      long flags = Long.parseLong(value);
      return anyOf(attribute, accounts.flags().filter(has -> (has & flags) == flags));
    }
    throw new LDAPException(
        ResultCode.INAPPROPRIATE_MATCHING,
        "This directory does not match " + attribute + " and " + value + " by the rule " + rule);
  }

  private static Filter anyOf(String attribute, Stream<?> values) {
    return Filter.createORFilter(
        values.map(value -> Filter.createEqualityFilter(attribute, value.toString())).toList());
  }

  @Override
  public void processSearchEntry(InMemoryInterceptedSearchEntry found) {
    Entry shown = requireNonNull(found.getSearchEntry()).duplicate();
    shown.removeAttribute("userPassword");
    found.setSearchEntry(new SearchResultEntry(shown));
  }
}
