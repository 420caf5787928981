package io.aiportal.ollama.server.limits;

import java.util.Map;

/** What there is to see of limits and budgets while they hold. */
public interface LimitFigures {

  /** How many calls wait for their turn. */
  int waiting();

  /**
   * What was spent and is reserved, as far as this gateway knows: by {@code key:NAME} and {@code
   * person:KEY/ID}. It is a copy, and takes a moment to make.
   */
  Map<String, Statement> spending();
}
