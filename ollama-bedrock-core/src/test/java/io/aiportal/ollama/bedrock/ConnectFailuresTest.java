package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectFailuresTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new UnknownHostException("a.example"), "the host a.example could not be found"),
        Arguments.of(
            new UnknownHostException("a.example: Name or service not known"),
            "the host a.example could not be found"),
        Arguments.of(
            new ConnectException("Connection refused: /10.0.0.1:443"),
            "could not connect to 10.0.0.1:443: Connection refused"),
        Arguments.of(
            new ConnectException("connection timed out after 5 ms: a.example/10.0.0.1:443"),
            "could not connect to a.example:443: connection timed out after 5 ms"),
        Arguments.of(
            new ConnectException("Connection refused: a.example/10.0.0.1"),
            "could not connect to a.example: Connection refused"),
        Arguments.of(
            new ConnectException("Connection refused: a.example"),
            "could not connect to a.example: Connection refused"),
        Arguments.of(new ConnectException("Refused"), "could not connect: Refused"),
        Arguments.of(new ConnectException(), "could not connect"),
        Arguments.of(
            new NoRouteToHostException("No route to host: /10.0.0.1:443"),
            "could not connect to 10.0.0.1:443: No route to host"),
        Arguments.of(
            new SSLHandshakeException("unknown CA"),
            "no TLS connection could be agreed on: unknown CA"),
        Arguments.of(
            new IOException("Could not connect to proxy"), "the proxy refused the connection"),
        Arguments.of(
            new IOException("Acquire operation took longer than the configured maximum time."),
            "no connection was free in time"),
        Arguments.of(
            new IOException("Maximum pending connection acquisitions exceeded."),
            "no connection was free in time"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failure_beforeAnythingWasSent_saysWhatFailed(Throwable failure, String sentence) {
    for (Throwable told : new Throwable[] {failure, new IOException("wrapped", failure)}) {
      BedrockException error = ConnectFailures.of(told);
      assertThat(error).hasMessage(sentence).hasCause(told);
      assertThat(error.kind()).isEqualTo(Kind.CONNECT);
    }
  }

  @Test
  void anyOtherFailure_mayHaveComeLater() {
    assertThat(ConnectFailures.of(new IOException("Connection reset"))).isNull();
    assertThat(ConnectFailures.of(new IOException())).isNull();
  }
}
