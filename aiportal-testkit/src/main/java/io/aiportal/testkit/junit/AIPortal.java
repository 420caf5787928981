package io.aiportal.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that has the whole portal in containers: Open WebUI, PostgreSQL, a directory, the
 * gateway and a simulated Bedrock.
 *
 * <pre>{@code
 * @AIPortal
 * class MyIT {
 *   @Test
 *   void question_isAnswered(@AIPortal.SignedIn("ada") OpenWebUIClient ada) {
 *     ada.ask("claude-sonnet-4.5:latest", "What is 6 times 7?").content();
 *   }
 * }
 * }</pre>
 *
 * <p>Constructors and methods take as parameters the {@code Portal}; each of its containers by its
 * class; an {@code OpenWebUIClient}, which is the administrator unless it is {@link SignedIn}; and
 * a {@code URI}, which is that of Open WebUI unless it is an {@link AddressOf} something else.
 *
 * <p>All classes with the same settings share one portal, which ends when the last test of the run
 * has. It keeps what tests leave in it, but for the simulated Bedrock, which each test finds as
 * new. Where a test fails, what the containers said last is printed. For settings beyond these see
 * {@code Portal.builder()}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AIPortalExtension.class)
public @interface AIPortal {

  /** Whether people of a directory sign in; without, the administrator is the only user. */
  boolean directory() default true;

  /** Whether people of an OpenID provider sign in. */
  boolean openId() default false;

  /** Whether models answer from documents that people upload. */
  boolean knowledge() default false;

  /** Whether what people upload is kept in a simulated S3. */
  boolean uploadsInS3() default false;

  /** How many Open WebUIs there are, which share sessions and the streams of answers. */
  int replicas() default 1;

  /** Options of the simulated Bedrock's command line, such as {@code "--fault", "m=stall"}. */
  String[] simulator() default {};

  /** Settings of the gateway, such as {@code "GATEWAY_RESIDENCY=region"}. */
  String[] gateway() default {};

  /** Settings of Open WebUI, such as {@code "DEFAULT_MODELS=nova-lite:latest"}. */
  String[] openWebUI() default {};

  /** A parameter that is somebody of the directory who has signed in to Open WebUI. */
  @Documented
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @interface SignedIn {

    /** The login, {@code ada} for example. */
    String value();
  }

  /** A parameter that is where this machine calls one of the containers. */
  @Documented
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @interface AddressOf {

    /** The class of the container, {@code GatewayContainer.class} for example. */
    Class<?> value();
  }
}
