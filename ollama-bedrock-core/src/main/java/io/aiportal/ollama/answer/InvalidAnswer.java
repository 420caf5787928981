package io.aiportal.ollama.answer;

import io.aiportal.ollama.chat.CallException;

/**
 * An answer that is whole and not what was asked for.
 *
 * @param error what the caller is told, if that stays so; it quotes neither the answer nor the
 *     schema
 * @param said what the model wrote, as it wrote it
 * @param problem what is wrong with it, for the model to put right
 */
public record InvalidAnswer(CallException error, String said, String problem) {}
