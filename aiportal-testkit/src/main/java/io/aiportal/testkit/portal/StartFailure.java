package io.aiportal.testkit.portal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.testcontainers.containers.ContainerFetchException;

/** Says why a portal did not start, and what to do where that is known. */
final class StartFailure {

  private static final Pattern PORT = Pattern.compile(":(\\d+)(?=: bind| failed)");
  private static final Pattern IMAGE = Pattern.compile("imageName=([^,)]+)");

  /** What Testcontainers itself starts before anything else. */
  private static final String HELPER = "testcontainers/ryuk";

  private StartFailure() {}

  /** A sentence that says what to do. */
  static Optional<String> known(Throwable failure) {
    List<Throwable> causes = causes(failure);
    return causes.stream().flatMap(cause -> known(cause, causes).stream()).findFirst();
  }

  private static Optional<String> known(Throwable cause, List<Throwable> all) {
    String message = String.valueOf(cause.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left on device")) {
      return Optional.of(
          "The disk is full that Docker keeps images and containers on; make room, for example with"
              + " docker system prune.");
    }
    if (lower.contains("port is already allocated") || lower.contains("address already in use")) {
      Matcher port = PORT.matcher(message);
      return Optional.of(
          (port.find() ? "Port " + port.group(1) : "A port")
              + " is in use; end what uses it, or take another port.");
    }
    return cause instanceof ContainerFetchException
        ? Optional.of(missing(message, all))
        : Optional.empty();
  }

  private static String missing(String message, List<Throwable> all) {
    return reason(all)
        .orElseGet(
            () -> {
              Matcher named = IMAGE.matcher(message);
              String image = named.find() ? named.group(1) : "of a container";
              if (image.contains(HELPER)) {
                return "The image "
                    + image
                    + " cannot be pulled, by which Testcontainers cleans up; where no registry of"
                    + " images is reached, set TESTCONTAINERS_RYUK_DISABLED=true in the environment,"
                    + " as the portal cleans up for itself.";
              }
              return "The image "
                  + image
                  + " cannot be pulled; where no registry of images is reached, images/build makes a"
                  + " stand-in, which TESTCONTAINERS_IMAGE_SUBSTITUTOR="
                  + LocalImages.class.getName()
                  + " takes.";
            });
  }

  /** What was told of a failure that is not known. */
  static String told(Throwable failure) {
    List<Throwable> causes = causes(failure);
    return reason(causes)
        .orElseGet(() -> String.valueOf(causes.get(causes.size() - 1).getMessage()));
  }

  /** Docker's own answer, below that, says the same at length. */
  private static Optional<String> reason(List<Throwable> causes) {
    return causes.stream()
        .filter(cause -> cause instanceof IllegalStateException)
        .flatMap(cause -> Optional.ofNullable(cause.getMessage()).stream())
        .findFirst();
  }

  private static List<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).toList();
  }
}
