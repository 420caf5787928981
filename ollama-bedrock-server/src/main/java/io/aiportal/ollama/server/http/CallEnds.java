package io.aiportal.ollama.server.http;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.Price;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.telemetry.CallTrail;
import io.aiportal.ollama.server.telemetry.ModelLabels;
import io.aiportal.ollama.server.telemetry.RequestEnd;
import io.aiportal.ollama.server.telemetry.Verdict;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells of calls that have ended what became of them, and what they cost. */
final class CallEnds {

  private final ModelLabels models;

  /** Models are called as these labels have it. */
  CallEnds(ModelLabels models) {
    this.models = models;
  }

  /** How a call ended. */
  RequestEnd of(HttpCall call) {
    Model asked = call.meant();
    Model answered = answered(call, asked);
    KeySetting.Api api = call.api();
    return new RequestEnd(
        api == null ? RequestEnd.NONE : api.name().toLowerCase(Locale.ROOT),
        call.route(),
        call.caller().key().name(),
        call.status(),
        verdict(call),
        cause(call),
        label(call, asked),
        label(call, answered),
        System.nanoTime() - call.startedNanos(),
        call.firstPieceNanos(),
        call.isKept(),
        call.usage(),
        cost(call, answered),
        call.trail());
  }

  /** The model that was tried last: another one where there was no room for the one asked. */
  @Nullable Model answered(HttpCall call, @Nullable Model asked) {
    CallTrail trail = call.trail();
    CallTrail.Attempt last = trail == null ? null : trail.last();
    return last == null || asked == null || asked.baseModelId().equals(last.baseModelId())
        ? asked
        : models.model(last.baseModelId());
  }

  /** What the foundation models are called that were tried for a call. */
  UnaryOperator<String> labels(HttpCall call, RequestEnd end) {
    Model asked = call.resolved();
    return base -> {
      if (asked != null && asked.baseModelId().equals(base)) {
        return end.asked();
      }
      Model tried = models.model(base);
      return tried == null ? RequestEnd.OTHER : models.of(tried);
    };
  }

  private String label(HttpCall call, @Nullable Model model) {
    if (model != null) {
      return models.of(model);
    }
    return call.model() == null ? RequestEnd.NONE : RequestEnd.OTHER;
  }

  private static @Nullable BigDecimal cost(HttpCall call, @Nullable Model answered) {
    Price price = answered == null ? null : answered.traits().price();
    TokenUsage usage = call.usage();
    return price == null || usage.equals(TokenUsage.NONE) ? null : price.cost(usage);
  }

  private static Verdict verdict(HttpCall call) {
    if (call.isClientGone()) {
      return Verdict.CLIENT_GONE;
    }
    int status = call.status();
    if (status >= 400 && status < 500) {
      return Verdict.REFUSED;
    }
    return status >= 500 || call.error() != null ? Verdict.FAILED : Verdict.ANSWERED;
  }

  private static String cause(HttpCall call) {
    if (call.isClientGone()) {
      return Verdict.CLIENT_GONE.label();
    }
    CallException.Kind kind = call.failure();
    if (kind != null) {
      return kind.name().toLowerCase(Locale.ROOT);
    }
    return call.error() == null && call.status() < 400 ? "" : RequestEnd.OTHER;
  }
}
