package io.aiportal.ollama.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.model.Residency;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @TempDir private Path folder;

  private static Settings of(String... variables) {
    return Settings.read(
        variables.length == 0 ? Map.of() : Map.of(variables[0], variables[1]), null);
  }

  private Settings ofFile(String yaml) throws IOException {
    return Settings.read(Map.of(), file(yaml));
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("gateway.yaml"), yaml);
  }

  private String refusal(String yaml) throws IOException {
    Path file = file(yaml);
    return assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> Settings.read(Map.of(), file))
        .actual()
        .getMessage()
        .replace(file.toString(), "FILE");
  }

  @Test
  void defaults_areAsDocumented() {
    Settings settings = of();
    assertThat(settings.get(Key.LISTEN)).isEqualTo(new Listen("127.0.0.1", 8000));
    assertThat(settings.get(Key.ORIGINS)).isEmpty();
    assertThat(settings.get(Key.KEEP_ALIVE)).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.get(Key.REGION)).isEmpty();
    assertThat(settings.get(Key.PROFILE)).isEmpty();
    assertThat(settings.get(Key.RUNTIME_ENDPOINT)).isEmpty();
    assertThat(settings.get(Key.CONTROL_ENDPOINT)).isEmpty();
    assertThat(settings.get(Key.BEARER_TOKEN)).isEmpty();
    assertThat(settings.get(Key.RESIDENCY)).isEqualTo(Residency.GEOGRAPHY);
    assertThat(settings.get(Key.KEPT_REASONING)).isEqualTo(Duration.ofHours(1));
    assertThat(settings.get(Key.REQUEST_METADATA)).isEmpty();
    assertThat(settings.get(Key.PROJECT)).isEmpty();
    assertThat(settings.get(Key.KEPT_REASONING_MEMORY)).isEmpty();
    assertThat(settings.get(Key.REASONING_IN_IDS)).isFalse();
    assertThat(settings.get(Key.SECRET)).isEmpty();
    assertThat(settings.get(Key.HONOUR_NUM_CTX)).isFalse();
    assertThat(settings.get(Key.MAX_REQUEST_BYTES)).isEqualTo(64 << 20);
    assertThat(settings.get(Key.REQUEST_MEMORY)).isEmpty();
    assertThat(settings.get(Key.MAX_OPEN_ANSWERS)).isEmpty();
    assertThat(settings.get(Key.MAX_CONNECTIONS)).isEqualTo(10_000);
    assertThat(settings.get(Key.IO_THREADS)).isPositive();
    assertThat(settings.get(Key.IDLE_TIMEOUT)).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.get(Key.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.get(Key.BODY_TIMEOUT)).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.get(Key.WRITE_TIMEOUT)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.get(Key.DRAIN_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.get(Key.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.get(Key.READ_TIMEOUT)).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.get(Key.MAX_ATTEMPTS)).isEqualTo(3);
    assertThat(settings.get(Key.PARALLEL_EMBEDDINGS)).isEqualTo(8);
    assertThat(settings.get(Key.MODEL_REFRESH)).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.models()).isEmpty();
    Key.ALL.forEach(key -> assertThat(settings.source(key)).isEqualTo("default"));
  }

  @Test
  void project_isAnIdentifierOrAnArn() {
    String arn = "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:project/a_B-1";
    for (String project : List.of("p_1-A", arn, "p".repeat(2_048))) {
      assertThat(of("GATEWAY_PROJECT", project).get(Key.PROJECT)).hasValue(project);
    }
    for (String none : List.of("p 1", "arn:aws:bedrock:x:1:project/p", "p".repeat(2_049))) {
      assertThatThrownBy(() -> of("GATEWAY_PROJECT", none))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("the identifier or the ARN of a project");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "team",
        "=portal",
        "team=a,team=b",
        "team=Ü",
        "a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1,l=1,m=1,n=1,o=1,p=1,q=1",
      })
  void metadataThatBedrockDoesNotTake_isRefused(String text) {
    assertThatThrownBy(() -> of("GATEWAY_REQUEST_METADATA", text))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("at most 16 pairs such as team=portal");
  }

  @Test
  void metadata_mayBeAMapOfTheFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"), "request_metadata: {team: portal, asked_by: $caller}");
    assertThat(Settings.read(Map.of(), file).get(Key.REQUEST_METADATA))
        .containsExactly(Map.entry("team", "portal"), Map.entry("asked_by", "$caller"));
  }

  @Test
  void secretThatIsTooShort_isNotShown() {
    assertThatThrownBy(() -> of("GATEWAY_SECRET", "0123456789abcde"))
        .isInstanceOf(SettingsException.class)
        .hasMessage("GATEWAY_SECRET (secret) is too short; it must have 16 characters or more.");
  }

  @ParameterizedTest
  @CsvSource({
    "OLLAMA_HOST, listen, 1.2.3.4:80, 1.2.3.4:80",
    "OLLAMA_ORIGINS, origins, 'https://A.example ,app://*', '[https://a.example, app://*]'",
    "GATEWAY_ALLOWED_HOSTS, allowed_hosts, 'AI.example , .corp.example,*,', '[ai.example, .corp.example, *]'",
    "GATEWAY_PATH_PREFIXES, path_prefixes, '/ollama/api, /apis', '[/ollama/api, /apis]'",
    "GATEWAY_PATH_PREFIXES, path_prefixes, '/ollama, /a/B-c', '[/ollama, /a/B-c]'",
    "GATEWAY_OPEN_WEBUI, open_webui, All, ALL",
    "GATEWAY_LENIENT, lenient, TRUE, true",
    "GATEWAY_LENIENT, lenient, 0, false",
    "GATEWAY_STATE_DIR, state_dir, /var/lib/x, 'Optional[/var/lib/x]'",
    "GATEWAY_REQUEST_METADATA, request_metadata, 'a b = c=d ,x=$caller', '{a b=c=d, x=$caller}'",
    "GATEWAY_KEPT_REASONING, kept_reasoning, 0s, PT0S",
    "GATEWAY_KEPT_REASONING_MEMORY, kept_reasoning_memory, 2MiB, Optional[2097152]",
    "GATEWAY_REASONING_IN_IDS, reasoning_in_ids, true, true",
    "GATEWAY_SECRET, secret, 0123456789abcdef, Optional[********]",
    "GATEWAY_HONOUR_NUM_CTX, honour_num_ctx, true, true",
    "GATEWAY_SCALE_IMAGES, scale_images, true, true",
    "OLLAMA_KEEP_ALIVE, keep_alive, 1h30m, PT1H30M",
    "AWS_REGION, region, us-gov-east-1, Optional[us-gov-east-1]",
    "AWS_DEFAULT_REGION, region, eu-west-2, Optional[eu-west-2]",
    "AWS_PROFILE, profile, work, Optional[work]",
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, runtime_endpoint, http://b:1, Optional[http://b:1]",
    "AWS_ENDPOINT_URL, runtime_endpoint, http://b:1, Optional[http://b:1]",
    "AWS_ENDPOINT_URL_BEDROCK, control_endpoint, https://c, Optional[https://c]",
    "AWS_ENDPOINT_URL, control_endpoint, https://c, Optional[https://c]",
    "AWS_BEARER_TOKEN_BEDROCK, bearer_token, s3cret, Optional[********]",
    "OTEL_EXPORTER_OTLP_ENDPOINT, otlp_endpoint, http://c:4318, Optional[http://c:4318]",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, otlp_traces_endpoint, https://c/x, Optional[https://c/x]",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS, otlp_headers, 'a=b,c=d', Optional[********]",
    "OTEL_EXPORTER_OTLP_HEADERS, otlp_headers, a=b, Optional[********]",
    "OTEL_SERVICE_NAME, service_name, portal, portal",
    "OTEL_TRACES_SAMPLER_ARG, traces_sampler_arg, 0.25, 0.25",
    "GATEWAY_RESIDENCY, residency, EU, eu",
    "GATEWAY_MAX_REQUEST_BYTES, max_request_bytes, 2MB, 2000000",
    "GATEWAY_REQUEST_MEMORY, request_memory, 1TiB, Optional[1099511627776]",
    "GATEWAY_REQUEST_MEMORY, request_memory, 1 MiB, Optional[1048576]",
    "GATEWAY_REQUEST_MEMORY, request_memory, 1TB, Optional[1000000000000]",
    "GATEWAY_REQUEST_MEMORY, request_memory, 3GB, Optional[3000000000]",
    "GATEWAY_MAX_OPEN_ANSWERS, max_open_answers, 9, Optional[9]",
    "GATEWAY_MAX_CONNECTIONS, max_connections, 7, 7",
    "GATEWAY_IO_THREADS, io_threads, 4, 4",
    "GATEWAY_IDLE_TIMEOUT, idle_timeout, 75, PT1M15S",
    "GATEWAY_REQUEST_TIMEOUT, request_timeout, 1.5s, PT1.5S",
    "GATEWAY_BODY_TIMEOUT, body_timeout, 3m, PT3M",
    "GATEWAY_WRITE_TIMEOUT, write_timeout, 5m, PT5M",
    "GATEWAY_DRAIN_TIMEOUT, drain_timeout, 0s, PT0S",
    "GATEWAY_CONNECT_TIMEOUT, connect_timeout, 500ms, PT0.5S",
    "GATEWAY_READ_TIMEOUT, read_timeout, 20m, PT20M",
    "GATEWAY_MAX_ATTEMPTS, max_attempts, 1, 1",
    "GATEWAY_PARALLEL_EMBEDDINGS, parallel_embeddings, 1, 1",
    "GATEWAY_MODEL_REFRESH, model_refresh, 1h, PT1H"
  })
  void everyKey_isReadFromItsVariableAndFromTheFile(
      String variable, String name, String text, String value) throws IOException {
    Key<?> key = Key.ALL.stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow();
    assertThat(key.variables()).contains(variable);
    Settings fromVariable = of(variable, "  \"" + text + "\" ");
    assertThat(fromVariable.get(key)).hasToString(value);
    assertThat(fromVariable.source(key)).isEqualTo(variable);
    Settings fromFile = ofFile(name + ": \"" + text + "\"\n");
    assertThat(fromFile.get(key)).hasToString(value);
    assertThat(fromFile.source(key)).endsWith("gateway.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "OLLAMA_HOST, 127.0.0.1:99999, 'a host, host:port or :port, such as 0.0.0.0:8000'",
    "OLLAMA_HOST, host:port, 'a host, host:port or :port, such as 0.0.0.0:8000'",
    "OLLAMA_HOST, ftp://host, 'a host, host:port or :port, such as 0.0.0.0:8000'",
    "GATEWAY_ALLOWED_HOSTS, ai.example:80, 'names of hosts or .suffixes without ports, separated by commas, or *'",
    "GATEWAY_ALLOWED_HOSTS, '*.example', 'names of hosts or .suffixes without ports, separated by commas, or *'",
    "GATEWAY_OPEN_WEBUI, yes, 'detect, all or none'",
    "GATEWAY_LENIENT, perhaps, 'true or false'",
    "OLLAMA_ORIGINS, portal.example, 'origins separated by commas, each beginning with http:// or https:// or holding one *'",
    "OLLAMA_ORIGINS, https://*.*.x, 'origins separated by commas, each beginning with http:// or https:// or holding one *'",
    "OLLAMA_KEEP_ALIVE, soon, 'a duration such as 5m, seconds, or a negative number for ever'",
    "OLLAMA_KEEP_ALIVE, 1d, 'a duration such as 5m, seconds, or a negative number for ever'",
    "AWS_REGION, London, 'the name of an AWS region, such as eu-west-2'",
    "AWS_ENDPOINT_URL_BEDROCK, localhost:80, an http:// or https:// URL",
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, http://, an http:// or https:// URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4317, an http:// or https:// URL",
    "OTEL_TRACES_SAMPLER_ARG, 1.1, a number from 0 to 1",
    "OTEL_TRACES_SAMPLER_ARG, NaN, a number from 0 to 1",
    "OTEL_TRACES_SAMPLER_ARG, half, a number from 0 to 1",
    "GATEWAY_RESIDENCY, europe, 'region, geography, any or one of the geographies us-gov, jp, au, in, ca, sa, us, eu, apac, amer'",
    "GATEWAY_MAX_REQUEST_BYTES, 64 megs, 'a size from 1KiB to 1GiB, such as 64MiB'",
    "GATEWAY_MAX_REQUEST_BYTES, 0, 'a size from 1KiB to 1GiB, such as 64MiB'",
    "GATEWAY_MAX_REQUEST_BYTES, 5GiB, 'a size from 1KiB to 1GiB, such as 64MiB'",
    "GATEWAY_MAX_REQUEST_BYTES, 1073741825, 'a size from 1KiB to 1GiB, such as 64MiB'",
    "GATEWAY_MAX_REQUEST_BYTES, 9999999999999TiB, 'a size from 1KiB to 1GiB, such as 64MiB'",
    "GATEWAY_REQUEST_MEMORY, 1023KiB, 'a size from 1MiB to 1TiB, such as 256MiB'",
    "GATEWAY_REQUEST_MEMORY, 1025GiB, 'a size from 1MiB to 1TiB, such as 256MiB'",
    "GATEWAY_REQUEST_MEMORY, half, 'a size from 1MiB to 1TiB, such as 256MiB'",
    "GATEWAY_MAX_OPEN_ANSWERS, 0, a whole number from 1 to 1000000",
    "GATEWAY_BODY_TIMEOUT, 0s, 'a duration from 1s to 24h, such as 10m'",
    "GATEWAY_WRITE_TIMEOUT, never, 'a duration from 1s to 24h, such as 2m'",
    "GATEWAY_MAX_CONNECTIONS, 0, a whole number from 1 to 1000000",
    "GATEWAY_IO_THREADS, two, a whole number from 1 to 256",
    "GATEWAY_IDLE_TIMEOUT, 0s, 'a duration from 1s to 24h, such as 10m'",
    "GATEWAY_REQUEST_TIMEOUT, 25h, 'a duration from 1s to 24h, such as 60s'",
    "GATEWAY_DRAIN_TIMEOUT, -1s, 'a duration from 0s to 24h, such as 30s'",
    "GATEWAY_CONNECT_TIMEOUT, 1h, 'a duration from 100ms to 5m, such as 5s'",
    "GATEWAY_READ_TIMEOUT, 5 minutes, 'a duration from 1s to 24h, such as 15m'",
    "GATEWAY_MAX_ATTEMPTS, 11, a whole number from 1 to 10",
    "GATEWAY_PARALLEL_EMBEDDINGS, 0, a whole number from 1 to 1000",
    "GATEWAY_MODEL_REFRESH, 1s, 'a duration from 10s to 24h, such as 15m'"
  })
  void badValue_isToldInOneSentence(String variable, String value, String allowed) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of(variable, value))
        .withMessage(variable + " is '" + value + "', but must be " + allowed + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ollama", "/a/", "/api", "/v1", "/api/tags", "/v1/a/b", "/ollama, /api"})
  void prefixThatIsNone_isToldInOneSentence(String value) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("GATEWAY_PATH_PREFIXES", value))
        .withMessage(
            "GATEWAY_PATH_PREFIXES is '"
                + value
                + "', but must be paths that begin with / and end without, other than the APIs' own"
                + " below /api and /v1, separated by commas.");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0, 11434",
    "example.com, example.com, 11434",
    "http://host, host, 80",
    "https://host, host, 443",
    "http://host:81/path, host, 81",
    "':1234', '', 1234",
    "'[::1]', ::1, 11434",
    "'[::1]:5', ::1, 5",
    "::1, ::1, 11434",
    "host/, host, 11434",
    "http://:9, '', 9"
  })
  void host_isReadAsOllamaReadsIt(String text, String host, int port) {
    assertThat(of("OLLAMA_HOST", text).get(Key.LISTEN)).isEqualTo(new Listen(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-5m", "-0.5"})
  void keepAlive_negative_isForEver(String text) {
    assertThat(of("OLLAMA_KEEP_ALIVE", text).get(Key.KEEP_ALIVE)).isNegative();
  }

  @Test
  void environment_winsOverFile_andNamedFileOverVariable() throws IOException {
    Path file = file("max_attempts: 5\nio_threads: 3\n");
    Settings settings =
        Settings.read(
            Map.of(
                "GATEWAY_MAX_ATTEMPTS", "2", "GATEWAY_IO_THREADS", " ", "GATEWAY_CONFIG", "/none"),
            file);
    assertThat(settings.get(Key.MAX_ATTEMPTS)).isEqualTo(2);
    assertThat(settings.get(Key.IO_THREADS)).isEqualTo(3);
    assertThat(Settings.read(Map.of("GATEWAY_CONFIG", file.toString()), null).get(Key.MAX_ATTEMPTS))
        .isEqualTo(5);
  }

  @Test
  void moreSpecificEndpoint_wins() {
    Settings settings =
        Settings.read(
            Map.of("AWS_ENDPOINT_URL", "http://all", "AWS_ENDPOINT_URL_BEDROCK", "http://lists"),
            null);
    assertThat(settings.get(Key.RUNTIME_ENDPOINT)).isEqualTo(Optional.of(URI.create("http://all")));
    assertThat(settings.get(Key.CONTROL_ENDPOINT))
        .isEqualTo(Optional.of(URI.create("http://lists")));
  }

  @Test
  void file_namesModels() throws IOException {
    Settings settings =
        ofFile(
            """
            origins: [https://a.example, "app://*"]
            models:
              fast: amazon.nova-lite-v1:0
              careful:
                id: eu.anthropic.claude-sonnet-4-5-20250929-v1:0
                max_tokens: 2000
                tools: {streaming: false, text_beside_calls: true, choice: named}
                capabilities: [completion, tools]
                price: {input: 0.25, cache_read: 1, as_of: 2026-08-21}
                prefill:
              claude-3-haiku:
                limits:
                  context_length: 1000
                  default_max_tokens: 10
            """);
    assertThat(settings.get(Key.ORIGINS)).containsExactly("https://a.example", "app://*");
    assertThat(settings.models())
        .containsExactly(
            new ModelSetting("fast", "amazon.nova-lite-v1:0", Map.of()),
            new ModelSetting(
                "careful",
                "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
                Map.of(
                    "max_tokens",
                    2000L,
                    "tools",
                    Map.of("streaming", false, "text_beside_calls", true, "choice", "named"),
                    "capabilities",
                    List.of("completion", "tools"),
                    "price",
                    Map.of(
                        "input", new BigDecimal("0.25"), "cache_read", 1L, "as_of", "2026-08-21"),
                    "prefill",
                    "")),
            new ModelSetting(
                "claude-3-haiku",
                null,
                Map.of("limits", Map.of("context_length", 1000L, "default_max_tokens", 10L))));
  }

  @Test
  void file_empty_changesNothing() throws IOException {
    assertThat(ofFile("").source(Key.LISTEN)).isEqualTo("default");
    assertThat(ofFile("# only a comment\n").source(Key.LISTEN)).isEqualTo("default");
    assertThat(ofFile("region:\n").source(Key.REGION)).isEqualTo("default");
  }

  @Test
  void file_wrong_isToldInOneSentence() throws IOException {
    assertThat(refusal("max_conections: 5\n"))
        .startsWith("FILE has the unknown key 'max_conections'; known are listen, origins,")
        .endsWith("model_refresh, pool, keys, limits and models.");
    assertThat(refusal("max_attempts: many\n"))
        .isEqualTo("'max_attempts' in FILE is 'many', but must be a whole number from 1 to 10.");
    assertThat(refusal("max_attempts: [1]\n"))
        .isEqualTo("'max_attempts' in FILE must be a single value.");
    assertThat(refusal("max_attempts: 1\nmax_attempts: 2\n"))
        .isEqualTo("FILE is not valid YAML at line 2: Duplicate field 'max_attempts'.");
    assertThat(refusal("a: [b\n")).startsWith("FILE is not valid YAML at line ");
    assertThat(refusal("region: eu-west-2\n...\nmore\n"))
        .startsWith("FILE is not valid YAML at line 2: ");
    assertThat(refusal("- a\n"))
        .isEqualTo("FILE must hold keys and values, such as 'region: eu-west-2'.");
    assertThat(refusal("models: [a]\n"))
        .isEqualTo(
            "'models' in FILE must map names to model ids, such as 'fast: amazon.nova-lite-v1:0'.");
    assertThat(refusal("models: {a: 5}\n"))
        .isEqualTo("The model 'a' in FILE must be a model id, or a map with id and traits.");
  }

  @Test
  void file_unreadable_isToldInOneSentence() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("GATEWAY_CONFIG", "/no/such/file.yaml"))
        .withMessage("The configuration file /no/such/file.yaml does not exist.");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("GATEWAY_CONFIG", folder.toString()))
        .withMessage("The configuration file " + folder + " is a folder; name a file instead.");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> of("GATEWAY_CONFIG", "gateway\0.yaml"))
        .withMessage("GATEWAY_CONFIG does not hold the name of a file.");
  }

  @Test
  @Timeout(20)
  void file_thatIsAPipe_isNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (Path file : List.of(pipe, Path.of("/dev/zero"))) {
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(() -> Settings.read(Map.of(), file))
          .withMessage(
              "The configuration file " + file + " is a pipe or a device; name a file instead.");
    }
  }

  @Test
  void file_behindALink_isRead() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file("io_threads: 3\n"));
    assertThat(Settings.read(Map.of(), link).get(Key.IO_THREADS)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "region: eu-west-2\n---\nio_threads: 3\n",
        "region: eu-west-2\n---\n",
        "---\n---\nio_threads: 3\n"
      })
  void file_ofSeveralDocuments_isRefused(String yaml) throws IOException {
    assertThat(refusal(yaml))
        .isEqualTo("FILE holds more than one YAML document; all settings must stand in one.");
  }

  @Test
  void file_ofOneDocument_mayBeMarked() throws IOException {
    assertThat(ofFile("---\nio_threads: 3\n...\n").get(Key.IO_THREADS)).isEqualTo(3);
  }

  @Test
  void file_tooLarge_isRefused() throws IOException {
    String comment = "#".repeat((1 << 20) - 15) + "\nio_threads: 3";
    assertThat(ofFile(comment + " ".repeat((1 << 20) - comment.length())).get(Key.IO_THREADS))
        .isEqualTo(3);
    assertThat(refusal(comment + " ".repeat((1 << 20) - comment.length() + 1)))
        .isEqualTo("The configuration file FILE is larger than a mebibyte.");
  }

  @Test
  void file_thatIsNotText_isRefusedInOneSentence() throws IOException {
    Path file = folder.resolve("gateway.yaml");
    for (byte[] content :
        new byte[][] {{(byte) 0xff, (byte) 0xfe, 0x41}, {0, 1, 2, 3}, {'a', (byte) 0xc3}}) {
      Files.write(file, content);
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(() -> Settings.read(Map.of(), file))
          .satisfies(e -> assertThat(e.getMessage()).endsWith(".").hasLineCount(1));
    }
  }

  @Test
  void secret_isNeverShown() {
    Settings settings = of("AWS_BEARER_TOKEN_BEDROCK", "s3cret");
    assertThat(settings.shown(Key.BEARER_TOKEN)).isEqualTo("********");
    assertThat(settings.get(Key.BEARER_TOKEN).orElseThrow().value()).isEqualTo("s3cret");
  }

  @Test
  void secretsOfSignatures_mayBeSeveral_andAreNeverShown() throws IOException {
    String variable = "GATEWAY_USER_JWT_SECRET";
    Settings settings = of(variable, "0123456789abcdef, fedcba9876543210,");
    assertThat(settings.get(Key.USER_JWT_SECRET))
        .extracting(Secret::value)
        .containsExactly("0123456789abcdef", "fedcba9876543210");
    assertThat(settings.shown(Key.USER_JWT_SECRET)).isEqualTo("********");
    assertThat(of().get(Key.USER_JWT_SECRET)).isEmpty();
    assertThat(of().shown(Key.USER_JWT_SECRET)).isEmpty();
    assertThatThrownBy(() -> of(variable, "0123456789abcdef,s3cret"))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "GATEWAY_USER_JWT_SECRET (user_jwt_secret) is too short; it must have 16 characters or"
                + " more.");
  }

  @Test
  void secretsOfAList_areKeptWhole() throws IOException {
    Settings settings =
        ofFile("user_jwt_secret: ['0123456789,abcdef', \"fedcba98\\n76543210\", ' ']");
    assertThat(settings.get(Key.USER_JWT_SECRET))
        .extracting(Secret::value)
        .containsExactly("0123456789,abcdef", "fedcba98\n76543210");
    assertThat(ofFile("user_jwt_secret: ['0123456789,abcdef']").get(Key.USER_JWT_SECRET))
        .extracting(Secret::value)
        .containsExactly("0123456789,abcdef");
    assertThat(
            ofFile("user_jwt_secret: 0123456789abcdef,fedcba9876543210").get(Key.USER_JWT_SECRET))
        .hasSize(2);
    assertThat(ofFile("user_jwt_secret: []").get(Key.USER_JWT_SECRET)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[https://a.example]]", "[{a: b}]", "[~]"})
  void listOfOtherThanValues_isRefused(String list) throws IOException {
    assertThat(refusal("origins: " + list))
        .isEqualTo("'origins' in FILE must be a list of single values.");
  }

  @Test
  void headers_areReadAsOpenTelemetryWritesThem_andNeverShown() {
    Settings settings = of("OTEL_EXPORTER_OTLP_HEADERS", "x-api-key=s3c%20ret=, , Other = a+b");
    assertThat(settings.headers(Key.OTLP_HEADERS))
        .isEqualTo(Map.of("x-api-key", "s3c ret=", "Other", "a+b"));
    assertThat(settings.shown(Key.OTLP_HEADERS)).isEqualTo("********");
    assertThat(of().headers(Key.OTLP_HEADERS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "a=b,s3cret", "a b=s3cret", "a=s3cret%", "a=s3cret%0Ab"})
  void headers_thatAreNone_areRefusedUnseen(String headers) {
    assertThatThrownBy(() -> of("OTEL_EXPORTER_OTLP_HEADERS", headers))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "OTEL_EXPORTER_OTLP_HEADERS (otlp_headers) must be pairs such as name=value, separated"
                + " by commas.");
  }

  @Test
  void keys_haveNamesOfTheirOwn() {
    assertThat(Key.ALL).extracting(Key::name).doesNotHaveDuplicates();
    assertThat(Key.ALL).allMatch(key -> key.meaning().length() < 90 && !key.meaning().isBlank());
  }
}
