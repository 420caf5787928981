package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.bedrock.ServiceOptions.Guardrail;
import io.aiportal.ollama.model.ServiceTraits;
import io.aiportal.ollama.model.ServiceTraits.Latency;
import io.aiportal.ollama.model.ServiceTraits.ServiceTier;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a call is served, in Bedrock's words. */
final class ServicePlan {

  private ServicePlan() {}

  static ServiceOptions of(ServiceTraits traits, Warnings warnings) {
    boolean tier = traits.serviceTier() != ServiceTier.UNSET;
    boolean latency = traits.latency() != Latency.UNSET;
    warnings.addIf(
        tier && !traits.serviceTiers(),
        "the service tier of the settings has no effect: the model takes none");
    warnings.addIf(
        latency && !traits.latencies(),
        "the latency of the settings has no effect: the model takes none");
    return new ServiceOptions(
        guardrail(traits.guardrail()),
        tier && traits.serviceTiers() ? word(traits.serviceTier()) : null,
        latency && traits.latencies() ? word(traits.latency()) : null);
  }

  /** An ARN has colons of its own; the version stands behind the last one. */
  static @Nullable Guardrail guardrail(String guardrail) {
    if (guardrail.equals(ServiceTraits.NO_GUARDRAIL)) {
      return null;
    }
    int end = guardrail.lastIndexOf(':');
    return new Guardrail(guardrail.substring(0, end), guardrail.substring(end + 1));
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
