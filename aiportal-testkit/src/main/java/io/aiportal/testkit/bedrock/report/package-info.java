/**
 * The requests that the simulator received, and what became of its streams.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.report.Report}.
 */
@NullMarked
package io.aiportal.testkit.bedrock.report;

import org.jspecify.annotations.NullMarked;
