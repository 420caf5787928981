package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.RequestWarnings;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is told while models are pulled, pushed and made, in Ollama's words. */
final class PullSteps {

  private static final ProgressResponse WRITING = ProgressResponse.of("writing manifest");
  private static final ProgressResponse SUCCESS = ProgressResponse.of("success");

  private static final int SHORT_DIGEST = 12;

  private PullSteps() {}

  /** Tells of a model that it is there, as a layer that needs not be fetched again. */
  static void pull(
      NamedRequest request,
      ModelCatalogue catalogue,
      SavedModels saved,
      Consumer<ProgressResponse> steps) {
    String name = request.model();
    SavedModels.requireName(name);
    requireSecure(request);
    steps.accept(ProgressResponse.of("pulling manifest"));
    Model model = SavedModels.requireThere(name, catalogue);
    String digest = ModelListing.digest(model, saved.find(name));
    long size = ModelSize.of(model.baseModelId()).bytes();
    steps.accept(
        new ProgressResponse(
            "pulling " + digest.substring(0, SHORT_DIGEST), "sha256:" + digest, size, size));
    steps.accept(ProgressResponse.of("verifying sha256 digest"));
    steps.accept(WRITING);
    steps.accept(SUCCESS);
  }

  /** Looks for a model, and refuses to send it anywhere. */
  static void push(
      NamedRequest request, ModelCatalogue catalogue, Consumer<ProgressResponse> steps) {
    String name = request.model();
    SavedModels.requireName(name);
    steps.accept(ProgressResponse.of("retrieving manifest"));
    requireSecure(request);
    if (catalogue.resolve(name).found().isEmpty()) {
      throw CallException.modelNotFound(name);
    }
    throw CallException.runnerError(
        GoQuote.quote(name) + " is served from Amazon Bedrock and cannot be pushed anywhere");
  }

  /** Ollama talks to a registry in the clear only if it is told to. */
  private static void requireSecure(NamedRequest request) {
    if (!request.insecure() && ModelName.isInTheClear(request.model())) {
      throw CallException.runnerError("insecure protocol http");
    }
  }

  static List<ProgressResponse> created(
      CreateRequest request, ModelCatalogue catalogue, SavedModels saved, boolean lasting) {
    List<ProgressResponse> steps = new ArrayList<>();
    for (String layer : List.of(request.from(), request.model())) {
      String step = layer.equals(request.from()) ? "using existing layer" : "creating new layer";
      catalogue
          .resolve(layer)
          .found()
          .map(model -> ModelListing.digest(model, saved.find(layer)))
          .map(digest -> ProgressResponse.of(step + " sha256:" + digest))
          .ifPresent(steps::add);
    }
    warnings(request, lasting).stream().map(ProgressResponse::of).forEach(steps::add);
    steps.add(WRITING);
    steps.add(SUCCESS);
    return steps;
  }

  static List<String> warnings(CreateRequest request, boolean lasting) {
    List<String> warnings = new ArrayList<>();
    if (request.template() != null) {
      warnings.add("the template has no effect: models on Amazon Bedrock bring their own");
    }
    request.withoutEffect().keySet().stream()
        .map(RequestWarnings::withoutEffect)
        .forEach(warnings::add);
    if (!lasting) {
      warnings.add("kept until the server stops, as it has no folder to keep it in");
    }
    return warnings;
  }
}
