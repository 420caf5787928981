package io.aiportal.ollama.internal.schema;

/** Whether a value follows a schema, as far as can be told. */
enum Fit {
  YES,
  NO,
  UNKNOWN;

  static Fit of(boolean fits) {
    return fits ? YES : NO;
  }
}
