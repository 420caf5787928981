package io.aiportal.ollama.api;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request of an API asks of a model, whatever its own shape.
 *
 * @param model the model's name as the caller spells it
 * @param resolve finds the model, and refuses what it cannot do in the words of the API; throws
 *     {@link CallException}
 * @param call gives the request as a call, null where nothing is asked; throws {@link
 *     CallException}
 * @param returnsReasoning whether callers of the API get a model's reasoning with its signature,
 *     and give it back; otherwise it is kept for them
 */
public record ModelRequest(
    String model,
    Function<ModelCatalogue, Model> resolve,
    Supplier<@Nullable ChatCall> call,
    boolean returnsReasoning) {

  /** A request of an API that tells no signatures. */
  public ModelRequest(
      String model, Function<ModelCatalogue, Model> resolve, Supplier<@Nullable ChatCall> call) {
    this(model, resolve, call, false);
  }

  /** This request, and somebody is told of the model when it is found. */
  public ModelRequest noting(Consumer<Model> note) {
    return new ModelRequest(
        model,
        catalogue -> {
          Model found = resolve.apply(catalogue);
          note.accept(found);
          return found;
        },
        call,
        returnsReasoning);
  }

  /** This request, converted once, however often the call that it is gets asked for. */
  public ModelRequest convertedOnce() {
    return new ModelRequest(model, resolve, new Once(call), returnsReasoning);
  }

  /** Asks for a call once; a refusal is none, and is told each time. */
  private static final class Once implements Supplier<@Nullable ChatCall> {

    private final Supplier<@Nullable ChatCall> asked;
    private @Nullable ChatCall call;
    private boolean known;

    Once(Supplier<@Nullable ChatCall> asked) {
      this.asked = asked;
    }

    @Override
    public synchronized @Nullable ChatCall get() {
      if (!known) {
        call = asked.get();
        known = true;
      }
      return call;
    }
  }
}
