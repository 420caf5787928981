package io.aiportal.ollama.api;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
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
 */
public record ModelRequest(
    String model, Function<ModelCatalogue, Model> resolve, Supplier<@Nullable ChatCall> call) {}
