package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a name means, and why. */
public sealed interface ModelResolution {

  /** The model, if the name means one. */
  Optional<Model> found();

  /** Why this model, step by step, each in words for the operator; empty if there is none. */
  List<String> reasons();

  /**
   * The model that the name means.
   *
   * @throws CallException if there is none: with status 400 if nothing can have such a name, 403 if
   *     the residency does not allow the model, 404 if there is no such model
   */
  Model orThrow();

  /**
   * A model.
   *
   * @param model the model
   * @param reasons why this one, step by step
   */
  record Found(Model model, List<String> reasons) implements ModelResolution {

    public Found {
      reasons = List.copyOf(reasons);
    }

    @Override
    public Optional<Model> found() {
      return Optional.of(model);
    }

    @Override
    public Model orThrow() {
      return model;
    }
  }

  /** Why a name means no model that can be called. */
  sealed interface Failure extends ModelResolution {

    /** The name that was asked for. */
    String name();

    /** The failure as a caller is told of it. */
    CallException exception();

    @Override
    default Optional<Model> found() {
      return Optional.empty();
    }

    @Override
    default List<String> reasons() {
      return List.of();
    }

    @Override
    default Model orThrow() {
      throw exception();
    }
  }

  /**
   * No model.
   *
   * @param name the name that was asked for
   * @param reason why a model that is known by this name is not there; null if none is known
   */
  record NotFound(String name, @Nullable String reason) implements Failure {

    @Override
    public CallException exception() {
      CallException unknown = CallException.modelNotFound(name);
      return reason == null
          ? unknown
          : new CallException(unknown.status(), unknown.getMessage() + ": " + reason, null);
    }
  }

  /**
   * A model that may not be called, as the residency forbids where its data would go.
   *
   * @param name the name that was asked for
   * @param reason the whole sentence for the caller
   * @param unknown the ARN that does not tell where the data would go; null where that is known
   */
  record NotAllowed(String name, String reason, @Nullable String unknown) implements Failure {

    /** A model of which it is known where its data would go. */
    public NotAllowed(String name, String reason) {
      this(name, reason, null);
    }

    @Override
    public CallException exception() {
      return new CallException(CallException.Kind.ACCESS_DENIED.status(), reason, null);
    }
  }

  /**
   * A name that nothing can have.
   *
   * @param name the name that was asked for
   * @param reason the whole sentence for the caller
   */
  record InvalidName(String name, String reason) implements Failure {

    @Override
    public CallException exception() {
      return CallException.badRequest(reason);
    }
  }
}
