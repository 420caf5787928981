package io.aiportal.testkit.bedrock.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceModelTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ServiceModel MODEL = ServiceModel.bedrockRuntime();

  @Test
  void request_thatFits_passes() throws Exception {
    assertThat(
            check(
                """
                {"messages": [{"role": "user", "content": [{"text": "hi"}]}],
                 "inferenceConfig": {"maxTokens": 1, "temperature": 0, "topP": 1.0}}
                """))
        .isEmpty();
  }

  @Test
  void members_thatNobodyKnows_pass() throws Exception {
    assertThat(
            check(
                """
                {"future": 1, "messages": [{"role": "user", "content": [{"text": "hi"}], "x": {}}]}
                """))
        .isEmpty();
  }

  @Test
  void nulls_countAsAbsent() throws Exception {
    assertThat(check("{\"toolConfig\": null, \"system\": null}")).isEmpty();
  }

  @Test
  void projectIdentifier_isANameOrAnArn() throws Exception {
    String arn = "arn:aws:bedrock:eu-west-2:123456789012:project/a_b-1";

    assertThat(check("{\"projectIdentifier\": \"%s\"}".formatted(arn))).isEmpty();
    assertThat(check("{\"projectIdentifier\": \"a_b-1\"}")).isEmpty();
    assertThat(check("{\"projectIdentifier\": \"a b\"}")).isPresent();
    assertThat(check("{\"projectIdentifier\": \"\"}")).isPresent();
  }

  /** Texts that Bedrock has been seen to send. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'inferenceConfig':{'maxTokens':0}} | Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1
          {'inferenceConfig':{'temperature':99}} | Value '99.0' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1
          {'toolConfig':{'tools':[]}} | Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1
          {'toolConfig':{'tools':[{'toolSpec':{'name':'a b','inputSchema':{'json':{}}}}]}} | Value 'a b' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+
          {'messages':[{'role':'user','content':[{'text':'a'},{'toolUse':{'toolUseId':'1','name':'a.b','input':{}}}]}]} | Value at 'messages.1.member.content.2.member.toolUse.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+
          {'messages':[{'role':'tool','content':[{'text':'a'}]}]} | Value at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant, system]
          {'messages':[{'role':'user'}]} | Value at 'messages.1.member.content' failed to satisfy constraint: Member must not be null
          {'toolConfig':{}} | Value null at 'toolConfig.tools' failed to satisfy constraint: Member must not be null
          {'system':[{'text':''}]} | Value '' at 'system.1.member.text' failed to satisfy constraint: Member must have length greater than or equal to 1
          """)
  void violation_hasTheTextOfBedrock(String request, String violation) throws Exception {
    assertThat(check(request.replace('\'', '"')))
        .contains(BedrockError.validation("1 validation error detected: " + violation));
  }

  @Test
  void violations_areCountedAndJoined() throws Exception {
    assertThat(
            check(
                """
                {"toolConfig": {"tools": [{"toolSpec":
                  {"inputSchema": {"json": {}}, "name": "", "description": ""}}]}}
                """))
        .get()
        .extracting(BedrockError::message)
        .isEqualTo(
            "3 validation errors detected: Value '' at 'toolConfig.tools.1.member.toolSpec.name'"
                + " failed to satisfy constraint: Member must satisfy regular expression pattern:"
                + " [a-zA-Z0-9_-]+; Value '' at 'toolConfig.tools.1.member.toolSpec.name' failed to"
                + " satisfy constraint: Member must have length greater than or equal to 1; Value"
                + " '' at 'toolConfig.tools.1.member.toolSpec.description' failed to satisfy"
                + " constraint: Member must have length greater than or equal to 1");
  }

  @Test
  void union_withoutAMember_isRefused() throws Exception {
    assertThat(check("{\"messages\": [{\"role\": \"user\", \"content\": [{\"txt\": \"a\"}]}]}"))
        .get()
        .extracting(BedrockError::message)
        .asString()
        .startsWith(
            "ContentBlock object at messages.0.content.0 must set one of the following keys: text,"
                + " image, document,");
  }

  @Test
  void union_withTwoMembers_isRefused() throws Exception {
    assertThat(
            check(
                "{\"toolConfig\":{\"tools\":[{\"cachePoint\":{\"type\":\"default\"},"
                    + "\"systemTool\":{\"name\":\"n\"}}]}}"))
        .get()
        .extracting(BedrockError::message)
        .isEqualTo(
            "Tool object at toolConfig.tools.0 must set only one of the following keys: toolSpec,"
                + " systemTool, cachePoint.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'inferenceConfig':{'maxTokens':'5'}} | STRING_VALUE can not be converted to an Integer
          {'inferenceConfig':{'maxTokens':1.5}} | DECIMAL_VALUE can not be converted to an Integer
          {'messages':[{'role':1,'content':[]}]} | NUMBER_VALUE can not be converted to a String
          {'messages':{}} | Start of structure or map found where not expected.
          {'messages':[{'role':'user','content':'hi'}]} | Expected list or null
          {'messages':[[]]} | Start of list found where not expected
          {'messages':[{'role':'user','content':[{'image':{'format':'png','source':{'bytes':'%%'}}}]}]} | Invalid base64 encoding
          """)
  void wrongType_isASerializationError(String request, String message) throws Exception {
    assertThat(check(request.replace('\'', '"')))
        .contains(BedrockError.ofFrontDoor(400, "SerializationException", message));
  }

  @Test
  void document_isAnything() throws Exception {
    assertThat(check("{\"additionalModelRequestFields\": {\"thinking\": [1, null, {}]}}"))
        .isEmpty();
  }

  @Test
  void recordedRequests_thatBedrockTook_pass() {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.err.println(
          "NOT RUN: no recordings beside the checkout, constraints not held against AWS");
      return;
    }
    List<Recording> taken =
        Stream.of("converse", "converse-stream")
            .flatMap(operation -> recordings.get().of(operation).stream())
            .filter(recording -> recording.status() == 200 && recording.request().isObject())
            .toList();
    assertThat(taken).hasSizeGreaterThan(200);
    for (Recording recording : taken) {
      String shape =
          recording.operation().equals("converse") ? "ConverseRequest" : "ConverseStreamRequest";
      assertThat(MODEL.check(shape, recording.request())).as(recording.id()).isEmpty();
    }
  }

  private static Optional<BedrockError> check(String request) throws Exception {
    return MODEL.check("ConverseRequest", JSON.readTree(request));
  }
}
