/**
 * Answers as steps to be taken on a connection; faults are changes of these steps.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.answer.Answer}. {@link
 * io.aiportal.testkit.bedrock.answer.EventStreamAnswers} and {@link
 * io.aiportal.testkit.bedrock.answer.JsonAnswers} make them. Nothing here knows the HTTP server.
 */
@NullMarked
package io.aiportal.testkit.bedrock.answer;

import org.jspecify.annotations.NullMarked;
