package io.aiportal.testkit.bedrock.service;

import io.aiportal.testkit.bedrock.auth.ReceivedRequest;
import io.aiportal.testkit.bedrock.auth.Sessions;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import io.aiportal.testkit.bedrock.response.XmlResponses;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** AWS's Security Token Service, so far as callers take on roles: {@code AssumeRole}. */
final class SecurityTokens {

  /** What its requests must be signed for. */
  static final String SERVICE = "sts";

  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
  private static final String AN_HOUR = "3600";
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

  private final Sessions sessions;

  SecurityTokens(Sessions sessions) {
    this.sessions = sessions;
  }

  /** Whether a request is for this service: it has one path, and names the action in a form. */
  static boolean isFor(ReceivedRequest request) {
    return request.method().equals("POST") && request.path().equals("/");
  }

  SimulatedResponse answer(ReceivedRequest request) {
    Map<String, String> form = form(new String(request.body(), StandardCharsets.UTF_8));
    if (!form.getOrDefault("Action", "").equals("AssumeRole")) {
      return refused(
          BedrockError.ofFrontDoor(400, "InvalidAction", "The simulator has AssumeRole only."));
    }
    String role = form.getOrDefault("RoleArn", "");
    String seconds = form.getOrDefault("DurationSeconds", AN_HOUR);
    if (!SECONDS.matcher(seconds).matches()) {
      return refused(
          BedrockError.ofFrontDoor(
              400, "ValidationError", "DurationSeconds is no number of seconds: " + seconds));
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
    return sessions
        .begin(role, form.get("ExternalId"), asked)
        .map(session -> begun(session, form.getOrDefault("RoleSessionName", "session")))
        .orElseGet(
            () ->
                refused(
                    BedrockError.ofFrontDoor(
                        403,
                        "AccessDenied",
                        "User is not authorized to perform: sts:AssumeRole on resource: " + role)));
  }

  /** An error of this service. */
  static SimulatedResponse refused(BedrockError error) {
    return XmlResponses.of(
        error.status(),
        """
        <ErrorResponse xmlns="%s">
          <Error>
            <Type>Sender</Type>
            <Code>%s</Code>
            <Message>%s</Message>
          </Error>
        </ErrorResponse>
        """
            .formatted(NAMESPACE, error.type(), XmlResponses.escaped(error.message())));
  }

  private static SimulatedResponse begun(Sessions.Session session, String name) {
    return XmlResponses.of(
        200,
        """
        <AssumeRoleResponse xmlns="%s">
          <AssumeRoleResult>
            <AssumedRoleUser>
              <AssumedRoleId>AROASIMULATORBEDROCK1:%s</AssumedRoleId>
              <Arn>arn:aws:sts::%s:assumed-role/%s/%s</Arn>
            </AssumedRoleUser>
            <Credentials>
              <AccessKeyId>%s</AccessKeyId>
              <SecretAccessKey>%s</SecretAccessKey>
              <SessionToken>%s</SessionToken>
              <Expiration>%s</Expiration>
            </Credentials>
          </AssumeRoleResult>
        </AssumeRoleResponse>
        """
            .formatted(
                NAMESPACE,
                XmlResponses.escaped(name),
                session.role().account(),
                XmlResponses.escaped(session.role().name()),
                XmlResponses.escaped(name),
                session.key().id(),
                session.key().secret(),
                session.key().sessionToken(),
                session.end().truncatedTo(ChronoUnit.SECONDS)));
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new HashMap<>();
    for (String field : body.split("&")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        form.put(
            CalledOperation.decode(field.substring(0, equals)),
            CalledOperation.decode(field.substring(equals + 1).replace("+", "%20")));
      }
    }
    return form;
  }
}
