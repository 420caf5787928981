package io.aiportal.ollama.server.http;

import io.aiportal.ollama.server.settings.OpenWebUi;

/**
 * Tells requests of Open WebUI from others.
 *
 * @param setting which ones are taken for such
 */
record OpenWebUiCalls(OpenWebUi setting) {

  /** Whether a request is one of them. */
  boolean isOne(HttpCall call) {
    return setting.isCalling(
        wanted ->
            call.exchange().getRequestHeaders().getHeaderNames().stream()
                .anyMatch(name -> wanted.test(name.toString())));
  }

  /** Has errors within the answer shown in its text, if the request is one of them. */
  void showErrors(HttpCall call) {
    if (isOne(call)) {
      call.showErrors();
    }
  }
}
