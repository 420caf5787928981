package io.aiportal.ollama.server.settings;

import java.util.Locale;

/** What carries conversations to Bedrock. */
public enum Transport {
  /** The server's own, on the threads that serve clients; where a proxy is needed, the SDK's. */
  DIRECT,
  /** The AWS SDK's, on threads of its own. */
  SDK;

  static Transport parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
