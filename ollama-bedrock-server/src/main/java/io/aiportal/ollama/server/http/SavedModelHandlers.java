package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.CopyRequest;
import io.aiportal.ollama.api.ollama.CreateRequest;
import io.aiportal.ollama.api.ollama.NamedRequest;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.ollama.ProgressResponse;
import io.aiportal.ollama.api.ollama.SavedModelsApi;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ModelRights;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.state.ModelStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes, copies and deletes models, and tells what of that is Bedrock's affair. */
final class SavedModelHandlers {

  private static final Pattern DIGEST = Pattern.compile("sha256[:-][0-9a-fA-F]{64}");

  private final OllamaBedrock ollama;
  private final ModelStore store;
  private final LoadedModels loaded;
  private final RequestBodies bodies;
  private final Clock clock = Clock.systemUTC();

  SavedModelHandlers(
      OllamaBedrock ollama, ModelStore store, LoadedModels loaded, RequestBodies bodies) {
    this.ollama = ollama;
    this.store = store;
    this.loaded = loaded;
    this.bodies = bodies;
  }

  void create(HttpCall call) {
    bodies.read(
        call,
        body -> {
          CreateRequest request = SavedModelsApi.readCreate(body);
          bodies.onWorker(call, () -> create(call, request));
        });
  }

  private void create(HttpCall call, CreateRequest request) {
    call.model(request.model());
    call.requestWarnings(SavedModelsApi.warnings(request, store.isLasting()));
    progress(
        call,
        request.stream(),
        steps -> {
          makeIn(store, request, call.context(), steps);
          steps.addAll(
              SavedModelsApi.created(
                  request, ollama.catalogue(call.context()), ollama.saved(), store.isLasting()));
        });
  }

  /** Ollama pulls what it does not have, so its first step is told before it finds nothing. */
  private void makeIn(
      ModelStore store, CreateRequest request, CallContext context, List<ProgressResponse> steps) {
    ModelRights rights = context.models();
    try {
      requireVisible(request.from(), rights);
      requireOpen(request.model(), rights);
      store.change(
          (saved, models) -> saved.create(request, models.openTo(rights), clock.instant()));
    } catch (CallException e) {
      if (!request.from().isBlank()
          && ollama.catalogue(context).resolve(request.from()).found().isEmpty()) {
        steps.add(ProgressResponse.of("pulling manifest"));
      }
      throw e;
    }
  }

  void copy(HttpCall call) {
    bodies.read(
        call,
        body -> {
          CopyRequest request = SavedModelsApi.readCopy(body);
          change(call, () -> copy(request, call.context().models()));
        });
  }

  private void copy(CopyRequest request, ModelRights rights) {
    requireVisible(request.source(), rights);
    requireOpen(request.destination(), rights);
    store.change((saved, models) -> saved.copy(request, models.openTo(rights), clock.instant()));
  }

  /**
   * Refuses to put something in place of a model that the caller may not use.
   *
   * @throws CallException 403, if the name is that of one
   */
  private void requireOpen(String name, ModelRights rights) {
    if (isHidden(name, rights)) {
      throw new CallException(403, "this key does not open the model that has this name", null);
    }
  }

  /**
   * Refuses to tell anything of a model that the caller may not use.
   *
   * @throws CallException 404, if the name is that of one
   */
  private void requireVisible(String name, ModelRights rights) {
    if (isHidden(name, rights)) {
      throw CallException.modelNotFound(name);
    }
  }

  /** Whether there is a model of this name, and the caller may not use it. */
  private boolean isHidden(String name, ModelRights rights) {
    ModelCatalogue all = ollama.catalogue();
    return all.resolve(name).found().isPresent()
        && all.openTo(rights).resolve(name).found().isEmpty();
  }

  void delete(HttpCall call) {
    bodies.read(
        call,
        body -> {
          NamedRequest request = SavedModelsApi.readDelete(body);
          call.model(request.model());
          change(call, () -> delete(request.model(), call.context().models()));
        });
  }

  private void delete(String name, ModelRights rights) {
    requireVisible(name, rights);
    ModelCatalogue before = ollama.catalogue();
    store.change((saved, models) -> saved.delete(name, models));
    before.resolve(name).found().ifPresent(model -> loaded.used(model, Duration.ZERO));
  }

  /** Ollama answers changes with nothing but their success. */
  private void change(HttpCall call, Runnable change) {
    bodies.onWorker(
        call,
        () -> {
          change.run();
          call.onIoThread(() -> Reply.empty(call.exchange(), 200));
        });
  }

  void pull(HttpCall call) {
    bodies.read(
        call,
        body -> {
          NamedRequest request = SavedModelsApi.readPull(body);
          call.model(request.model());
          progress(
              call,
              request.stream(),
              steps ->
                  SavedModelsApi.pull(
                      request, ollama.catalogue(call.context()), ollama.saved(), steps::add));
        });
  }

  void push(HttpCall call) {
    bodies.read(
        call,
        body -> {
          NamedRequest request = SavedModelsApi.readPush(body);
          call.model(request.model());
          progress(
              call,
              request.stream(),
              steps -> SavedModelsApi.push(request, ollama.catalogue(call.context()), steps::add));
        });
  }

  void findBlob(HttpCall call) {
    requireDigest(call);
    Reply.empty(call.exchange(), 404);
  }

  void putBlob(HttpCall call) {
    requireDigest(call);
    throw new CallException(
        501,
        "files of models are managed in Amazon Bedrock, not through this API; make models from"
            + " other models",
        null);
  }

  private static void requireDigest(HttpCall call) {
    String path = call.exchange().getRequestPath();
    if (!DIGEST.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()) {
      throw CallException.badRequest("invalid digest format");
    }
  }

  /** Does something in steps, which it adds to a list as they are done. */
  private interface Steps {
    void take(List<ProgressResponse> steps);
  }

  /**
   * Answers with the steps, or the last one alone. A failure behind the first step is told in a
   * line; one before it, or where no lines are wanted, is an error of the request.
   */
  private static void progress(HttpCall call, @Nullable Boolean stream, Steps work) {
    boolean inLines = !Boolean.FALSE.equals(stream);
    List<ProgressResponse> done = new ArrayList<>();
    call.stream(inLines);
    @Nullable CallException failure = null;
    try {
      work.take(done);
    } catch (CallException e) {
      if (e.status() == 400) {
        throw e;
      }
      failure = e;
    }
    CallException error = failure;
    call.onIoThread(() -> answer(call, inLines, done, error));
  }

  private static void answer(
      HttpCall call, boolean inLines, List<ProgressResponse> done, @Nullable CallException error) {
    if (error != null) {
      call.failed(error);
    }
    if (error != null && (!inLines || done.isEmpty())) {
      Reply.error(call, Reply.BARE_JSON, error);
    } else if (inLines) {
      List<byte[]> lines = new ArrayList<>();
      done.forEach(step -> lines.add(OllamaApi.write(step)));
      if (error != null) {
        lines.add(OllamaApi.errorBody(error));
      }
      Reply.lines(call.exchange(), lines);
    } else {
      // Lines tell it themselves.
      GatewayHeaders.put(call);
      byte[] last = OllamaApi.write(done.get(done.size() - 1));
      Reply.send(call.exchange(), 200, Reply.BARE_JSON, last);
    }
  }
}
