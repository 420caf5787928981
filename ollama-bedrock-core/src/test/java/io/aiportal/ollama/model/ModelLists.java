package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A region's lists, from a table: a line for each model has its id, {@code INPUTS>OUTPUTS}, {@code
 * stream} or {@code whole}, its inference types, and the geographies of its profiles.
 */
record ModelLists(List<FoundationModel> models, List<InferenceProfile> profiles) {

  private static final String ACCOUNT = "123456789012";

  static ModelLists of(String region, String table) {
    List<FoundationModel> models = new ArrayList<>();
    List<InferenceProfile> profiles = new ArrayList<>();
    for (String line : table.lines().toList()) {
      String[] columns = line.split("\\s*\\|\\s*", -1);
      models.add(model(columns));
      for (String geography : words(columns[4])) {
        profiles.add(profile(region, geography, columns[0]));
      }
    }
    return new ModelLists(models, profiles);
  }

  /** A profile that somebody of the account made. */
  static InferenceProfile application(String region, String id, String name, String modelId) {
    return new InferenceProfile(
        id,
        "arn:aws:bedrock:" + region + ":" + ACCOUNT + ":application-inference-profile/" + id,
        name,
        true,
        List.of("arn:aws:bedrock:" + region + "::foundation-model/" + modelId));
  }

  ModelCatalogue addTo(ModelCatalogue catalogue) {
    return catalogue.withListed(models, profiles);
  }

  private static FoundationModel model(String[] columns) {
    String[] modalities = columns[1].split(">", -1);
    String provider = columns[0].substring(0, columns[0].indexOf('.'));
    return new FoundationModel(
        columns[0],
        "The " + columns[0],
        "Provider " + provider,
        words(modalities[0]),
        words(modalities[1]),
        columns[2].equals("stream"),
        words(columns[3]),
        "ACTIVE",
        null);
  }

  private static InferenceProfile profile(String region, String geography, String modelId) {
    String id = geography + "." + modelId;
    return new InferenceProfile(
        id,
        "arn:aws:bedrock:" + region + ":" + ACCOUNT + ":inference-profile/" + id,
        geography + " " + modelId,
        false,
        List.of("arn:aws:bedrock:" + region + "::foundation-model/" + modelId));
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : Arrays.asList(text.strip().split(" ", -1));
  }
}
