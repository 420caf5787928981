package io.aiportal.testkit.contract;

import java.net.URI;
import java.util.Optional;

/**
 * The server that a contract is tried with, and which of its models.
 *
 * <p>What only some servers have is said by overriding a method, such as {@link #thinkingModel}; a
 * test that finds none is skipped, and says so.
 */
public interface ServerUnderTest {

  /** Where the server is; the paths of its API are added to it. */
  URI server();

  /** The name of a model that chats and calls tools. */
  String model();

  /**
   * The name of a model that thinks and shows what when it is told to, and does not when it is told
   * not to.
   */
  default Optional<String> thinkingModel() {
    return Optional.empty();
  }

  /** The name of a model that sees images. */
  default Optional<String> visionModel() {
    return Optional.empty();
  }

  /**
   * The name of a model whose answers break off once they began, as servers for tests have them.
   */
  default Optional<String> breakingModel() {
    return Optional.empty();
  }
}
