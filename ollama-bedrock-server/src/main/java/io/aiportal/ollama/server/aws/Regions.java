package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.util.Optional;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

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

  private static Optional<String> ofProfile(String profile) {
    return ProfileFile.defaultProfileFile()
        .profile(profile)
        .flatMap(properties -> properties.property(ProfileProperty.REGION));
  }
}
