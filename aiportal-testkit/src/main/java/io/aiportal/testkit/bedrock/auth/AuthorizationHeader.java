package io.aiportal.testkit.bedrock.auth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of an {@code Authorization} header of Signature Version 4.
 *
 * @param keyId the access key id
 * @param scope date, region, service and terminator
 * @param signedHeaders lower-case names in the order given
 */
record AuthorizationHeader(
    String keyId, List<String> scope, List<String> signedHeaders, String signature) {

  private static final List<String> PARAMETERS =
      List.of("Credential", "Signature", "SignedHeaders");

  /** What is missing in the header, as AWS says it; empty if nothing is. */
  static List<String> missing(String header) {
    Map<String, String> parameters = parameters(header);
    List<String> missing = new ArrayList<>();
    for (String parameter : PARAMETERS) {
      if (parameters.getOrDefault(parameter, "").isEmpty()) {
        missing.add("Authorization header requires '" + parameter + "' parameter.");
      }
    }
    return missing;
  }

  /** Whether the credential has the five parts of a key and its scope. */
  static boolean hasWholeCredential(String header) {
    return parameters(header).getOrDefault("Credential", "").split("/", -1).length == 5;
  }

  /** Reads a header that misses nothing. */
  static AuthorizationHeader parse(String header) {
    Map<String, String> parameters = parameters(header);
    List<String> credential = List.of(parameters.getOrDefault("Credential", "").split("/", -1));
    return new AuthorizationHeader(
        credential.get(0),
        credential.subList(1, credential.size()),
        List.of(parameters.getOrDefault("SignedHeaders", "").split(";")),
        parameters.getOrDefault("Signature", ""));
  }

  String date() {
    return scope.get(0);
  }

  String region() {
    return scope.get(1);
  }

  String service() {
    return scope.get(2);
  }

  String terminator() {
    return scope.get(3);
  }

  private static Map<String, String> parameters(String header) {
    Map<String, String> parameters = new HashMap<>();
    String list = header.substring(Math.min(header.length(), SignatureV4.ALGORITHM.length()));
    for (String parameter : list.split(",")) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        parameters.put(
            parameter.substring(0, equals).strip(), parameter.substring(equals + 1).strip());
      }
    }
    return parameters;
  }
}
