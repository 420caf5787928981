package io.aiportal.testkit.bedrock.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Bedrock took passes the rules, and what it refused breaks one with the same words. */
class RecordedRequestsTest {

  @TestFactory
  Stream<DynamicTest> accepted_requests_pass() {
    return recorded().stream()
        .filter(recording -> recording.status() == 200)
        .map(
            recording ->
                DynamicTest.dynamicTest(
                    recording.model() + " " + recording.id(),
                    () -> assertThat(check(recording)).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> refused_requests_are_refused_with_the_recorded_message() {
    return recorded().stream()
        .filter(recording -> recording.status() == 400 && recording.response().has("message"))
        .map(
            recording ->
                DynamicTest.dynamicTest(
                    recording.model() + " " + recording.id(),
                    () ->
                        assertThat(check(recording))
                            .map(Violation::message)
                            .contains(recording.response().get("message").asText())));
  }

  private static Optional<Violation> check(Recording recording) {
    boolean streaming = recording.operation().equals("converse-stream");
    return FamilyRules.standard().check(recording.model(), recording.request(), streaming);
  }

  /** The exchanges whose request was recorded as well. */
  private static List<Recording> recorded() {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.err.println("NOT RUN: rules against recordings; set " + Recordings.VARIABLE);
    }
    return recordings.stream()
        .flatMap(found -> Stream.of("converse", "converse-stream").map(found::of))
        .flatMap(List::stream)
        .filter(recording -> recording.request().has("messages"))
        .toList();
  }
}
