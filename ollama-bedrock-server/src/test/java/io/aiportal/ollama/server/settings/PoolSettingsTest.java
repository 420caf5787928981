package io.aiportal.ollama.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolSettingsTest {

  @TempDir private Path folder;

  private Settings read(String yaml) throws IOException {
    return Settings.read(Map.of(), Files.writeString(folder.resolve("c.yaml"), yaml));
  }

  @Test
  void places_areReadInTheirOrder() throws IOException {
    Settings settings =
        read(
            """
            pool:
              - region: eu-west-1
              - name: other
                role: arn:aws:iam::123456789012:role/a/b
                external_id: x1
                runtime_endpoint: http://localhost:1
              - role: arn:aws:iam::123456789012:role/b
                region: eu-west-3
            """);
    Optional<String> none = Optional.empty();
    assertThat(settings.pool())
        .containsExactly(
            new PlaceSetting(
                "eu-west-1",
                Optional.of("eu-west-1"),
                none,
                none,
                Optional.empty(),
                Optional.empty()),
            new PlaceSetting(
                "other",
                none,
                Optional.of("arn:aws:iam::123456789012:role/a/b"),
                Optional.of("x1"),
                Optional.of(URI.create("http://localhost:1")),
                Optional.empty()),
            new PlaceSetting(
                "arn:aws:iam::123456789012:role/b eu-west-3",
                Optional.of("eu-west-3"),
                Optional.of("arn:aws:iam::123456789012:role/b"),
                none,
                Optional.empty(),
                Optional.empty()));
    assertThat(read("region: eu-west-2").pool()).isEmpty();
  }

  @Test
  void fallbacks_areANameOrAList() throws IOException {
    List<ModelSetting> models =
        read("models: {a: {fallback: b}, c: {id: x.y-v1:0, fallback: [d, e]}, f: g}").models();
    assertThat(models)
        .extracting(ModelSetting::fallbacks)
        .containsExactly(List.of("b"), List.of("d", "e"), List.of());
    assertThat(models.get(0).traits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "pool: eu-west-1 | must be a list of places",
        "pool: [eu-west-1] | must be a map with a region",
        "pool: [{}] | neither a region nor a role",
        "pool: [{name: x}] | neither a region nor a role",
        "pool: [{region: London}] | 'region' of a place of 'pool'",
        "pool: [{region: [eu-west-1]}] | 'region' of a place of 'pool'",
        "pool: [{role: bedrock}] | 'role' of a place of 'pool'",
        "pool: [{region: eu-west-1, external_id: x}] | an external_id and no role",
        "pool: [{region: eu-west-1, zone: a}] | unknown key 'zone'",
        "pool: [{region: eu-west-1}, {region: eu-west-1}] | two places called 'eu-west-1'",
        "pool: [{region: eu-west-1, runtime_endpoint: ftp}] | 'runtime_endpoint' of a place",
      })
  void whatMakesNoSense_stopsTheStart(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(sentence.strip());
  }
}
