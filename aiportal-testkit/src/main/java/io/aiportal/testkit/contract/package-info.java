/**
 * The behaviour of an API as JUnit suites that run against any server that speaks it.
 *
 * <p>Implement one of the interfaces in a test class and say where the server is and which of its
 * models may be used; the tests come with it. They need JUnit Jupiter on the test's class path.
 */
@NullMarked
package io.aiportal.testkit.contract;

import org.jspecify.annotations.NullMarked;
