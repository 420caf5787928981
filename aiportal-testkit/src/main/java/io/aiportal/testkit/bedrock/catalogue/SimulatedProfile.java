package io.aiportal.testkit.bedrock.catalogue;

import java.util.List;

/**
 * An inference profile that the simulator lists, as one region sees it.
 *
 * @param id such as {@code eu.amazon.nova-lite-v1:0}, or the opaque id of an application's profile
 * @param model the model behind it
 * @param modelArns the model in every region that the profile may use
 */
public record SimulatedProfile(
    String id, String arn, String name, Type type, SimulatedModel model, List<String> modelArns) {

  /** Who defined a profile. */
  public enum Type {
    SYSTEM_DEFINED,
    APPLICATION
  }

  public SimulatedProfile {
    modelArns = List.copyOf(modelArns);
  }
}
