/**
 * The command line of the standalone jar.
 *
 * <p>Start with {@link io.aiportal.testkit.cli.TestkitCommand}.
 */
@NullMarked
package io.aiportal.testkit.cli;

import org.jspecify.annotations.NullMarked;
