/**
 * The demo: the gateway and a simulated Bedrock on one machine, tried out by three calls.
 *
 * <p>Start with {@link io.aiportal.testkit.demo.Demo}; the script {@code demo} at the top of the
 * repository builds what is needed and runs it.
 */
@NullMarked
package io.aiportal.testkit.demo;

import org.jspecify.annotations.NullMarked;
