package io.aiportal.ollama.server;

import io.aiportal.ollama.server.access.NewKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a key for a client: {@code key team-a}. */
@Command(
    name = "key",
    description = "makes a key for a client, and the line of it for the file; starts nothing",
    mixinStandardHelpOptions = true)
final class KeyCommand {

  @Parameters(paramLabel = "NAME", description = "who gets it, such as team-a")
  private String name = "";

  /** Who gets it. */
  String name() {
    return name;
  }

  /** A key that nobody has, and what to do with it. */
  String made() {
    NewKey key = NewKey.make();
    return String.format(
        """
        # The key, for the client; it is told here and nowhere else:
        %s
        # What the server must know, for its file:
        keys:
          %s: {sha256: %s}
        """,
        key.secret(), name, key.sha256());
  }
}
