package io.aiportal.testkit.bedrock.rules;

import org.jspecify.annotations.Nullable;

/** One thing that a model may refuse a request for. */
@FunctionalInterface
interface Rule {

  /** Null when the request is fine by this rule. */
  @Nullable Violation check(CheckedRequest request);
}
