package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.access.RequestHeaders;
import io.aiportal.ollama.server.settings.KeySetting.Api;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;

/** Lets requests in: with a key, where one is needed, and as long as the server does not drain. */
final class Gate {

  private static final String BASIC = "Basic realm=\"AI Portal gateway\", charset=\"UTF-8\"";

  private final HttpCalls calls;
  private final Access access;
  private final Reuse reuse;

  Gate(HttpCalls calls, Access access, Reuse reuse) {
    this.calls = calls;
    this.access = access;
    this.reuse = reuse;
  }

  /** A handler that anybody may ask. */
  Handler open(Handler handler) {
    return call -> {
      calls.requireOpen();
      handler.handle(call);
    };
  }

  /** A handler of Ollama's API. */
  Handler ollama(Handler handler) {
    return keyed(Api.OLLAMA, ResponseProtocol.OLLAMA, handler);
  }

  /** A handler of OpenAI's API, which tells in words of its own what is wrong with a request. */
  Handler openAi(Handler handler) {
    return keyed(Api.OPENAI, ResponseProtocol.OPENAI_REQUEST, handler);
  }

  /** A handler of Anthropic's API, which tells in words of its own what is wrong with a request. */
  Handler anthropic(Handler handler) {
    return keyed(Api.ANTHROPIC, ResponseProtocol.ANTHROPIC_REQUEST, handler);
  }

  /**
   * A handler for operators: for everybody as long as there are no keys. Browsers ask for the key.
   */
  Handler operator(Handler handler) {
    return call -> {
      HttpServerExchange exchange = call.exchange();
      enter(call, new BasicKey(exchange.getRequestHeaders()::getFirst), BASIC);
      if (access.knowsKeys() && !call.caller().key().admin()) {
        boolean unknown = call.caller().isAnonymous();
        if (unknown) {
          exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, BASIC);
        }
        throw new CallException(
            unknown ? 401 : 403, "this is open to keys with 'admin: true' only", null);
      }
      handler.handle(call);
    };
  }

  /** A handler that changes what all callers see: where these are several, for operators. */
  Handler managing(Handler handler) {
    return ollama(
        call -> {
          if (access.tellsApart() && !call.caller().key().admin()) {
            throw new CallException(
                403, "models are made and deleted by keys with 'admin: true' here", null);
          }
          handler.handle(call);
        });
  }

  private Handler keyed(Api api, ResponseProtocol protocol, Handler handler) {
    return call -> {
      call.api(api);
      call.protocol(protocol);
      calls.requireOpen();
      enter(call, call.exchange().getRequestHeaders()::getFirst, "Bearer");
      call.caller().require(api);
      handler.handle(call);
    };
  }

  private void enter(HttpCall call, RequestHeaders headers, String challenge) {
    HttpServerExchange exchange = call.exchange();
    InetAddress peer = exchange.getSourceAddress().getAddress();
    try {
      call.caller(access.caller(headers, peer));
      call.reuse(reuse.of(exchange.getRequestHeaders(), call.caller()));
    } catch (CallException refusal) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, challenge);
      throw refusal;
    }
  }
}
