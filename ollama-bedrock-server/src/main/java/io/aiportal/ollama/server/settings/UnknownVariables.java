package io.aiportal.ollama.server.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds variables that look like settings and are none: somebody meant another name. */
final class UnknownVariables {

  private static final String PREFIX = "GATEWAY_";

  /** What Kubernetes sets for a service that is called "gateway". */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile("GATEWAY_(SERVICE_(HOST|PORT.*)|PORT(_\\d+_.*)?)");

  private UnknownVariables() {}

  /** So many letters may always be wrong, and else a third of them. */
  private static final int FEW = 2;

  /** A sentence for each, with the setting whose name is the nearest, where one is near. */
  static List<String> in(Map<String, String> environment) {
    List<String> known = known();
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
        .filter(name -> !OF_A_SERVICE.matcher(name).matches())
        .sorted()
        .map(name -> name + " is no setting; " + hint(name, known) + ".")
        .toList();
  }

  private static List<String> known() {
    return Stream.concat(
            Stream.of(Settings.FILE_VARIABLE),
            Key.ALL.stream().flatMap(key -> key.variables().stream()))
        .filter(name -> name.startsWith(PREFIX))
        .toList();
  }

  private static String hint(String name, List<String> known) {
    int near = Math.max(FEW, (name.length() - PREFIX.length()) / 3);
    return known.stream()
        .min(Comparator.comparingInt(other -> distance(name, other)))
        .filter(other -> distance(name, other) <= near)
        .map(nearest -> "the nearest one is " + nearest)
        .orElse("--help names them all");
  }

  /** How many letters must be put in, taken out or changed to make one name of the other. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
