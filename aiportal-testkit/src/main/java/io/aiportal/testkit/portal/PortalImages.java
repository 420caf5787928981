package io.aiportal.testkit.portal;

import com.github.dockerjava.api.exception.NotFoundException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.ImagePullPolicy;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.utility.DockerImageName;

/** The names of images, those that {@code images/build} makes among them. */
final class PortalImages {

  /** What the names of images begin with that are made on this machine and published nowhere. */
  static final String OURS = "aiportal/";

  /** The tag that the newest of them has. */
  private static final String TAG = "local";

  /** Looks for the images that are made here, and gives up at once if one is not there. */
  static final ImagePullPolicy PULL_WHAT_IS_PUBLISHED = PortalImages::shouldPull;

  private PortalImages() {}

  /** An image that is made on this machine. */
  static DockerImageName local(String name) {
    return DockerImageName.parse(OURS + name).withTag(TAG);
  }

  private static boolean shouldPull(DockerImageName image) {
    String name = image.asCanonicalNameString();
    if (!name.startsWith(OURS)) {
      return PullPolicy.defaultPolicy().shouldPull(image);
    }
    try {
      DockerClientFactory.instance().client().inspectImageCmd(name).exec();
      return false;
    } catch (NotFoundException e) {
      throw new IllegalStateException(
          "There is no image " + name + "; make it with images/build, in a checkout of the portal.",
          e);
    }
  }
}
