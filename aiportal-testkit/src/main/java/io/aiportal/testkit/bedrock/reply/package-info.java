/**
 * What the simulator answers, in Bedrock's own JSON.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.reply.ModelReply}: the blocks of one answer,
 * which it renders as the body of Converse or as the events of ConverseStream. {@link
 * io.aiportal.testkit.bedrock.reply.DefaultReplies} makes a sensible reply to any request, and
 * {@link io.aiportal.testkit.bedrock.reply.Recordings} reads recorded exchanges with Bedrock.
 */
@NullMarked
package io.aiportal.testkit.bedrock.reply;

import org.jspecify.annotations.NullMarked;
