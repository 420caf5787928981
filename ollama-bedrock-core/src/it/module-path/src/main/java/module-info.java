/** Reads the library, and what it takes to have an AWS client and a stand-in for Bedrock. */
module consumer {
  requires io.aiportal.ollama;
  requires jdk.httpserver;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.nio.netty;
  requires software.amazon.awssdk.regions;
}
