package io.aiportal.ollama.chat;

/** How models write a tool call into their text, where they fail to make a proper one of it. */
public enum CallMarkup {

  /**
   * A bare JSON object at the beginning of the text, {@code {"name": …, "parameters": {…}}},
   * perhaps behind {@code <|python_tag|>}, or an array of such: Llama, gpt-oss, Qwen, Mistral.
   */
  JSON,

  /** {@code <function=name>{…}</function>}: Llama, and Qwen with a tag for each parameter. */
  FUNCTION_TAG,

  /**
   * {@code <tool_call>…</tool_call>} around a JSON object or a function's tag: Qwen, GLM. The end
   * of JSON tells itself, and the second tag may be missing.
   */
  TOOL_CALL_TAG,

  /** {@code <TOOLCALL>…</TOOLCALL>} around a JSON array of calls: Nemotron. */
  CAPITAL_TOOL_CALL_TAG,

  /**
   * A list as Python has it, {@code [name(key="value"), …]}, alone or between {@code
   * <|python_start|>} and {@code <|python_end|>}: Llama 4 and others.
   */
  PYTHON_LIST,

  /**
   * {@code [TOOL_CALLS]} before a JSON array of calls, or before a name and its object: Mistral.
   */
  TOOL_CALLS_WORD,

  /**
   * {@code <|tool_calls_section_begin|>}, and in that section {@code functions.name:0} and an
   * object between tokens for each call: Kimi.
   */
  TOOL_CALLS_SECTION,

  /**
   * {@code <｜tool▁calls▁begin｜>}, and then a name and an object between tokens for each call:
   * DeepSeek.
   */
  TOOL_CALLS_TOKENS,

  /**
   * {@code <minimax:tool_call>} around an {@code <invoke name="…">} for each call, with a tag for
   * each parameter: MiniMax.
   */
  INVOKE_TAG,

  /** {@code <｜DSML｜function_calls>} around the same, with that mark in each tag: DeepSeek V3.2. */
  MARKED_INVOKE_TAG
}
