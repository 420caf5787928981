package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of recorded exchanges: files of one JSON object a line, one file an operation.
 *
 * <p>Immutable; everything is read at once.
 */
public final class Recordings {

  /** The environment variable that names the folder. */
  public static final String VARIABLE = "BEDROCK_RECORDINGS";

  private static final String BESIDE_THE_CHECKOUT = "../shared/recordings";
  private static final String ROOT_FILE = "mvnw";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final List<Recording> all;

  private Recordings(List<Recording> all) {
    this.all = List.copyOf(all);
  }

  /**
   * The recordings that {@value #VARIABLE} names or that lie beside the checkout.
   *
   * @return empty where there are none
   * @throws IllegalArgumentException when the variable names no folder
   */
  public static Optional<Recordings> find() {
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      Path folder = Path.of(named);
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException(VARIABLE + " names no folder: " + named);
      }
      return Optional.of(in(folder));
    }
    return root()
        .map(root -> root.resolve(BESIDE_THE_CHECKOUT))
        .filter(Files::isDirectory)
        .map(Recordings::in);
  }

  /** The recordings in a folder, file by file in the order of their names. */
  public static Recordings in(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Recording> all = new ArrayList<>();
      for (Path file : entries.filter(Recordings::isRecording).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          all.add(recording(MAPPER.readTree(line)));
        }
      }
      return new Recordings(all);
    } catch (IOException e) {
      throw new UncheckedIOException("recordings cannot be read from " + folder, e);
    }
  }

  /** Every recording. */
  public List<Recording> all() {
    return all;
  }

  /** The recordings of one operation, such as {@code converse-stream}. */
  public List<Recording> of(String operation) {
    return all.stream().filter(recording -> recording.operation().equals(operation)).toList();
  }

  private static Optional<Path> root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(ROOT_FILE))) {
      folder = folder.getParent();
    }
    return Optional.ofNullable(folder);
  }

  private static boolean isRecording(Path file) {
    return file.toString().endsWith(".jsonl");
  }

  private static Recording recording(JsonNode line) {
    Map<String, String> headers = new LinkedHashMap<>();
    line.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return new Recording(
        line.path("id").asText(),
        line.path("source").asText(),
        line.path("operation").asText(),
        line.path("model").asText(),
        line.path("status").asInt(),
        Map.copyOf(headers),
        line.path("request"),
        line.path("response"),
        line.path("response_base64").asText());
  }
}
