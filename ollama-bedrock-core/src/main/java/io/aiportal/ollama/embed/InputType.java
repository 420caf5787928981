package io.aiportal.ollama.embed;

/** What texts are, for models that embed a question otherwise than what may answer it. */
public enum InputType {
  /** Texts that are to be found. */
  DOCUMENT,
  /** Texts that look for others. */
  QUERY
}
