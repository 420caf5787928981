/**
 * The simulator's HTTP server; the only package that knows Undertow.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.http.SimulatorServer}.
 */
@NullMarked
package io.aiportal.testkit.bedrock.http;

import org.jspecify.annotations.NullMarked;
