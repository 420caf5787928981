package io.aiportal.testkit.portal;

import java.util.Map;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * Takes the images that {@code images/build} makes in place of public ones, for machines that reach
 * no registry of images.
 *
 * <p>Testcontainers is told by its own setting, {@code
 * TESTCONTAINERS_IMAGE_SUBSTITUTOR=io.aiportal.testkit.portal.LocalImages} in the environment or
 * {@code image.substitutor} in {@code testcontainers.properties}.
 */
public final class LocalImages extends ImageNameSubstitutor {

  private static final Map<String, String> STAND_INS =
      Map.of(
          "ghcr.io/open-webui/open-webui", "open-webui",
          "postgres", "postgres",
          "pgvector/pgvector", "postgres",
          "localstack/localstack", "aws",
          "valkey/valkey", "valkey",
          // The helper that Testcontainers itself starts.
          "alpine", "debian");

  /** Called by Testcontainers. */
  public LocalImages() {}

  @Override
  public DockerImageName apply(DockerImageName original) {
    String standIn = STAND_INS.get(original.getUnversionedPart());
    return standIn == null ? original : PortalImages.local(standIn);
  }

  @Override
  protected String getDescription() {
    return "images that images/build made on this machine";
  }
}
