/**
 * Pure translation between Ollama and Bedrock: requests one way, answers the other.
 *
 * <p>Start with {@link io.aiportal.ollama.translate.ChatTranslator}, whose rules stand one by one
 * in the golden pairs of the tests, and {@link io.aiportal.ollama.translate.AnswerStream} for the
 * way back.
 *
 * <p>Nothing here owns a client, a thread or a clock, or does I/O, and nothing knows the AWS SDK.
 */
@NullMarked
package io.aiportal.ollama.translate;

import org.jspecify.annotations.NullMarked;
