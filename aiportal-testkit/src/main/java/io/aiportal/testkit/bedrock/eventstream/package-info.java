/**
 * The binary framing {@code application/vnd.amazon.eventstream}, byte for byte as AWS sends it.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.eventstream.EventStreamMessage}: one frame, both
 * ways. {@link io.aiportal.testkit.bedrock.eventstream.EventFrames} makes the frames of Bedrock's
 * streams, padding included.
 */
@NullMarked
package io.aiportal.testkit.bedrock.eventstream;

import org.jspecify.annotations.NullMarked;
