/**
 * A directory of people and groups in this JVM, which answers as Active Directory does.
 *
 * <p>Start with {@link io.aiportal.testkit.directory.InMemoryDirectory}. It needs {@code
 * com.unboundid:unboundid-ldapsdk} on the class path, which the test kit does not bring.
 */
@NullMarked
package io.aiportal.testkit.directory;

import org.jspecify.annotations.NullMarked;
