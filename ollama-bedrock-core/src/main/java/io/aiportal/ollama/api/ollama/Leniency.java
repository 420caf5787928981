package io.aiportal.ollama.api.ollama;

/** Whether requests are read as Ollama reads them, or with what clients often get wrong as well. */
public enum Leniency {
  /** What Ollama refuses is refused in its words. */
  AS_OLLAMA,
  /**
   * Arguments of tool calls may be a string that holds JSON, content may be an array of parts, and
   * images may be {@code data:} URLs, as the OpenAI API has all three.
   */
  LENIENT
}
