/**
 * What tests of the portal share.
 *
 * <p>Start with {@link io.aiportal.testkit.junit.SimulatedBedrock}, {@link
 * io.aiportal.testkit.junit.AIPortal} or {@link io.aiportal.testkit.junit.Needs}. JUnit is brought
 * by whoever tests with it.
 */
@NullMarked
package io.aiportal.testkit.junit;

import org.jspecify.annotations.NullMarked;
