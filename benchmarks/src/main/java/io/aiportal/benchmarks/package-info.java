/**
 * Benchmarks that guard streaming latency.
 *
 * <p>Each checks in its setup that what it measures is right, so that no wrong answer is fast. Run
 * {@code java -jar benchmarks/target/benchmarks-*-jmh.jar}.
 */
@NullMarked
package io.aiportal.benchmarks;

import org.jspecify.annotations.NullMarked;
