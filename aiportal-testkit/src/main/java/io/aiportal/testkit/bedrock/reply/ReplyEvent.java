package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One event of ConverseStream that a reply is sent as.
 *
 * @param type the value of the frame's {@code :event-type} header
 * @param payload the frame's JSON without the padding member
 * @param tokens how many output tokens the event carries, for pacing; 0 for all but deltas
 */
public record ReplyEvent(String type, ObjectNode payload, int tokens) {}
