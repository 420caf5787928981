/**
 * The Ollama API on Amazon Bedrock, as a library.
 *
 * <p>Start with {@link io.aiportal.ollama.OllamaBedrock}.
 */
@SuppressWarnings("module") // nobody needs Jackson 3, but who has it may map the API's records
module io.aiportal.ollama {
  requires transitive com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.databind;
  requires static transitive org.jspecify;
  requires static software.amazon.awssdk.services.bedrock;
  requires transitive software.amazon.awssdk.services.bedrockruntime;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries;
  requires software.amazon.awssdk.retries.api;
  requires org.reactivestreams;

  exports io.aiportal.ollama;
  exports io.aiportal.ollama.answer;
  exports io.aiportal.ollama.api;
  exports io.aiportal.ollama.api.anthropic;
  exports io.aiportal.ollama.api.ollama;
  exports io.aiportal.ollama.api.openai;
  exports io.aiportal.ollama.api.systemone;
  exports io.aiportal.ollama.attempt;
  exports io.aiportal.ollama.aws;
  exports io.aiportal.ollama.bedrock;
  exports io.aiportal.ollama.chat;
  exports io.aiportal.ollama.embed;
  exports io.aiportal.ollama.model;
  exports io.aiportal.ollama.plan;
  exports io.aiportal.ollama.repair;

  opens io.aiportal.ollama.api.ollama to
      com.fasterxml.jackson.databind,
      tools.jackson.databind;
  opens io.aiportal.ollama.api.openai to
      com.fasterxml.jackson.databind;
  opens io.aiportal.ollama.api.systemone to
      com.fasterxml.jackson.databind;
}
