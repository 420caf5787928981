package io.aiportal.ollama.api.ollama;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a model is, as far as its id tells.
 *
 * <p>Makers of open models put the number of parameters into the name; the others do not tell it.
 *
 * @param parameters the number of parameters; 0 where the id does not tell
 */
record ModelSize(long parameters) {

  private static final Pattern BILLIONS =
      Pattern.compile("(?<![a-z0-9.])(?:(\\d{1,2})x)?(\\d{1,4}(?:\\.\\d)?)b(?![a-z0-9])");
  private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

  /** Weights are 16 bits wide where models are served. */
  private static final int BYTES_A_PARAMETER = 2;

  /** What is told of models whose makers tell nothing: clients take 0 for "not there". */
  private static final long NOMINAL_BYTES = 1_000_000_000;

  /** The size of the model that has this id. */
  static ModelSize of(String id) {
    Matcher billions = BILLIONS.matcher(id);
    if (!billions.find()) {
      return new ModelSize(0);
    }
    BigDecimal experts =
        billions.group(1) == null ? BigDecimal.ONE : new BigDecimal(billions.group(1));
    return new ModelSize(
        new BigDecimal(billions.group(2)).multiply(experts).multiply(BILLION).longValue());
  }

  /** The number of parameters in billions, such as {@code 70B}; empty where nobody tells. */
  String text() {
    BigDecimal billions = BigDecimal.valueOf(parameters).divide(BILLION);
    return parameters == 0 ? "" : billions.stripTrailingZeros().toPlainString() + 'B';
  }

  /** The bytes of its weights; a nominal gigabyte where nobody tells. */
  long bytes() {
    return parameters == 0 ? NOMINAL_BYTES : parameters * BYTES_A_PARAMETER;
  }
}
