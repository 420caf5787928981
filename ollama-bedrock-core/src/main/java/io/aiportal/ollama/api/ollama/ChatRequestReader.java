package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import io.aiportal.ollama.internal.go.GoSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Binds the fields of {@code /api/chat}. */
final class ChatRequestReader {

  private final GoReader in;
  private final CommonFields common;
  private List<Message> messages = List.of();
  private final GoSlice<ToolReader> tools;

  private ChatRequestReader(GoReader in, Leniency leniency) {
    this.in = in;
    this.common = new CommonFields(in, leniency);
    this.tools = new GoSlice<>(() -> new ToolReader(in));
  }

  static ChatRequest read(GoReader in, Leniency leniency) throws IOException {
    ChatRequestReader reader = new ChatRequestReader(in, leniency);
    in.request("api.ChatRequest", reader::field);
    return reader.request();
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "messages" -> messages = messages();
      case "tools" -> in.slice("api.Tools", tools, ToolReader::read);
      default -> common.read(name);
    }
  }

  private List<Message> messages() throws IOException {
    List<Message> list = new ArrayList<>();
    in.array("[]api.Message", () -> in.own(() -> list.add(MessageReader.read(in, common))));
    return list;
  }

  private ChatRequest request() {
    common.check();
    return new ChatRequest(
        common.model,
        messages,
        tools.map(ToolReader::tool),
        common.format,
        common.withNumPredict(),
        common.stream,
        common.think,
        common.keepAlive,
        common.truncate,
        common.shift,
        common.debugRenderOnly);
  }
}
