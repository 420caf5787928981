package io.aiportal.ollama.api.systemone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.systemone.Question.Candidate;
import io.aiportal.ollama.chat.CallException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionCheckTest {

  private static final String NOUL =
      "\"questions\":{\"x\":{\"type\":\"noul\",\"instructions\":\"q\"}}";

  private static SystemOneRequest read(String json) {
    return SystemOneApi.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> QuestionCheck.check(read(json), true))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"state\":\"s\"}                                      | questions must contain 1–64 fields",
        "{\"state\":\"s\",\"questions\":null}                   | questions must contain 1–64 fields",
        "{\"state\":\"s\",\"questions\":{},\"videos\":[1]}      | questions must contain 1–64 fields",
        "{\"videos\":[\"v\"],\"images\":[\"\"],%s}              | video inputs are not supported",
        "{\"videos\":[],%s}                                   | video inputs are not supported",
        "{\"videos\":\"v\",%s}                                  | video inputs are not supported",
        "{\"images\":[\"aW1n\",\"\"],%s}                        | image 1 must not be empty",
        "{%s}                                                   | state: must be a string, object, or array",
        "{\"state\":null,\"images\":[\"aW1n\"],%s}              | state: must be a string, object, or array",
        "{\"state\":5,%s}                                       | state: must be a string, object, or array",
        "{\"state\":true,%s}                                    | state: must be a string, object, or array",
        "{\"state\":\" \\u00a0\\n\",%s}                         | state must not be empty",
      })
  void request_isCheckedInOllamasOrder(String json, String message) {
    assertRefused(json.replace("%s", NOUL), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"rank\"}                                    | instructions must be a nonempty string, object, or array",
        "{\"type\":\"noul\",\"instructions\":null}              | instructions must be a nonempty string, object, or array",
        "{\"type\":\"noul\",\"instructions\":\" \"}             | instructions must be a nonempty string, object, or array",
        "{\"type\":\"noul\",\"instructions\":5}                 | instructions must be a nonempty string, object, or array",
        "{\"type\":\"rank\",\"instructions\":\"q\"}             | type must be choice, noul, or score",
        "{\"instructions\":\"q\"}                               | type must be choice, noul, or score",
        "{\"type\":\"Noul\",\"instructions\":\"q\"}             | type must be choice, noul, or score",
        "{\"type\":\"noul\",\"instructions\":\"q\",\"criteria\":null}          | noul criteria must be an object of true/false descriptions",
        "{\"type\":\"noul\",\"instructions\":\"q\",\"criteria\":[]}            | noul criteria must be an object of true/false descriptions",
        "{\"type\":\"noul\",\"instructions\":\"q\",\"criteria\":{\"true\":1}}  | noul criteria must be an object of true/false descriptions",
        "{\"type\":\"noul\",\"instructions\":\"q\",\"criteria\":{\"true\":null}} | noul descriptions must be strings",
        "{\"type\":\"noul\",\"instructions\":\"q\",\"criteria\":{\"yes\":\"y\"}} | unknown noul criterion \"yes\"",
        "{\"type\":\"choice\",\"instructions\":\"q\"}                          | choice criteria must map option keys to descriptions or null",
        "{\"type\":\"choice\",\"instructions\":\"q\",\"criteria\":[\"a\"]}     | choice criteria must map option keys to descriptions or null",
        "{\"type\":\"choice\",\"instructions\":\"q\",\"criteria\":{\"a\":1}}   | choice criteria must map option keys to descriptions or null",
        "{\"type\":\"choice\",\"instructions\":\"q\",\"criteria\":{\" \":null}} | choice keys must not be empty",
        "{\"type\":\"choice\",\"instructions\":\"q\",\"criteria\":{\"a\":null}} | criteria must contain 2–26 candidates",
        "{\"type\":\"choice\",\"instructions\":\"q\",\"criteria\":null}        | criteria must contain 2–26 candidates",
        "{\"type\":\"score\",\"instructions\":\"q\"}                           | score criteria must be an array of descriptions",
        "{\"type\":\"score\",\"instructions\":\"q\",\"criteria\":{}}           | score criteria must be an array of descriptions",
        "{\"type\":\"score\",\"instructions\":\"q\",\"criteria\":[1,2]}        | score criteria must be an array of descriptions",
        "{\"type\":\"score\",\"instructions\":\"q\",\"criteria\":[\"a\",null]} | score descriptions must be strings",
        "{\"type\":\"score\",\"instructions\":\"q\",\"criteria\":[\"a\"]}      | criteria must contain 2–26 candidates",
      })
  void question_isToldByItsName(String question, String message) {
    assertRefused(
        "{\"state\":\"s\",\"questions\":{\"a \\\"b\\\"\":" + question + "}}",
        "question \"a \\\"b\\\"\": " + message);
  }

  @Test
  void questions_areNamed_andTheFirstWrongOneIsTold() {
    assertRefused(
        "{\"state\":\"s\",\"questions\":{\" \":{\"type\":\"noul\",\"instructions\":\"q\"}}}",
        "question \" \": field name must not be empty");
    assertRefused(
        "{\"state\":\"s\",\"questions\":{\"x\":{\"type\":\"noul\",\"instructions\":\"q\"},"
            + "\"b\":{},\"a\":{}}}",
        "question \"b\": instructions must be a nonempty string, object, or array");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void questions_mayBeSoMany(int count) {
    assertThatCode(() -> QuestionCheck.check(read(questions(count)), false))
        .doesNotThrowAnyException();
  }

  @Test
  void questions_areNoMoreThan64() {
    assertRefused(questions(65), "questions must contain 1–64 fields");
  }

  private static String questions(int count) {
    return IntStream.range(0, count)
        .mapToObj("\"q%d\":{\"type\":\"noul\",\"instructions\":\"q\"}"::formatted)
        .collect(Collectors.joining(",", "{\"state\":\"s\",\"questions\":{", "}}"));
  }

  @Test
  void candidates_areNoMoreThan26() {
    String score =
        "{\"state\":[],\"questions\":{\"x\":{\"type\":\"score\",\"instructions\":{},\"criteria\":[%s]}}}";
    String most = String.join(",", Collections.nCopies(26, "\"l\""));
    assertThatCode(() -> QuestionCheck.check(read(score.formatted(most)), false))
        .doesNotThrowAnyException();
    assertRefused(
        score.formatted(most + ",\"l\""), "question \"x\": criteria must contain 2–26 candidates");
  }

  @Test
  void images_needAModelThatSees_andMayBeAllThereIs() {
    SystemOneRequest images = read("{\"state\":\"\",\"images\":[\"aW1n\"]," + NOUL + "}");
    assertThatCode(() -> QuestionCheck.check(images, true)).doesNotThrowAnyException();
    assertThatThrownBy(() -> QuestionCheck.check(images, false))
        .hasMessage("image inputs are not supported by this decision model");
  }

  @Test
  void questions_keepTheirOrderAndTheirOptions() {
    SystemOneRequest request =
        read(
            """
            {"state":"s","questions":{
              "z":{"type":"choice","instructions":["q"],"criteria":{"b":"B","a":null,"b":"last"}},
              "a":{"TYPE":"noul","instructions":"q","criteria":{"true":"It is","more":1,"more":"x"}},
              "a":{"type":"noul","instructions":"q","criteria":{"true":"It is"}},
              "m":{"type":"score","instructions":"q","criteria":["low","high"]}}}""");
    assertThat(QuestionCheck.questions(request))
        .containsExactly(
            new Question(
                "z",
                Question.Type.CHOICE,
                "[\"q\"]",
                List.of(new Candidate("b", "last"), new Candidate("a", "a"))),
            new Question(
                "a",
                Question.Type.NOUL,
                "q",
                List.of(new Candidate("false", "No"), new Candidate("true", "It is"))),
            new Question(
                "m",
                Question.Type.SCORE,
                "q",
                List.of(new Candidate("0", "low"), new Candidate("1", "high"))));
  }
}
