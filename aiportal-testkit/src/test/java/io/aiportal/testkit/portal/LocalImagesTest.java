package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.utility.DockerImageName;

class LocalImagesTest {

  @ParameterizedTest
  @CsvSource({
    "postgres:15, aiportal/postgres:local",
    "pgvector/pgvector:pg15, aiportal/postgres:local",
    "ghcr.io/open-webui/open-webui:0.12.4-slim, aiportal/open-webui:local",
    "localstack/localstack:4.14.0, aiportal/aws:local",
    "valkey/valkey:8.1, aiportal/valkey:local",
    "alpine:3.17, aiportal/debian:local",
    "aiportal/gateway:0123456789ab, aiportal/gateway:0123456789ab",
    "redis:7, redis:7",
  })
  void standIns_areThoseThatAreMadeHere(String image, String taken) {
    assertThat(new LocalImages().apply(DockerImageName.parse(image)))
        .isEqualTo(DockerImageName.parse(taken));
  }
}
