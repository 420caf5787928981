package io.aiportal.testkit.portal;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.testcontainers.containers.ContainerFetchException;

/** Says why a portal did not start, and what to do where that is known. */
final class StartFailure {

  private static final Pattern PORT = Pattern.compile(":(\\d+)(?=: bind| failed| ->)");

  private static final Pattern IMAGE = Pattern.compile("imageName=([^,)]+)");

  private StartFailure() {}

  /** One sentence, or more if the engine has them. */
  static String sentence(Throwable failure) {
    List<Throwable> causes =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause).toList();
    for (Throwable cause : causes) {
      String message = String.valueOf(cause.getMessage());
      String lower = message.toLowerCase(Locale.ROOT);
      if (lower.contains("no space left on device")) {
        return "The disk is full that Docker keeps images and containers on; make room, for example"
            + " with docker system prune.";
      }
      if (lower.contains("port is already allocated") || lower.contains("address already in use")) {
        return port(message) + " is in use; end what uses it, or take another port.";
      }
      if (cause instanceof ContainerFetchException && !madeHere(causes)) {
        Matcher image = IMAGE.matcher(message);
        return "The image "
            + (image.find() ? image.group(1) : "of a container")
            + " cannot be pulled; where no registry of images is reached, images/build makes a"
            + " stand-in, which"
            + " TESTCONTAINERS_IMAGE_SUBSTITUTOR="
            + LocalImages.class.getName()
            + " takes.";
      }
      // Docker's own answer, further down, says the same at length.
      if (cause instanceof IllegalStateException) {
        return message;
      }
    }
    return String.valueOf(causes.get(causes.size() - 1).getMessage());
  }

  private static String port(String message) {
    Matcher port = PORT.matcher(message);
    return port.find() ? "Port " + port.group(1) : "A port";
  }

  /** Whether an image is meant that nobody publishes, of which another sentence tells. */
  private static boolean madeHere(List<Throwable> causes) {
    return causes.stream().anyMatch(cause -> cause instanceof IllegalStateException);
  }
}
