package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.auth.ReceivedRequest;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.report.RequestMatcher;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.io.IOException;
import java.time.Duration;

/** The simulator's own pages, which need no signature. */
final class SimulatorPages {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SimulatorPages() {}

  /** What was seen, what shall be answered, and what of it is left over. */
  static SimulatedResponse answer(
      ReceivedRequest request, Report report, Script script, Quotas quotas) {
    try {
      return page(body(request, report, script, quotas));
    } catch (ServiceException e) {
      return JsonResponses.of(e.error());
    }
  }

  private static JsonNode body(
      ReceivedRequest request, Report report, Script script, Quotas quotas) {
    ObjectNode done = JsonNodeFactory.instance.objectNode();
    return switch (request.method() + " " + request.path()) {
      case "GET /simulator/report" -> json(report);
      case "POST /simulator/requests" -> requests(report, ScriptJson.matcher(read(request)));
      case "POST /simulator/scripts" -> {
        ScriptJson.add(read(request), script);
        yield left(script);
      }
      case "GET /simulator/scripts" -> left(script);
      case "DELETE /simulator/scripts" -> {
        script.reset();
        yield done;
      }
      case "POST /simulator/reset" -> {
        report.reset();
        script.reset();
        quotas.reset();
        yield done;
      }
      default ->
          throw new ServiceException(
              BedrockError.of(
                  404,
                  "UnknownOperationException",
                  "The simulator has GET /simulator/report, POST /simulator/requests, GET, POST and"
                      + " DELETE /simulator/scripts, and POST /simulator/reset."));
    };
  }

  private static JsonNode read(ReceivedRequest request) {
    try {
      return JSON.readTree(request.body());
    } catch (IOException e) {
      throw new ServiceException(BedrockError.validation("The body is not JSON."));
    }
  }

  private static JsonNode left(Script script) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode left = json.putArray("left");
    script.leftovers().forEach(left::add);
    return json;
  }

  private static JsonNode requests(Report report, RequestMatcher matcher) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode requests = json.putArray("requests");
    report.requests(matcher).forEach(request -> requests.add(json(request)));
    return json.put("count", requests.size());
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
