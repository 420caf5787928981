package io.aiportal.ollama.api.systemone;

import io.aiportal.ollama.api.AbilityCheck;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.go.GoDecoder;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelName;
import io.aiportal.ollama.model.ModelResolution;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The door to System One: from bytes to calls, and from answers to bytes. */
public final class SystemOneApi {

  /** The bytes that a request may have. */
  public static final int MOST_BYTES = 32 << 20;

  /** The bytes that a request may have beside its images. */
  private static final int MOST_TEXT_BYTES = 64 << 10;

  private SystemOneApi() {}

  /**
   * Reads the body of {@code /v1/systemone}.
   *
   * @throws CallException 400, if it is none; 413, if it is too large
   */
  public static SystemOneRequest read(byte[] body) {
    if (body.length > MOST_BYTES) {
      throw tooLarge();
    }
    SystemOneRequest request =
        new GoDecoder("Request", "missing request body").decode(body, SystemOneReader::read);
    long images = request.images().stream().mapToLong(file -> (file.length + 2) / 3 * 4L).sum();
    if (body.length - images > MOST_TEXT_BYTES) {
      throw new CallException(
          CallException.Kind.TOO_LARGE, "request body must not exceed 64 KiB without images", null);
    }
    return request;
  }

  /** What is told of a request that is larger than any may be. */
  public static CallException tooLarge() {
    return new CallException(
        CallException.Kind.TOO_LARGE, "request body must not exceed 32 MiB with images", null);
  }

  /** What a request asks of a model. */
  public static ModelRequest modelRequest(SystemOneRequest request) {
    Asked asked = new Asked(request);
    return new ModelRequest(request.model(), asked::model, asked::call);
  }

  /** Takes a model's answer, and passes it on when it has ended. */
  public static AnswerSink answer(Consumer<WholeText> out) {
    return WholeText.sink(out);
  }

  /**
   * The response to a request that was checked.
   *
   * @param said what the model said
   * @param usage what it took, with all that was asked in vain before it
   * @throws CallException 400, if Bedrock withheld what the model said; of the kind {@code
   *     BAD_ANSWER}, if it is not what was asked for
   */
  public static SystemOneResponse response(
      SystemOneRequest request, WholeText said, TokenUsage usage) {
    return Decisions.of(request, said.text(), said.end().stopReason(), usage);
  }

  /**
   * What Ollama tells of an answer that is not what was asked for: status 500.
   *
   * @param reason what is wrong with it
   */
  public static CallException unusable(SystemOneRequest request, CallException reason) {
    return Decisions.unusable(request, reason);
  }

  /** A response as compact JSON without a line end. */
  public static byte[] write(SystemOneResponse response) {
    return GoEncoder.encode(response);
  }

  /** A request on its way: what it says is looked at when its model is known, as Ollama does. */
  private static final class Asked {

    private final SystemOneRequest request;
    private volatile @Nullable Model model;

    Asked(SystemOneRequest request) {
      this.request = request;
    }

    Model model(ModelCatalogue catalogue) {
      Model found = find(catalogue);
      new AbilityCheck(request.model(), found).deciding();
      QuestionCheck.check(request, found.traits().can(Capability.VISION));
      model = found;
      return found;
    }

    private Model find(ModelCatalogue catalogue) {
      String name = request.model();
      if (QuestionCheck.isBlank(name)) {
        throw CallException.badRequest("model is required");
      }
      if (ModelName.parse(name).cloud()) {
        throw new CallException(403, "ollama cloud is disabled: remote model is unavailable", null);
      }
      ModelResolution resolution = catalogue.resolve(name);
      if (resolution instanceof ModelResolution.NotFound missing && missing.reason() == null) {
        throw new CallException(
            CallException.Kind.NOT_FOUND,
            "model " + GoQuote.quote(name) + " not found, try pulling it first",
            null);
      }
      return resolution.orThrow();
    }

    ChatCall call() {
      Model asked = model;
      if (asked == null) {
        throw new IllegalStateException("the model is not known yet");
      }
      return DecisionCallConverter.convert(request, asked.traits());
    }
  }
}
