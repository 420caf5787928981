package io.aiportal.testkit.bedrock.invoke;

/** Mistral's body: a prompt with its marks of instruction, and a list of outputs. */
final class MistralPrompt extends ListedTextPrompt {

  MistralPrompt() {
    super("mistral", "outputs");
  }
}
