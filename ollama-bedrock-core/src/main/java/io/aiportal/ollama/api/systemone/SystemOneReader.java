package io.aiportal.ollama.api.systemone;

import io.aiportal.ollama.api.KeepAlive;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the fields of a request. */
final class SystemOneReader {

  private final GoReader in;
  private String model = "";
  private @Nullable Object state;
  private List<byte[]> images = List.of();
  private boolean videos;
  private Map<String, QuestionParam> questions = Map.of();
  private @Nullable Duration keepAlive;

  private SystemOneReader(GoReader in) {
    this.in = in;
  }

  static SystemOneRequest read(GoReader in) throws IOException {
    SystemOneReader reader = new SystemOneReader(in);
    in.request("decision.Request", reader::field);
    return new SystemOneRequest(
        reader.model,
        reader.state,
        reader.images,
        reader.videos,
        reader.questions,
        reader.keepAlive);
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "state" -> state = in.any();
      case "images" -> images = images();
      case "videos" -> videos = in.any() != null;
      case "questions" -> in.own(() -> questions = questions());
      case "keep_alive" -> in.own(() -> keepAlive = KeepAlive.of(in.decoded()));
      default -> in.skip();
    }
  }

  private List<byte[]> images() throws IOException {
    List<byte[]> files = new ArrayList<>();
    in.array("[]api.ImageData", () -> files.add(in.bytes("api.ImageData")));
    return files;
  }

  private Map<String, QuestionParam> questions() throws IOException {
    Map<String, QuestionParam> read = new LinkedHashMap<>();
    in.orderedEntries(name -> read.put(name, new QuestionFields(in).read()));
    return read;
  }

  /** Binds the fields of one question. */
  private static final class QuestionFields {

    private final GoReader in;
    private String type = "";
    private @Nullable Object instructions;
    private @Nullable Object criteria = QuestionParam.NONE;

    QuestionFields(GoReader in) {
      this.in = in;
    }

    QuestionParam read() throws IOException {
      in.struct("decision.Question", this::field);
      return new QuestionParam(type, instructions, criteria);
    }

    private void field(String name) throws IOException {
      switch (name) {
        case "type" -> type = in.string(type);
        case "instructions" -> instructions = in.any();
        case "criteria" -> criteria = in.any();
        default -> in.skip();
      }
    }
  }
}
