package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.catalogue.Resolution;
import io.aiportal.testkit.bedrock.catalogue.SimulatedModel;
import io.aiportal.testkit.bedrock.catalogue.SimulatedProfile;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The control plane's lists. */
final class ModelLists {

  private static final int MOST_RESULTS = 1000;
  private static final int DEFAULT_RESULTS = 100;
  private static final String CREATED = "2025-01-01T00:00:00Z";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Catalogue catalogue;

  ModelLists(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** ListFoundationModels; it has no pages. */
  JsonNode foundationModels(String region, Map<String, String> query) {
    ObjectNode body = JSON.objectNode();
    ArrayNode summaries = body.putArray("modelSummaries");
    catalogue.models(region).stream()
        .filter(m -> fits(query, "byProvider", List.of(m.provider())))
        .filter(m -> fits(query, "byOutputModality", m.outputModalities()))
        .filter(m -> fits(query, "byInferenceType", catalogue.inferenceTypes(m, region)))
        .filter(m -> !query.containsKey("byCustomizationType"))
        .forEach(m -> summaries.add(summary(m, region)));
    return body;
  }

  /**
   * ListInferenceProfiles.
   *
   * @throws ServiceException for a bad page size or token
   */
  JsonNode inferenceProfiles(String region, Map<String, String> query) {
    List<SimulatedProfile> profiles =
        catalogue.profiles(region).stream()
            .filter(p -> fits(query, "type", List.of(p.type().name())))
            .toList();
    int from = query.containsKey("nextToken") ? position(query.get("nextToken")) : 0;
    int to = Math.min(profiles.size(), from + pageSize(query));
    ObjectNode body = JSON.objectNode();
    ArrayNode summaries = body.putArray("inferenceProfileSummaries");
    profiles.subList(Math.min(from, to), to).forEach(p -> summaries.add(profile(p)));
    if (to < profiles.size()) {
      body.put("nextToken", token(to));
    }
    return body;
  }

  /**
   * GetInferenceProfile.
   *
   * @throws ServiceException if there is none of that id or ARN
   */
  JsonNode inferenceProfile(String region, String idOrArn) {
    Optional<SimulatedProfile> profile = catalogue.profile(idOrArn, region);
    return profile
        .map(ModelLists::profile)
        .orElseThrow(
            () ->
                new ServiceException(
                    BedrockError.of(
                        404,
                        "ResourceNotFoundException",
                        "Inference profile " + idOrArn + " not found.")));
  }

  /**
   * GetFoundationModelAvailability. A legacy model that is no longer used has no entitlement.
   *
   * @throws ServiceException for a model that there is not
   */
  JsonNode availability(String region, String modelId) {
    Resolution resolution = catalogue.resolve(modelId, region);
    if (resolution instanceof Resolution.Unknown || resolution instanceof Resolution.EndOfLife) {
      throw new ServiceException(BedrockError.unknownModel());
    }
    ObjectNode body = JSON.objectNode();
    body.put("modelId", modelId);
    body.putObject("agreementAvailability").put("status", "AVAILABLE");
    body.put("authorizationStatus", "AUTHORIZED");
    boolean lapsed = resolution instanceof Resolution.Lapsed;
    body.put("entitlementAvailability", lapsed ? "NOT_AVAILABLE" : "AVAILABLE");
    body.put("regionAvailability", "AVAILABLE");
    return body;
  }

  /**
   * GetFoundationModel. It knows models, by their ids and ARNs, and no profiles.
   *
   * @throws ServiceException for a model that there is not
   */
  JsonNode foundationModel(String region, String idOrArn) {
    SimulatedModel found =
        catalogue.models(region).stream()
            .filter(model -> idOrArn.equals(model.id()) || idOrArn.equals(model.arn(region)))
            .findFirst()
            .orElseThrow(() -> new ServiceException(BedrockError.unknownModel()));
    ObjectNode body = JSON.objectNode();
    body.set("modelDetails", summary(found, region));
    return body;
  }

  private static boolean fits(Map<String, String> query, String filter, List<String> values) {
    String wanted = query.get(filter);
    return wanted == null || values.stream().anyMatch(wanted::equalsIgnoreCase);
  }

  private ObjectNode summary(SimulatedModel model, String region) {
    ObjectNode summary = JSON.objectNode();
    summary.put("modelArn", model.arn(region));
    summary.put("modelId", model.id());
    summary.put("modelName", model.name());
    summary.put("providerName", model.provider());
    summary.set("inputModalities", texts(model.inputModalities()));
    summary.set("outputModalities", texts(model.outputModalities()));
    summary.put("responseStreamingSupported", model.streaming());
    summary.putArray("customizationsSupported");
    summary.set("inferenceTypesSupported", texts(catalogue.inferenceTypes(model, region)));
    summary.putObject("modelLifecycle").put("status", model.lifecycle().status());
    return summary;
  }

  private static JsonNode profile(SimulatedProfile profile) {
    ObjectNode json = JSON.objectNode();
    json.put("inferenceProfileName", profile.name());
    json.put("description", "Routes requests to " + profile.model().name() + ".");
    json.put("createdAt", CREATED);
    json.put("updatedAt", CREATED);
    json.put("inferenceProfileArn", profile.arn());
    ArrayNode models = json.putArray("models");
    profile.modelArns().forEach(arn -> models.addObject().put("modelArn", arn));
    json.put("inferenceProfileId", profile.id());
    json.put("status", "ACTIVE");
    json.put("type", profile.type().name());
    return json;
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = JSON.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static int pageSize(Map<String, String> query) {
    String text = Objects.requireNonNullElse(query.get("maxResults"), "" + DEFAULT_RESULTS);
    int size;
    try {
      size = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ServiceException(
          BedrockError.ofFrontDoor(
              400, "SerializationException", "STRING_VALUE can not be converted to an Integer"));
    }
    if (size < 1 || size > MOST_RESULTS) {
      String limit = size < 1 ? "greater than or equal to 1" : "less than or equal to 1000";
      throw new ServiceException(
          BedrockError.validation(
              "1 validation error detected: Value '"
                  + size
                  + "' at 'maxResults' failed to satisfy constraint: Member must have value "
                  + limit));
    }
    return size;
  }

  private static String token(int position) {
    byte[] text = ("from:" + position).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(text);
  }

  private static int position(String token) {
    try {
      String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
      return Integer.parseInt(text.substring("from:".length()));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new ServiceException(BedrockError.validation("The provided nextToken is invalid."));
    }
  }
}
