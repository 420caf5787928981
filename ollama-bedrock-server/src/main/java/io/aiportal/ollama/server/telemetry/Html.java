package io.aiportal.ollama.server.telemetry;

/** Text as HTML. */
public final class Html {

  private Html() {}

  /** A text of which a browser takes nothing for a tag, or for the end of an attribute. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
