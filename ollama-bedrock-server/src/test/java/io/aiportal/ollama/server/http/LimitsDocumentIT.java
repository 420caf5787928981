package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the page on limits does what it says. */
class LimitsDocumentIT {

  private static final Path PAGE = Path.of("../docs/limits.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "<!-- example -->\\n```yaml\\n(.*?)```\\n\\n```\\n(.*?)```\\n<!--", Pattern.DOTALL);
  private static final Pattern CURL =
      Pattern.compile(
          "curl -i http://127[.]0[.]0[.]1:8000(\\S+) -H '([^']+)'(?: -d '([^']+)')? +# (\\d+)");

  @TempDir private Path folder;

  @Test
  void example_doesWhatItSays() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(example.find()).isTrue();
    Path file = Files.writeString(folder.resolve("gateway.yaml"), example.group(1));
    int calls = 0;
    try (TestServer server = new TestServer("GATEWAY_CONFIG", file.toString())) {
      for (String line : example.group(2).lines().toList()) {
        Matcher curl = CURL.matcher(line);
        assertThat(curl.matches()).as(line).isTrue();
        assertThat(status(server, curl)).as(line).isEqualTo(curl.group(4));
        calls++;
      }
    }
    assertThat(calls).isEqualTo(5);
  }

  private static String status(TestServer server, Matcher curl) throws Exception {
    try (RawClient client = server.connect()) {
      if (curl.group(3) == null) {
        client.request("GET", curl.group(1), "Host: localhost", curl.group(2));
      } else {
        client.post(curl.group(1), curl.group(3), curl.group(2));
        answer(server, curl.group(4));
      }
      return String.valueOf(client.read().status());
    }
  }

  private static void answer(TestServer server, String status)
      throws InterruptedException, IOException {
    if (status.equals("200")) {
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hello"));
    }
  }
}
