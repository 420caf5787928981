package io.aiportal.ollama.server.settings;

import io.aiportal.ollama.model.Residency;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator says of one who may call: by which keys it is known, and what these open.
 *
 * @param name what logs, limits and metrics call it
 * @param sha256 the SHA-256 of each of its keys, in lower-case hexadecimal digits; more than one
 *     while a key is being replaced
 * @param models names of models that may be used, each with any number of {@code *}; empty for all
 * @param apis APIs that may be called; empty for all
 * @param admin whether it may see what is for operators
 * @param limits how much it may ask for, all who call with its keys together
 * @param budget what it may spend, all who call with its keys together
 * @param people how much each person may ask for and spend who calls with its keys
 * @param guardrail the guardrail that watches over its calls, in place of the model's own: id or
 *     ARN, a colon and a version
 * @param requestMetadata what Bedrock's invocation logs say of its calls besides
 * @param residency how far its data may go, where that is less far than the server's own
 */
public record KeySetting(
    String name,
    List<String> sha256,
    List<String> models,
    List<Api> apis,
    boolean admin,
    LimitSetting limits,
    BudgetSetting budget,
    People people,
    Optional<String> guardrail,
    Map<String, String> requestMetadata,
    Optional<Residency> residency) {

  /** Those who show no key, and the one of a single key. */
  private static final List<String> RESERVED = List.of("anonymous", "default");

  public KeySetting {
    sha256 = List.copyOf(sha256);
    models = List.copyOf(models);
    apis = List.copyOf(apis);
    requestMetadata = Map.copyOf(requestMetadata);
  }

  /** Why nobody who may call can be named so, as it follows what is named; empty if one can. */
  public static Optional<String> fault(String name) {
    if (RESERVED.contains(name)) {
      return Optional.of(
          "must not be '" + name + "', which is what this server calls others itself");
    }
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
        ? Optional.empty()
        : Optional.of(
            "must be up to 64 letters, digits, dots, dashes and underscores, the first a letter or"
                + " a digit");
  }

  /** One who may do everything that is not for operators alone. */
  public static KeySetting unlimited(String name, List<String> sha256) {
    return new KeySetting(
        name,
        sha256,
        List.of(),
        List.of(),
        false,
        LimitSetting.NONE,
        BudgetSetting.NONE,
        People.NONE,
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  /** Whether calls are paid from a budget, the key's or a person's. */
  public boolean hasBudget() {
    return !budget.equals(BudgetSetting.NONE) || !people.budget().equals(BudgetSetting.NONE);
  }

  /** The APIs that a key can open. */
  public enum Api {
    OLLAMA,
    OPENAI,
    ANTHROPIC
  }

  /**
   * What holds for each person who calls with a key.
   *
   * @param limits how much a person may ask for
   * @param budget what a person may spend
   */
  public record People(LimitSetting limits, BudgetSetting budget) {

    /** Nothing holds. */
    public static final People NONE = new People(LimitSetting.NONE, BudgetSetting.NONE);
  }
}
