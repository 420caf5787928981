package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.List;
import java.util.function.Consumer;

/**
 * The door to the part of the Ollama API that makes, copies, deletes, pulls and pushes models; what
 * is made are {@link SavedModels}.
 */
public final class SavedModelsApi {

  private SavedModelsApi() {}

  /**
   * Reads the body of {@code /api/create}.
   *
   * @throws CallException 400, if it is none
   */
  public static CreateRequest readCreate(byte[] body) {
    return RequestReader.create(body);
  }

  /**
   * Reads the body of {@code /api/copy}.
   *
   * @throws CallException 400, if it is none
   */
  public static CopyRequest readCopy(byte[] body) {
    return RequestReader.copy(body);
  }

  /**
   * Reads the body of {@code /api/delete}.
   *
   * @throws CallException 400, if it is none
   */
  public static NamedRequest readDelete(byte[] body) {
    return RequestReader.named(body, "DeleteRequest");
  }

  /**
   * Reads the body of {@code /api/pull}.
   *
   * @throws CallException 400, if it is none
   */
  public static NamedRequest readPull(byte[] body) {
    return RequestReader.named(body, "PullRequest");
  }

  /**
   * Reads the body of {@code /api/push}.
   *
   * @throws CallException 400, if it is none
   */
  public static NamedRequest readPush(byte[] body) {
    return RequestReader.named(body, "PushRequest");
  }

  /**
   * Pulls a model, of which there is nothing to fetch.
   *
   * @param saved what was saved of models
   * @param steps gets each step as it is done
   * @throws CallException 400 for a name that nothing can have, 403 if the model cannot be called;
   *     500, as Ollama has it, if it is not there or its registry is to be asked in the clear
   */
  public static void pull(
      NamedRequest request,
      ModelCatalogue catalogue,
      SavedModels saved,
      Consumer<ProgressResponse> steps) {
    PullSteps.pull(request, catalogue, saved, steps);
  }

  /**
   * Refuses to push a model.
   *
   * @param steps gets each step as it is done
   * @throws CallException always
   */
  public static void push(
      NamedRequest request, ModelCatalogue catalogue, Consumer<ProgressResponse> steps) {
    OllamaApi.requireName(request.model());
    PullSteps.push(request, catalogue, steps);
  }

  /**
   * The steps in which a model was made.
   *
   * @param saved what was saved of models, that one among them
   * @param lasting whether it outlives the process
   */
  public static List<ProgressResponse> created(
      CreateRequest request, ModelCatalogue catalogue, SavedModels saved, boolean lasting) {
    return PullSteps.created(request, catalogue, saved, lasting);
  }

  /**
   * What of a wish for a model has no effect, a sentence each; the steps have it too.
   *
   * @param lasting whether the model outlives the process
   */
  public static List<String> warnings(CreateRequest request, boolean lasting) {
    return PullSteps.warnings(request, lasting);
  }
}
