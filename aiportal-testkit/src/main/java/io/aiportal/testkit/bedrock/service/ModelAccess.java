package io.aiportal.testkit.bedrock.service;

import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.catalogue.Resolution;
import io.aiportal.testkit.bedrock.catalogue.SimulatedModel;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.util.List;

/** Finds the model that a call means, or the reason why it may not be called. */
final class ModelAccess {

  private final Catalogue catalogue;
  private final boolean anyModel;

  ModelAccess(Catalogue catalogue, boolean anyModel) {
    this.catalogue = catalogue;
    this.anyModel = anyModel;
  }

  /**
   * The model behind an id or ARN.
   *
   * @param scripted whether a script has the answer, so that the model may be one of the past
   * @throws ServiceException if it cannot be called in that region
   */
  SimulatedModel model(Caller caller, boolean scripted) {
    Resolution resolution = resolve(caller);
    if (resolution instanceof Resolution.Callable callable) {
      return meant(callable.model());
    }
    if (scripted && resolution instanceof Resolution.Lapsed lapsed) {
      return lapsed.model();
    }
    if (scripted && resolution instanceof Resolution.EndOfLife ended) {
      return ended.model();
    }
    if (anyModel && resolution instanceof Resolution.Unknown) {
      return SimulatedModel.text(caller.calledAs(), "Unknown", List.of(caller.region()));
    }
    throw new ServiceException(refusal(resolution, caller.calledAs()));
  }

  /**
   * The model whose tokens are to be counted. Its own id will do, even where it can be called only
   * through a profile.
   *
   * @throws ServiceException if it is not there
   */
  SimulatedModel countedModel(Caller caller) {
    return resolve(caller) instanceof Resolution.ProfileOnly known
        ? known.model()
        : model(caller, false);
  }

  /** A model that is simulated for what its id says must say something. */
  private SimulatedModel meant(SimulatedModel model) {
    if (model.id().startsWith(Catalogue.SIMULATOR_PREFIX)
        && !SimulatorModelId.isKnown(model.id())
        && !catalogue.has(model.id())) {
      throw new ServiceException(
          BedrockError.validation(
              "The simulator has no model " + model.id() + ". " + SimulatorModelId.names()));
    }
    return model;
  }

  private Resolution resolve(Caller caller) {
    return catalogue.inAccount(caller.account()).resolve(caller.calledAs(), caller.region());
  }

  private static BedrockError refusal(Resolution resolution, String idOrArn) {
    if (resolution instanceof Resolution.ProfileOnly) {
      return BedrockError.validation(
          "Invocation of model ID "
              + idOrArn
              + " with on-demand throughput isn’t supported. Retry your request with the ID or ARN"
              + " of an inference profile that contains this model.");
    }
    if (resolution instanceof Resolution.Lapsed) {
      return Fault.MODEL_LEGACY.error().orElseThrow();
    }
    return resolution instanceof Resolution.EndOfLife
        ? Fault.MODEL_END_OF_LIFE.error().orElseThrow()
        : BedrockError.unknownModel();
  }
}
