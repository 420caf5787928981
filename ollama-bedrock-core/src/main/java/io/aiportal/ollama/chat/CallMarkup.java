package io.aiportal.ollama.chat;

/** How models write a tool call into their text, where they fail to make a proper one of it. */
public enum CallMarkup {

  /**
   * A bare JSON object at the beginning of the text, {@code {"name": …, "parameters": {…}}},
   * perhaps behind {@code <|python_tag|>}: Llama, gpt-oss.
   */
  JSON,

  /** {@code <function=name>{…}</function>}: Llama, and Qwen with a tag for each parameter. */
  FUNCTION_TAG,

  /** {@code <tool_call>…</tool_call>} around a JSON object or a function's tag: Qwen, GLM. */
  TOOL_CALL_TAG,

  /**
   * {@code [TOOL_CALLS]} before a JSON array of calls, or before a name and its object: Mistral.
   */
  TOOL_CALLS_WORD
}
