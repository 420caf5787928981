package io.aiportal.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs more than a JDK.
 *
 * <p>On a machine that lacks it, the test is left out, and the end of the build names it. Where
 * nothing may be left out, with {@code CI=true} in the environment or {@code -Dleave.nothing.out},
 * it fails.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("needs-more-than-a-jdk")
@ExtendWith(NeedsCondition.class)
public @interface Needs {

  /** What is needed, as a person would say it. */
  String value();

  /** A command that ends with status 0 on a machine that has it. */
  String[] check();
}
