package io.aiportal.ollama.api.systemone;

import io.aiportal.ollama.api.systemone.Question.Candidate;
import io.aiportal.ollama.api.systemone.SystemOneResponse.Answer;
import io.aiportal.ollama.api.systemone.SystemOneResponse.Choice;
import io.aiportal.ollama.api.systemone.SystemOneResponse.Noul;
import io.aiportal.ollama.api.systemone.SystemOneResponse.Score;
import io.aiportal.ollama.api.systemone.SystemOneResponse.Usage;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes typed answers of what a model said. */
final class Decisions {

  private Decisions() {}

  /**
   * The answers to a request that was checked.
   *
   * @throws CallException 400, if what the model said was withheld; 500, if it is not what was
   *     asked for
   */
  static SystemOneResponse of(
      SystemOneRequest request, String text, StopReason stopReason, TokenUsage usage) {
    if (stopReason == StopReason.GUARDRAIL_INTERVENED
        || stopReason == StopReason.CONTENT_FILTERED) {
      throw CallException.badRequest(
          "Bedrock withheld the decision: " + stopReason.value().replace('_', ' '));
    }
    Map<String, Answer> answers = new LinkedHashMap<>();
    List<Question> questions = QuestionCheck.questions(request);
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      StatedProbabilities stated = StatedProbabilities.read(text, i, question.candidates().size());
      if (stated == null) {
        throw unusable(question.name(), null);
      }
      answers.put(question.name(), answer(question, stated));
    }
    return new SystemOneResponse(
        request.model(),
        answers,
        new Usage(usage.promptTokens(), usage.outputTokens()),
        usage.cacheReadInputTokens());
  }

  private static CallException unusable(String question, @Nullable CallException reason) {
    String message =
        "scorer returned the wrong number of candidates for " + GoQuote.quote(question);
    return new CallException(CallException.Kind.BAD_ANSWER, 500, message, null, reason);
  }

  /** What is told in the end; where all of the answer is wrong, of the first question. */
  static CallException unusable(SystemOneRequest request, CallException reason) {
    return reason.status() == 500
        ? reason
        : unusable(request.questions().keySet().iterator().next(), reason);
  }

  private static Answer answer(Question question, StatedProbabilities stated) {
    return switch (question.type()) {
      case NOUL -> new Noul("noul", stated.values()[1]);
      case CHOICE ->
          new Choice(
              "choice",
              question.candidates().get(stated.first()).key(),
              probabilities(question, stated),
              stated.confidence());
      case SCORE ->
          new Score(
              "score",
              stated.score(),
              legend(question),
              probabilities(question, stated),
              stated.confidence());
    };
  }

  private static Map<String, Double> probabilities(Question question, StatedProbabilities stated) {
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < question.candidates().size(); i++) {
      probabilities.put(question.candidates().get(i).key(), stated.values()[i]);
    }
    return probabilities;
  }

  private static Map<String, String> legend(Question question) {
    Map<String, String> legend = new LinkedHashMap<>();
    for (Candidate level : question.candidates()) {
      legend.put(level.key(), level.description());
    }
    return legend;
  }
}
