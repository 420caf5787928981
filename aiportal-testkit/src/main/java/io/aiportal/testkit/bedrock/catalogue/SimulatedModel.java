package io.aiportal.testkit.bedrock.catalogue;

import java.util.List;

/**
 * A foundation model that the simulator lists and answers for.
 *
 * @param id without a region or a geography, such as {@code amazon.nova-lite-v1:0}
 * @param inputModalities such as {@code TEXT} and {@code IMAGE}
 * @param outputModalities {@code TEXT}, or {@code EMBEDDING} for embedding models
 * @param onDemandRegions where it can be called by its own id
 * @param profileGeographies the prefixes of its system-defined inference profiles
 */
public record SimulatedModel(
    String id,
    String name,
    String provider,
    List<String> inputModalities,
    List<String> outputModalities,
    boolean streaming,
    Lifecycle lifecycle,
    List<String> onDemandRegions,
    List<String> profileGeographies) {

  /** Where a model is in its life. */
  public enum Lifecycle {
    /** Offered to everybody. */
    ACTIVE("ACTIVE"),
    /** To be replaced, and still answering. */
    LEGACY("LEGACY"),
    /** Legacy, and closed to accounts that have not called it of late. */
    LAPSED("LEGACY"),
    /** At its end: neither listed nor callable. */
    EOL("EOL");

    private final String status;

    Lifecycle(String status) {
      this.status = status;
    }

    /** What Bedrock's lists call it. */
    public String status() {
      return status;
    }
  }

  public SimulatedModel {
    inputModalities = List.copyOf(inputModalities);
    outputModalities = List.copyOf(outputModalities);
    onDemandRegions = List.copyOf(onDemandRegions);
    profileGeographies = List.copyOf(profileGeographies);
  }

  /** A text model that can be called by its own id in these regions. */
  public static SimulatedModel text(String id, String provider, List<String> regions) {
    return new SimulatedModel(
        id,
        id,
        provider,
        List.of("TEXT"),
        List.of("TEXT"),
        true,
        Lifecycle.ACTIVE,
        regions,
        List.of());
  }

  /** The ARN of this model in a region; the empty region stands for all. */
  public String arn(String region) {
    return "arn:aws:bedrock:" + region + "::foundation-model/" + id;
  }
}
