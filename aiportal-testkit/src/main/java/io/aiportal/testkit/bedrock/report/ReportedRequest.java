package io.aiportal.testkit.bedrock.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the report: a request that reached the simulator with a good signature.
 *
 * @param at when it was received whole
 * @param operation as Bedrock names it, such as {@code ConverseStream}
 * @param modelId decoded; null for operations without one
 * @param headers by lower-case name, without those that hold secrets
 * @param body null if there was none, or none that is JSON
 */
public record ReportedRequest(
    Instant at,
    String operation,
    @Nullable String modelId,
    Map<String, List<String>> headers,
    @Nullable JsonNode body) {}
