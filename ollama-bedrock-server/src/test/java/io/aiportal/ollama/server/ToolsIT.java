package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools as people describe them and calls as models write them, between a client and Bedrock. */
class ToolsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Schemas that models refuse, each in its own way. */
  private static final String TOOLS =
      """
      [{"type":"function","function":{"name":"get.weather",
         "description":"Tells the weather in a city.","parameters":
         {"$schema":"http://json-schema.org/draft-07/schema#","type":"object",
          "properties":{"city name":{"type":"str"},"id":{"type":"integer","maximum":9007199254740991},
                        "near":{"$ref":"#/$defs/place"},"gone":{"$ref":"#/$defs/gone"}},
          "anyOf":[{"required":["city name"]},{"required":["id"]}],
          "$defs":{"place":{"type":"dict","properties":{"in":{"$ref":"#/$defs/place"},
                   "at":{"type":"array","items":[{"type":"float"}],"minItems":1}}}}}}},
       {"type":"function","function":{"name":"old-one","parameters":
         {"type":"object","properties":{"n":{"type":"number","minimum":0,"exclusiveMinimum":true,
          "required":true}}}}}]
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-sonnet-4.5",
        "claude-opus-5",
        "nova-pro",
        "mistral-large-3",
        "qwen3:32b",
        "glm-5",
        "gpt-oss:120b"
      })
  void tool_ofAnySchema_isTakenAndCalledByTheCallersNames(String model) throws Exception {
    try (Portal portal = Portal.withoutRetries()) {
      JsonNode first =
          chat(
              portal,
              model,
              "{\"role\":\"user\",\"content\":\"What is the weather in Rome?\"}",
              "");
      JsonNode call = first.at("/message/tool_calls/0");
      assertThat(call.at("/function/name").asText()).as("%s", first).isIn("get.weather", "old-one");
      if (call.at("/function/name").asText().equals("get.weather")) {
        call.at("/function/arguments")
            .fieldNames()
            .forEachRemaining(key -> assertThat(key).isIn("city name", "id", "near", "gone"));
      }
      String history =
          "{\"role\":\"user\",\"content\":\"What is the weather in Rome?\"},"
              + first.path("message")
              + ",{\"role\":\"tool\",\"tool_name\":\"get.weather\",\"content\":\"sunny\"}";
      assertThat(chat(portal, model, history, "").at("/message/content").asText()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void call_thatIsWrittenAsText_isACallWhereTheFamilyDoesSo(boolean stream) throws Exception {
    String text = "<tool_call>\n{\"name\":\"get_weather\",\"arguments\":{\"id\":7}}\n</tool_call>";
    try (Portal portal = Portal.withoutRetries()) {
      portal.bedrock().script(ModelReply.text(text));
      String answer = answer(portal, "qwen3:32b", stream);
      assertThat(answer).contains("\"tool_calls\"").doesNotContain("tool_call\\u003e");
      assertThat(answer).contains("get.weather").contains("\"arguments\":{\"id\":7}");
      String bare = "{\"name\":\"get_weather\",\"arguments\":{\"id\":7}}";
      for (String model : List.of("qwen3:32b", "mistral-large-2402")) {
        portal.bedrock().script(ModelReply.text(bare));
        assertThat(answer(portal, model, stream))
            .as(model)
            .contains("\"tool_calls\"", "get.weather")
            .doesNotContain("get_weather");
      }
      portal.bedrock().script(ModelReply.text(text));
      assertThat(answer(portal, "claude-sonnet-4.5", stream)).doesNotContain("\"tool_calls\"");
    }
  }

  @Test
  void largeImages_areRefused_orScaledDown() throws Exception {
    String message =
        "{\"role\":\"user\",\"content\":\"What is it?\",\"images\":[\"" + image() + "\"]}";
    try (Portal portal = Portal.withoutRetries()) {
      HttpResponse<String> refused = post(portal, "claude-sonnet-4.5", message);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("more than 8000 pixels wide or high");
    }
    try (Portal portal =
        new Portal(BedrockSimulator.start(), Map.of("GATEWAY_SCALE_IMAGES", "true"))) {
      HttpResponse<String> answered = post(portal, "claude-sonnet-4.5", message);
      assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> post(Portal portal, String model, String message)
      throws Exception {
    return portal.post(
        "/api/chat",
        "{\"model\":\"" + model + "\",\"stream\":false,\"messages\":[" + message + "]}");
  }

  private static String image() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(9_000, 8, BufferedImage.TYPE_BYTE_BINARY), "png", file);
    return Base64.getEncoder().encodeToString(file.toByteArray());
  }

  private static String answer(Portal portal, String model, boolean stream) throws Exception {
    HttpResponse<String> response =
        portal.post(
            "/api/chat",
            "{\"model\":\""
                + model
                + "\",\"stream\":"
                + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"What is the weather in Rome?\"}],\"tools\":"
                + TOOLS
                + "}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static JsonNode chat(Portal portal, String model, String messages, String more)
      throws Exception {
    HttpResponse<String> response =
        portal.post(
            "/api/chat",
            "{\"model\":\""
                + model
                + "\",\"stream\":false,\"messages\":["
                + messages
                + "],\"tools\":"
                + TOOLS
                + more
                + "}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
