package io.aiportal.ollama.server;

import picocli.CommandLine.IVersionProvider;

/** Which release this is, as the jar says. */
final class Release implements IVersionProvider {

  /** The version; "development" where classes do not come from the jar. */
  static String number() {
    String version = Release.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"ollama-bedrock-server " + number()};
  }
}
