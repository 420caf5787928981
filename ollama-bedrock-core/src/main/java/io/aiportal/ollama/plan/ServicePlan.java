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

  static ServiceOptions of(ServiceTraits traits) {
    return new ServiceOptions(
        guardrail(traits.guardrail()),
        traits.serviceTier() == ServiceTier.UNSET ? null : word(traits.serviceTier()),
        traits.latency() == Latency.UNSET ? null : word(traits.latency()));
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
