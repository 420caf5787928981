package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.auth.ReceivedRequest;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.time.Duration;

/** The simulator's own two pages, which need no signature. */
final class ReportPages {

  private ReportPages() {}

  /** {@code GET /simulator/report} and {@code POST /simulator/reset}. */
  static SimulatedResponse answer(
      ReceivedRequest request, Report report, Script script, Quotas quotas) {
    return switch (request.method() + " " + request.path()) {
      case "GET /simulator/report" -> page(json(report));
      case "POST /simulator/reset" -> {
        report.reset();
        script.reset();
        quotas.reset();
        yield page(JsonNodeFactory.instance.objectNode());
      }
      default ->
          JsonResponses.of(
              BedrockError.of(
                  404,
                  "UnknownOperationException",
                  "The simulator has GET /simulator/report and POST /simulator/reset."));
    };
  }

  private static SimulatedResponse page(JsonNode body) {
    return JsonResponses.of(body, Duration.ZERO);
  }

  private static JsonNode json(Report report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("requestCount", report.requestCount());
    json.put("openStreams", report.openStreams());
    json.put("completedStreams", report.completedStreams());
    json.put("cancelledStreams", report.cancelledStreams());
    json.put("brokenStreams", report.brokenStreams());
    json.put("abandonedAnswers", report.abandonedAnswers());
    ArrayNode requests = json.putArray("requests");
    report.requests().forEach(request -> requests.add(json(request)));
    return json;
  }

  private static JsonNode json(ReportedRequest request) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", request.at().toString());
    json.put("operation", request.operation());
    json.put("modelId", request.modelId());
    ObjectNode headers = json.putObject("headers");
    request.headers().forEach((name, values) -> values.forEach(headers.withArray(name)::add));
    json.set("body", request.body());
    return json;
  }
}
