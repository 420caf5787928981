package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.Redaction;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.regions.Region;

/** Which region is served. */
final class Regions {

  private static final String USUAL_PROFILE = "default";

  private Regions() {}

  /** The region of the settings, or else of the profile in the AWS configuration files. */
  static String of(Settings settings) {
    return settings
        .get(Key.REGION)
        .or(() -> ofProfile(settings.get(Key.PROFILE).orElse(USUAL_PROFILE)))
        .orElseThrow(
            () ->
                new SettingsException(
                    "No AWS region is set; set "
                        + Key.REGION.named()
                        + " to the region whose models are to be served, such as eu-west-2."));
  }

  /** Regions that the SDK does not know, a sentence each; a new one, or a mistake. */
  static List<String> doubts(Settings settings) {
    if (settings.get(Key.RUNTIME_ENDPOINT).isPresent()) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(of(settings)),
            settings.pool().stream().flatMap(place -> place.region().stream()))
        .distinct()
        .filter(region -> !Region.regions().contains(Region.of(region)))
        .map(region -> region + " is no region that this version knows; is it written rightly?")
        .toList();
  }

  private static Optional<String> ofProfile(String profile) {
    try {
      return ProfileFile.defaultProfileFile()
          .profile(profile)
          .flatMap(properties -> properties.property(ProfileProperty.REGION));
    } catch (RuntimeException unreadable) {
      throw new SettingsException(
          "The AWS configuration files cannot be read ("
              + Redaction.redact(String.valueOf(unreadable.getMessage()))
              + "); mend them, or set "
              + Key.REGION.named()
              + ".");
    }
  }
}
