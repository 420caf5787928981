package io.aiportal.ollama.server.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

  @TempDir private Path root;

  private String content(StateFolder folder) throws IOException {
    byte[] content = folder.read("file");
    return content == null ? null : new String(content, UTF_8);
  }

  @Test
  void file_isWhatWasWrittenLast() throws IOException {
    StateFolder folder = StateFolder.open(root.resolve("a/b"));
    assertThat(content(folder)).isNull();
    folder.write("file", "one, and much more".getBytes(UTF_8));
    folder.write("file", "two".getBytes(UTF_8));
    assertThat(content(folder)).isEqualTo("two");
    assertThat(content(StateFolder.open(root.resolve("a/b")))).isEqualTo("two");
    try (var files = Files.list(root.resolve("a/b"))) {
      assertThat(files).containsExactly(folder.path("file"));
    }
  }

  @Test
  void file_ofAWriterThatDied_isTheOneBefore() throws IOException {
    StateFolder folder = StateFolder.open(root);
    folder.write("file", "one".getBytes(UTF_8));
    Files.writeString(root.resolve("file.new"), "tw");
    assertThat(content(folder)).isEqualTo("one");
    folder.write("file", "3".getBytes(UTF_8));
    assertThat(content(folder)).isEqualTo("3");
  }

  @Test
  void write_thatFails_leavesTheFile() throws IOException {
    StateFolder folder = StateFolder.open(root);
    folder.write("file", "one".getBytes(UTF_8));
    Files.createDirectory(root.resolve("file.new"));
    assertThatThrownBy(() -> folder.write("file", "two".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
    assertThat(content(folder)).isEqualTo("one");
  }
}
