package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The jar that runs tells of everything in it whose it is and under which license. */
class NoticesIT {

  private static final Pattern PARAGRAPHS = Pattern.compile("\\R\\s*\\R");

  private FileSystem jar;

  @BeforeEach
  void open() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      Path file =
          files
              .filter(it -> it.getFileName().toString().matches("ollama-bedrock-server-.*\\.jar"))
              .findFirst()
              .orElseThrow();
      jar = FileSystems.newFileSystem(file);
    }
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  @Test
  void license_isOurs_andOthersAreKept() {
    assertThat(jar.getPath("META-INF/LICENSE"))
        .content()
        .contains("Apache License", "Version 2.0, January 2004");
    assertThat(jar.getPath("META-INF/LICENSE.txt"))
        .content()
        .contains("QOS.ch", "Permission is hereby granted");
  }

  @Test
  void thirdParties_areListed() {
    assertThat(jar.getPath("META-INF/THIRD-PARTY.txt"))
        .content()
        .contains("software.amazon.awssdk:bedrockruntime:", "io.netty:netty-handler:")
        .contains("io.undertow:undertow-core:", "org.slf4j:slf4j-api:", "org.yaml:snakeyaml:");
  }

  @Test
  void notices_ofAllThatIsBundled_areThere() throws IOException {
    String ours = words(Files.readString(jar.getPath("META-INF/NOTICE")));
    assertThat(ours).matches("Ollama on Bedrock: server Copyright 2026\\S* the contributors .*");
    List<String> seen = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        try (FileSystem part = FileSystems.newFileSystem(Path.of(entry))) {
          if (isBundled(part)) {
            for (String name : List.of("META-INF/NOTICE", "META-INF/NOTICE.txt")) {
              if (Files.exists(part.getPath(name))) {
                seen.add(entry);
                assertThat(PARAGRAPHS.splitAsStream(Files.readString(part.getPath(name))))
                    .as(entry)
                    .allSatisfy(paragraph -> assertThat(ours).contains(words(paragraph)));
              }
            }
          }
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(20);
  }

  /** Whether the first class of a jar is in ours, too. */
  private boolean isBundled(FileSystem part) throws IOException {
    try (Stream<Path> files = Files.walk(part.getPath("/"))) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.toString().contains("module-info"))
          .findFirst()
          .map(file -> Files.exists(jar.getPath(file.toString())))
          .orElse(false);
    }
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
