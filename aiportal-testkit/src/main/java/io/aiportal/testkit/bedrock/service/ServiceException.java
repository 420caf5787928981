package io.aiportal.testkit.bedrock.service;

import io.aiportal.testkit.bedrock.fault.BedrockError;

/** Ends the work on a request with an error for the caller. */
final class ServiceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient BedrockError error;

  ServiceException(BedrockError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** Ends the work on a request with this error. */
  static void fail(BedrockError error) {
    throw new ServiceException(error);
  }

  BedrockError error() {
    return error;
  }
}
