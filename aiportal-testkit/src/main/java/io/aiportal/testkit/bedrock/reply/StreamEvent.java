package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One event of a ConverseStream answer.
 *
 * @param type the value of the frame's {@code :event-type} header
 * @param payload the frame's JSON without the padding member
 * @param tokens how many output tokens the event carries, for pacing; 0 for all but deltas
 */
public record StreamEvent(String type, ObjectNode payload, int tokens) {}
