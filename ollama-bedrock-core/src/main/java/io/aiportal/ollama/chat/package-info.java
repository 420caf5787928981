/**
 * The conversation in the middle: what is asked, what is answered, and how a call goes.
 *
 * <p>Every API is a converter into {@link io.aiportal.ollama.chat.ChatCall} and a writer of what
 * {@link io.aiportal.ollama.chat.AnswerSink} is told. The types carry all that Bedrock's Converse
 * knows, in its order, so that no API loses what Bedrock can do; what an API cannot say, its own
 * writer leaves out.
 */
@NullMarked
package io.aiportal.ollama.chat;

import org.jspecify.annotations.NullMarked;
