package io.aiportal.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that has a simulated Bedrock: one for all its tests, which each find it as new.
 *
 * <p>Constructors and methods take it as a parameter of type {@code BedrockSimulator}, what it saw
 * as a {@code Report}, and where it is as a {@code URI}. A test that ends well while scripts or
 * faults are left over fails. For settings beyond these see {@link BedrockSimulatorExtension}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BedrockSimulatorExtension.class)
public @interface SimulatedBedrock {

  /** The only region that is served; empty for all. */
  String region() default "";

  /** Whether everybody may call, signed or not. */
  boolean noAuth() default false;

  /** Whether unknown model ids are taken for text models. */
  boolean anyModel() default false;

  /** Whether scripts and faults may be left over at the end of a test. */
  boolean leftovers() default false;
}
