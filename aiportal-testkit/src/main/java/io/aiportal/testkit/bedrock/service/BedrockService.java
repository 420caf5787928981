package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.auth.ReceivedRequest;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests as Bedrock does: who calls, what is called, whether the request is sound, and
 * then the reply. Safe for several threads.
 */
public final class BedrockService {

  /** The request header that injects a fault by its name. */
  public static final String FAULT_HEADER = "x-simulator-fault";

  /** How many bytes the body of a request may have. */
  public static final int LARGEST_BODY = 25_000_000;

  private static final List<String> SECRET_HEADERS =
      List.of("authorization", "x-amz-security-token");
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LARGEST_BODY).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final SimulatorSettings settings;
  private final Script script;
  private final Report report;
  private final Conversations conversations;
  private final Invocations invocations;
  private final SecurityTokens securityTokens;

  /** Answers as set, follows the script and tells the report. */
  public BedrockService(SimulatorSettings settings, Script script, Report report) {
    this.settings = settings;
    this.script = script;
    this.report = report;
    ModelAccess access = new ModelAccess(settings.catalogue(), settings.anyModel());
    this.conversations = new Conversations(settings, script, access);
    this.securityTokens = new SecurityTokens(settings.sessions());
    this.invocations = new Invocations(settings, script, access);
  }

  /** What to answer to a request, errors included. */
  public SimulatedResponse answer(ReceivedRequest request) {
    if (request.path().startsWith("/simulator/")) {
      return SimulatorPages.answer(request, report, script, settings.quotas());
    }
    if (SecurityTokens.isFor(request)) {
      return refusal(request, SecurityTokens.SERVICE)
          .map(SecurityTokens::refused)
          .orElseGet(() -> assumeRole(request));
    }
    Optional<BedrockError> refusal = refusal(request, "bedrock");
    if (refusal.isPresent()) {
      return JsonResponses.of(refusal.get());
    }
    try {
      return dispatch(request);
    } catch (ServiceException e) {
      return JsonResponses.of(e.error());
    }
  }

  /**
   * What to answer to a request whose body is larger than {@link #LARGEST_BODY}.
   *
   * @param head of the request, without its body
   */
  public SimulatedResponse answerTooLarge(ReceivedRequest head) {
    Optional<CalledOperation> called = CalledOperation.of(head.method(), head.path());
    called.ifPresent(operation -> report.request(seen(head, operation, null)));
    return JsonResponses.of(
        called.map(BedrockService::tooLarge).orElseGet(BedrockService::tooLargeAnywhere));
  }

  /** Converse has the words of a prompt that is too long for it, too. */
  private static BedrockError tooLarge(CalledOperation called) {
    return switch (called.operation()) {
      case CONVERSE, CONVERSE_STREAM, COUNT_TOKENS ->
          BedrockError.validation("Input is too long for requested model.");
      case INVOKE_MODEL, INVOKE_MODEL_WITH_RESPONSE_STREAM ->
          BedrockError.validation(
              "1 validation error detected: Value at 'body' failed to satisfy constraint: Member"
                  + " must have length less than or equal to "
                  + LARGEST_BODY);
      case LIST_FOUNDATION_MODELS,
          LIST_INFERENCE_PROFILES,
          GET_INFERENCE_PROFILE,
          GET_FOUNDATION_MODEL,
          GET_FOUNDATION_MODEL_AVAILABILITY ->
          tooLargeAnywhere();
    };
  }

  private static BedrockError tooLargeAnywhere() {
    return BedrockError.ofFrontDoor(
        413,
        "RequestEntityTooLargeException",
        "The body of a request may have " + LARGEST_BODY + " bytes at most.");
  }

  private SimulatedResponse assumeRole(ReceivedRequest request) {
    report.request(new ReportedRequest(Instant.now(), "AssumeRole", null, headers(request), null));
    return securityTokens.answer(request);
  }

  private Optional<BedrockError> refusal(ReceivedRequest request, String service) {
    Authenticator authenticator = settings.authenticator();
    return authenticator == null ? Optional.empty() : authenticator.refusal(request, service);
  }

  private SimulatedResponse dispatch(ReceivedRequest request) {
    CalledOperation called =
        CalledOperation.of(request.method(), request.path())
            .orElseThrow(() -> unknownOperation(request));
    Optional<JsonNode> body = json(request.body());
    ReportedRequest seen = seen(request, called, body.orElse(null));
    report.request(seen);
    String region = Authenticator.signedRegion(request).orElseGet(() -> region(called.resource()));
    @Nullable Fault fault = fault(request, called, seen);
    if (fault != null && fault.error().isPresent()) {
      return JsonResponses.of(fault.error().get());
    }
    String resource = Objects.requireNonNullElse(called.resource(), "");
    Caller caller = new Caller(account(request), region, resource);
    ModelLists lists = new ModelLists(settings.catalogue().inAccount(caller.account()));
    return switch (called.operation()) {
      case CONVERSE -> conversations.converse(caller, seen, sound(body), fault);
      case CONVERSE_STREAM -> conversations.stream(caller, seen, sound(body), fault);
      case INVOKE_MODEL -> invocations.invoke(caller, seen, sound(body), fault);
      case INVOKE_MODEL_WITH_RESPONSE_STREAM ->
          invocations.stream(caller, seen, sound(body), fault);
      case COUNT_TOKENS -> conversations.countTokens(caller, sound(body), fault);
      case LIST_FOUNDATION_MODELS -> list(lists.foundationModels(region, query(request)), fault);
      case LIST_INFERENCE_PROFILES -> list(lists.inferenceProfiles(region, query(request)), fault);
      case GET_INFERENCE_PROFILE -> list(lists.inferenceProfile(region, resource), fault);
      case GET_FOUNDATION_MODEL -> list(lists.foundationModel(region, resource), fault);
      case GET_FOUNDATION_MODEL_AVAILABILITY -> list(lists.availability(region, resource), fault);
    };
  }

  /** The region of a call that is not signed for one. */
  private String region(@Nullable String resource) {
    return resource == null || settings.oneRegion()
        ? settings.region()
        : settings.catalogue().regionOf(resource, settings.region());
  }

  private String account(ReceivedRequest request) {
    Authenticator authenticator = settings.authenticator();
    return authenticator == null ? AccessKey.ACCOUNT : authenticator.account(request);
  }

  private static SimulatedResponse list(JsonNode body, @Nullable Fault fault) {
    return JsonResponses.of(body, Duration.ZERO, fault);
  }

  private @Nullable Fault fault(
      ReceivedRequest request, CalledOperation called, ReportedRequest seen) {
    String named = request.header(FAULT_HEADER);
    if (named != null) {
      return Fault.named(named)
          .orElseThrow(
              () ->
                  new ServiceException(
                      BedrockError.validation(
                          "The simulator has no fault of the name "
                              + named
                              + ". There are "
                              + Fault.names()
                              + ".")));
    }
    String modelId = Objects.requireNonNullElse(called.resource(), "");
    return switch (called.operation()) {
      case CONVERSE,
          CONVERSE_STREAM,
          INVOKE_MODEL,
          INVOKE_MODEL_WITH_RESPONSE_STREAM,
          COUNT_TOKENS ->
          script.nextModelFault(seen).orElse(SimulatorModelId.of(modelId).fault());
      case LIST_FOUNDATION_MODELS,
          LIST_INFERENCE_PROFILES,
          GET_INFERENCE_PROFILE,
          GET_FOUNDATION_MODEL,
          GET_FOUNDATION_MODEL_AVAILABILITY ->
          script.nextListFault().orElse(null);
    };
  }

  private static ServiceException unknownOperation(ReceivedRequest request) {
    return new ServiceException(
        BedrockError.ofFrontDoor(
            404,
            "UnknownOperationException",
            "There is no operation " + request.method() + " " + request.path() + " here."));
  }

  private static JsonNode sound(Optional<JsonNode> body) {
    return body.filter(JsonNode::isObject)
        .orElseThrow(
            () ->
                new ServiceException(
                    BedrockError.ofFrontDoor(
                        400, "SerializationException", "The request body is not a JSON object.")));
  }

  private static Optional<JsonNode> json(byte[] body) {
    try {
      return body.length == 0 ? Optional.empty() : Optional.of(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory cannot fail", e);
    }
  }

  private static ReportedRequest seen(
      ReceivedRequest request, CalledOperation called, @Nullable JsonNode body) {
    return new ReportedRequest(
        Instant.now(), called.operation().id(), called.resource(), headers(request), body);
  }

  private static Map<String, List<String>> headers(ReceivedRequest request) {
    Map<String, List<String>> headers = new HashMap<>(request.headers());
    headers.keySet().removeAll(SECRET_HEADERS);
    return Map.copyOf(headers);
  }

  private static Map<String, String> query(ReceivedRequest request) {
    Map<String, String> query = new HashMap<>();
    for (String parameter : request.query().split("&")) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        query.put(
            CalledOperation.decode(parameter.substring(0, equals)),
            CalledOperation.decode(parameter.substring(equals + 1)));
      }
    }
    return query;
  }
}
