package io.aiportal.testkit.bedrock.response;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Makes responses whose body is one XML document. */
public final class XmlResponses {

  private static final Map<String, String> XML = Map.of("Content-Type", "text/xml");

  private XmlResponses() {}

  /** A document. */
  public static SimulatedResponse of(int status, String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return SimulatedResponse.whole(status, XML, bytes, List.of(new ResponseStep.Send(bytes)));
  }

  /** Text that may stand between tags. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
