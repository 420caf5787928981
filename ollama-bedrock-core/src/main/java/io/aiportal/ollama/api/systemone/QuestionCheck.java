package io.aiportal.ollama.api.systemone;

import io.aiportal.ollama.api.systemone.Question.Candidate;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks whether what is asked makes sense, in the order and the words of Ollama. */
final class QuestionCheck {

  private static final int MOST_QUESTIONS = 64;
  private static final int LEAST_CANDIDATES = 2;
  private static final int MOST_CANDIDATES = 26;
  private static final char NEXT_LINE = '\u0085';

  private QuestionCheck() {}

  /**
   * Checks all of a request but its model.
   *
   * @param seesImages whether the model takes images
   * @throws CallException 400, if something is wrong
   */
  static void check(SystemOneRequest request, boolean seesImages) {
    int count = request.questions().size();
    require(count >= 1 && count <= MOST_QUESTIONS, "questions must contain 1–64 fields");
    require(!request.videos(), "video inputs are not supported");
    require(
        seesImages || request.images().isEmpty(),
        "image inputs are not supported by this decision model");
    for (int i = 0; i < request.images().size(); i++) {
      require(request.images().get(i).length > 0, "image " + i + " must not be empty");
    }
    String state = text(request.state());
    require(state != null, "state: must be a string, object, or array");
    require(
        !isBlank(String.valueOf(state)) || !request.images().isEmpty(), "state must not be empty");
    questions(request);
  }

  /**
   * The questions of a request.
   *
   * @throws CallException 400, if one of them makes no sense
   */
  static List<Question> questions(SystemOneRequest request) {
    List<Question> questions = new ArrayList<>();
    request.questions().forEach((name, question) -> questions.add(question(name, question)));
    return questions;
  }

  /** The text that stands for a state or for instructions; null if they are nothing of the kind. */
  static @Nullable String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Map || value instanceof List ? JsonObjects.write(value) : null;
  }

  private static Question question(String name, QuestionParam question) {
    try {
      return checked(name, question);
    } catch (CallException wrong) {
      throw CallException.badRequest("question " + GoQuote.quote(name) + ": " + wrong.getMessage());
    }
  }

  private static Question checked(String name, QuestionParam question) {
    require(!isBlank(name), "field name must not be empty");
    String instructions = text(question.instructions());
    if (instructions == null || isBlank(instructions)) {
      throw CallException.badRequest("instructions must be a nonempty string, object, or array");
    }
    Question.Type type = type(question.type());
    List<Candidate> candidates =
        switch (type) {
          case CHOICE -> choice(question.criteria());
          case NOUL -> noul(question.criteria());
          case SCORE -> score(question.criteria());
        };
    require(
        candidates.size() >= LEAST_CANDIDATES && candidates.size() <= MOST_CANDIDATES,
        "criteria must contain 2–26 candidates");
    return new Question(name, type, instructions, candidates);
  }

  private static Question.Type type(String type) {
    return switch (type) {
      case "choice" -> Question.Type.CHOICE;
      case "noul" -> Question.Type.NOUL;
      case "score" -> Question.Type.SCORE;
      default -> throw CallException.badRequest("type must be choice, noul, or score");
    };
  }

  private static List<Candidate> choice(@Nullable Object criteria) {
    List<Candidate> candidates = new ArrayList<>();
    if (criteria == null) {
      return candidates;
    }
    texts(criteria, "choice criteria must map option keys to descriptions or null")
        .forEach(
            (option, description) -> {
              String key = (String) option;
              require(!isBlank(key), "choice keys must not be empty");
              candidates.add(new Candidate(key, description instanceof String text ? text : key));
            });
    return candidates;
  }

  private static List<Candidate> noul(@Nullable Object criteria) {
    String no = "No";
    String yes = "Yes";
    if (!QuestionParam.NONE.equals(criteria)) {
      Map<?, ?> descriptions =
          texts(criteria, "noul criteria must be an object of true/false descriptions");
      for (Map.Entry<?, ?> entry : descriptions.entrySet()) {
        String key = (String) entry.getKey();
        require(entry.getValue() != null, "noul descriptions must be strings");
        require(
            key.equals("false") || key.equals("true"),
            "unknown noul criterion " + GoQuote.quote(key));
        no = key.equals("false") ? (String) entry.getValue() : no;
        yes = key.equals("true") ? (String) entry.getValue() : yes;
      }
    }
    return List.of(new Candidate("false", no), new Candidate("true", yes));
  }

  private static List<Candidate> score(@Nullable Object criteria) {
    List<Candidate> candidates = new ArrayList<>();
    if (criteria == null) {
      return candidates;
    }
    if (!(criteria instanceof List<?> descriptions && areTexts(descriptions))) {
      throw CallException.badRequest("score criteria must be an array of descriptions");
    }
    for (Object description : descriptions) {
      if (!(description instanceof String text)) {
        throw CallException.badRequest("score descriptions must be strings");
      }
      candidates.add(new Candidate(String.valueOf(candidates.size()), text));
    }
    return candidates;
  }

  /** Criteria that are an object of strings and nulls, and are refused otherwise. */
  private static Map<?, ?> texts(@Nullable Object criteria, String otherwise) {
    if (criteria instanceof Map<?, ?> map && areTexts(map.values())) {
      return map;
    }
    throw CallException.badRequest(otherwise);
  }

  /** Whether there is nothing but strings and nulls. */
  private static boolean areTexts(Iterable<?> values) {
    for (Object value : values) {
      if (value != null && !(value instanceof String)) {
        return false;
      }
    }
    return true;
  }

  /** Whether Go finds nothing but white space in a text. */
  static boolean isBlank(String text) {
    return text.chars()
        .allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE);
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw CallException.badRequest(otherwise);
    }
  }
}
