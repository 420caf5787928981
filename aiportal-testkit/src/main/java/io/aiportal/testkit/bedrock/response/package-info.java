/**
 * HTTP responses as steps to be taken on a connection; faults are changes of these steps.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.response.SimulatedResponse}. {@link
 * io.aiportal.testkit.bedrock.response.EventStreamResponses} and {@link
 * io.aiportal.testkit.bedrock.response.JsonResponses} make them. Nothing here knows the HTTP
 * server.
 */
@NullMarked
package io.aiportal.testkit.bedrock.response;

import org.jspecify.annotations.NullMarked;
