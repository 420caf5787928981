package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoTemplate;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses in Ollama's words what a request to make a model shows to be wrong by itself. */
final class CreateCheck {

  private static final Pattern DIGEST = Pattern.compile("sha256[:-][0-9a-fA-F]{64}");

  /**
   * A path as Go's {@code fs.ValidPath} has it: relative, and without dots for folders. Possessive,
   * as Java's stack ends within long paths otherwise.
   */
  private static final Pattern RELATIVE =
      Pattern.compile("\\.|(?!\\.\\.?(?:/|$))[^/]+(?:/(?!\\.\\.?(?:/|$))[^/]+)*+");

  private CreateCheck() {}

  /**
   * Checks the files, the facts, the template and the remote server of a request.
   *
   * @throws CallException 400, if one of them makes no sense
   */
  static void check(CreateRequest request) {
    request.files().keySet().forEach(CreateCheck::path);
    request.files().values().forEach(CreateCheck::digest);
    request.info().forEach(CreateCheck::info);
    String template = request.template();
    String fault = template == null ? null : GoTemplate.fault(template);
    if (fault != null) {
      throw CallException.badRequest("template error: " + fault);
    }
    String remote = request.withoutEffect().get("remote_host");
    if (remote != null) {
      remote(remote, request.draft());
    }
    if (request.withoutEffect().containsKey("draft_quantize") && !request.draft()) {
      throw CallException.badRequest("--draft-quantize requires a DRAFT model");
    }
  }

  private static void remote(String host, boolean draft) {
    try {
      new URI(host);
    } catch (URISyntaxException e) {
      throw CallException.badRequest("bad remote");
    }
    if (draft) {
      throw CallException.badRequest("DRAFT cannot be used with remote models");
    }
  }

  private static void path(String path) {
    if (!RELATIVE.matcher(path).matches()) {
      throw CallException.badRequest("file path must be relative");
    }
  }

  private static void digest(@Nullable Object digest) {
    if (!(digest instanceof String text && DIGEST.matcher(text).matches())) {
      throw CallException.badRequest("invalid digest format");
    }
  }

  private static void info(String name, @Nullable Object value) {
    switch (name) {
      case "model_family", "base_name", "quantization_level", "parameter_size" ->
          require(value == null || value instanceof String, name, "string");
      case "context_length", "embedding_length" -> {
        require(value == null || value instanceof Number, name, "number");
        double number = value instanceof Number given ? given.doubleValue() : 0;
        require(number >= 0 && number == Math.rint(number), name, "non-negative integer");
      }
      default -> {}
    }
  }

  private static void require(boolean fits, String name, String kind) {
    if (!fits) {
      throw CallException.badRequest("info field \"" + name + "\" must be a " + kind);
    }
  }
}
