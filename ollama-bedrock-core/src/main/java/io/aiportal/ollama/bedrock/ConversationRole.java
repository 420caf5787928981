package io.aiportal.ollama.bedrock;

/** Who speaks in a conversation. */
public enum ConversationRole {
  USER("user"),
  ASSISTANT("assistant");

  private final String value;

  ConversationRole(String value) {
    this.value = value;
  }

  /** The role's name on the wire. */
  public String value() {
    return value;
  }
}
