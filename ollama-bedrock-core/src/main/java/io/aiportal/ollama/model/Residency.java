package io.aiportal.ollama.model;

import java.util.List;
import java.util.Locale;

/**
 * How far from the region that is called a call's data may go.
 *
 * <ul>
 *   <li>{@code geography}, the default: a name stands for the region's own model, else for the
 *       inference profile of the narrowest geography around it, never for a global one. An id or an
 *       ARN that says where it goes is taken at its word.
 *   <li>{@code any}: as above, and a name may stand for a global profile where there is no other.
 *   <li>{@code region}: only the region itself.
 *   <li>the name of a geography, such as {@code eu}: the region itself, or an inference profile of
 *       that very geography.
 * </ul>
 *
 * <p>The last two are promises: they hold for ids and ARNs as well, and what does not tell where it
 * sends its data is not called.
 *
 * @param value one of these words
 */
public record Residency(String value) {

  private static final List<String> WORDS = List.of("region", "geography", "any");

  /** The region itself, else the narrowest geography around it; ids are taken at their word. */
  public static final Residency GEOGRAPHY = new Residency("geography");

  /** Any region of the world, the nearest first. */
  public static final Residency ANY = new Residency("any");

  /** The region itself and nothing else. */
  public static final Residency REGION = new Residency("region");

  public Residency {
    if (!WORDS.contains(value) && !geographies().names().contains(value)) {
      throw new IllegalArgumentException("a residency is %s, not '%s'".formatted(allowed(), value));
    }
  }

  /**
   * Reads a residency, whatever the case of its letters.
   *
   * @throws IllegalArgumentException if there is no such residency; the message names all there are
   */
  public static Residency parse(String text) {
    return new Residency(text.strip().toLowerCase(Locale.ROOT));
  }

  /** What a residency may be, in words for the operator. */
  public static String allowed() {
    return "region, geography, any or one of the geographies "
        + String.join(", ", geographies().names());
  }

  /** Whether an id or an ARN that says where it goes may be called without a further look. */
  boolean trustsIds() {
    return equals(GEOGRAPHY) || equals(ANY);
  }

  /** Whether an inference profile of a geography may be called. */
  boolean allowsProfilesOf(String geography) {
    return equals(ANY)
        || value.equals(geography)
        || (equals(GEOGRAPHY) && !geography.equals(Geographies.GLOBAL));
  }

  /**
   * Whether a call may go where an id or an ARN sends it.
   *
   * @param region the region that is called
   */
  boolean allows(Destination destination, String region) {
    if (trustsIds()) {
      return true;
    }
    if (destination instanceof Destination.Geography geography) {
      return allowsProfilesOf(geography.name());
    }
    return destination instanceof Destination.Regions regions
        && regions.names().stream().allMatch(name -> name.equals(region) || holds(name));
  }

  /** Whether whoever keeps this keeps another one as well. */
  public boolean isWithin(Residency other) {
    return equals(other)
        || other.equals(ANY)
        || equals(REGION)
        || (other.equals(GEOGRAPHY) && !equals(ANY));
  }

  /**
   * Whether calls to a region can keep this at all: those to {@code us-east-1} never stay in {@code
   * eu}.
   */
  public boolean fits(String region) {
    return trustsIds() || equals(REGION) || holds(region);
  }

  /**
   * Whether calls to a region that keep this may as well be made to another one.
   *
   * @param region the region that was meant
   * @param other the region that stands in for it
   */
  public boolean reaches(String region, String other) {
    if (region.equals(other) || equals(ANY)) {
      return true;
    }
    return equals(GEOGRAPHY)
        ? geographies().names().stream()
            .anyMatch(name -> geographies().holds(name, region) && geographies().holds(name, other))
        : holds(region) && holds(other);
  }

  @Override
  public String toString() {
    return value;
  }

  private boolean holds(String region) {
    return geographies().names().contains(value) && geographies().holds(value, region);
  }

  private static Geographies geographies() {
    return BuiltInCatalogue.builtIn().geographies();
  }
}
