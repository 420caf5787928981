package io.aiportal.clients;

import io.aiportal.ollama.server.Gateway;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A gateway in front of a simulated Bedrock, and what the cases of all clients ask of it. */
final class Portal implements AfterAllCallback {

  static final String MODEL = "claude-sonnet-4.5";
  static final String EMBEDDING_MODEL = "amazon.titan-embed-text-v2:0";
  static final String BREAKS = "simulator.exception-mid-stream";
  static final String THROTTLED = "simulator.throttled";

  static final String CAPITAL = "What is the capital of France?";
  static final String WEATHER = "What is the weather in Paris?";
  static final String CANADA = "Tell me about Canada.";

  private final BedrockSimulator bedrock = BedrockSimulator.start();
  private final Gateway gateway;

  Portal() {
    // Where the SDK's chain of credentials looks first; the environment cannot be set from here.
    System.setProperty("aws.accessKeyId", AccessKey.DEFAULT.id());
    System.setProperty("aws.secretAccessKey", AccessKey.DEFAULT.secret());
    String endpoint = bedrock.endpoint().toString();
    Map<String, String> environment =
        Map.of(
            "OLLAMA_HOST",
            "127.0.0.1:0",
            "AWS_REGION",
            bedrock.region(),
            "AWS_ENDPOINT_URL_BEDROCK",
            endpoint,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
            endpoint,
            "GATEWAY_MAX_ATTEMPTS",
            "1");
    this.gateway = Gateway.start(Settings.read(environment, null), OutputStream.nullOutputStream());
  }

  String url() {
    return "http://127.0.0.1:" + gateway.address().getPort();
  }

  /** A grey picture, as PNG in base64. */
  static String png() {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(png.toByteArray());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    gateway.close();
    bedrock.close();
  }
}
