/**
 * Benchmarks that guard the speed of a call, step by step, each beside a control.
 *
 * <p>Each checks in its setup that what it measures is right, so that no wrong answer is fast. Run
 * {@code java -jar benchmarks/target/benchmarks-*-jmh.jar}.
 */
@NullMarked
package io.aiportal.benchmarks;

import org.jspecify.annotations.NullMarked;
