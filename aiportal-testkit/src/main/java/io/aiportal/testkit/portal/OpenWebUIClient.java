package io.aiportal.testkit.portal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Somebody who is signed in to Open WebUI and calls it as its own pages do.
 *
 * <p>Safe for several threads.
 */
public final class OpenWebUIClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI url;
  private final JsonNode account;

  private OpenWebUIClient(HttpClient http, URI url, JsonNode account) {
    this.http = http;
    this.url = url;
    this.account = account;
  }

  /**
   * Signs in with an account of Open WebUI's own.
   *
   * @param url where Open WebUI is
   * @throws RefusedException if it refuses that
   */
  public static OpenWebUIClient signIn(URI url, String email, String password) {
    ObjectNode body = JSON.createObjectNode().put("email", email).put("password", password);
    return signIn(url, "/api/v1/auths/signin", body);
  }

  /**
   * Signs in with an account of the directory.
   *
   * @param url where Open WebUI is
   * @throws RefusedException if it refuses that
   */
  public static OpenWebUIClient signInWithDirectory(URI url, String user, String password) {
    ObjectNode body = JSON.createObjectNode().put("user", user).put("password", password);
    return signIn(url, "/api/v1/auths/ldap", body);
  }

  private static OpenWebUIClient signIn(URI url, String path, ObjectNode body) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    OpenWebUIClient nobody = new OpenWebUIClient(http, url, JSON.createObjectNode());
    return new OpenWebUIClient(http, url, nobody.post(path, body));
  }

  /**
   * Adds somebody with an account of Open WebUI's own, who is signed in then; only administrators
   * may.
   *
   * @throws RefusedException if that is refused
   */
  public OpenWebUIClient add(String name, String email, String password) {
    ObjectNode body = JSON.createObjectNode().put("name", name).put("email", email);
    return new OpenWebUIClient(
        http, url, post("/api/v1/auths/add", body.put("password", password).put("role", "user")));
  }

  /** The same person, by the same sign-in, at another Open WebUI that shares sessions with this. */
  public OpenWebUIClient at(URI anotherUrl) {
    return new OpenWebUIClient(http, anotherUrl, account);
  }

  /** Signs out; an Open WebUI without Redis takes the sign-in all the same until it expires. */
  public void signOut() {
    post("/api/v1/auths/signout", JSON.createObjectNode());
  }

  /** What Open WebUI told of the account: id, name, email, role and more. */
  public JsonNode account() {
    return account;
  }

  /** The ids of the models to choose from. */
  public List<String> models() {
    return StreamSupport.stream(get("/api/models").path("data").spliterator(), false)
        .map(model -> model.path("id").asText())
        .toList();
  }

  /**
   * Asks without leaving a trace, as programs do, and gives the pieces of the answer as they come.
   *
   * <p>Closing the stream before its end gives the answer up.
   *
   * <p>The stream throws a {@link BrokenAnswerException} where the answer has an error in it or
   * ends before it is whole.
   */
  public Stream<String> stream(String model, String question) {
    ObjectNode body = JSON.createObjectNode().put("model", model).put("stream", true);
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    HttpResponse<Stream<String>> response =
        send(postRequest("/api/chat/completions", body), BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new RefusedException(
          response.statusCode(), String.join("\n", response.body().toList()));
    }
    CompletionLines answer = new CompletionLines();
    // Lines end where the connection does, whole or not: what follows the last one tells.
    Stream<String> pieces =
        Stream.concat(
            response.body().map(answer::piece), Stream.of("").peek(end -> answer.verifyWhole()));
    return pieces.filter(piece -> !piece.isEmpty());
  }

  /**
   * Asks in a new chat that is kept, as a page does, and waits for the whole answer.
   *
   * @throws BrokenAnswerException if an error is kept in place of the answer or beside it
   */
  public StoredAnswer ask(String model, String question) {
    String messageId = UUID.randomUUID().toString();
    String chatId = begin(newChat(model, question, messageId));
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      JsonNode message = chat(chatId).path("chat").at("/history/messages/" + messageId);
      if (message.hasNonNull("error")) {
        throw new BrokenAnswerException(message.path("error"));
      }
      if (message.path("done").asBoolean()) {
        return new StoredAnswer(chatId, messageId, message);
      }
      pause();
    }
    throw new IllegalStateException("No whole answer in chat " + chatId + " within " + PATIENCE);
  }

  /**
   * Asks in a new chat that is kept, and does not wait for the answer.
   *
   * @return the id of the chat
   */
  public String begin(String model, String question) {
    return begin(newChat(model, question, UUID.randomUUID().toString()));
  }

  private String begin(ObjectNode newChat) {
    return post("/api/chat/completions", newChat).path("chat_id").asText();
  }

  /** Stops what is being answered in a chat, as the button of the page does. */
  public void stop(String chatId) {
    post("/api/tasks/chat/" + chatId + "/stop", JSON.createObjectNode());
  }

  /**
   * All that Open WebUI keeps of a chat.
   *
   * @throws RefusedException if it is somebody else's
   */
  public JsonNode chat(String chatId) {
    return get("/api/v1/chats/" + chatId);
  }

  /**
   * An answer that Open WebUI keeps.
   *
   * @param message all that it keeps of it
   */
  public record StoredAnswer(String chatId, String messageId, JsonNode message) {

    /** Its text. */
    public String content() {
      return message.path("content").asText();
    }
  }

  /** Uploads a text, and gives what Open WebUI tells of the file, its id among it. */
  public JsonNode upload(String name, String text) {
    String boundary = UUID.randomUUID().toString();
    String body =
        String.join(
            "\r\n",
            "--" + boundary,
            "Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"",
            "Content-Type: text/plain",
            "",
            text,
            "--" + boundary + "--",
            "");
    return whole(
        request("/api/v1/files/?process=false")
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static ObjectNode newChat(String model, String question, String answerId) {
    String questionId = UUID.randomUUID().toString();
    ObjectNode body = JSON.createObjectNode().put("model", model).put("stream", true);
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    body.putNull("parent_id").put("id", answerId).put("session_id", "test");
    ObjectNode message = body.putObject("user_message").put("id", questionId).putNull("parentId");
    message.put("role", "user").put("content", question);
    message.put("timestamp", Instant.now().getEpochSecond());
    message.putArray("childrenIds").add(answerId);
    message.putArray("models").add(model);
    body.putObject("background_tasks")
        .put("title_generation", false)
        .put("tags_generation", false)
        .put("follow_up_generation", false);
    return body;
  }

  private JsonNode get(String path) {
    return whole(request(path).GET().build());
  }

  private JsonNode post(String path, ObjectNode body) {
    return whole(postRequest(path, body));
  }

  private HttpRequest postRequest(String path, ObjectNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString()))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
    if (account.has("token")) {
      request.header("Authorization", "Bearer " + account.path("token").asText());
    }
    return request;
  }

  private JsonNode whole(HttpRequest request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new RefusedException(response.statusCode(), response.body());
    }
    return parse(response.body());
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while Open WebUI was called", e);
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while an answer was waited for", e);
    }
  }

  /** An answer that has an error in it, or that ends before it is whole. */
  public static final class BrokenAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenAnswerException(String message) {
      super(message);
    }

    BrokenAnswerException(JsonNode error) {
      this("Open WebUI answered with an error: " + error);
    }
  }

  /** Open WebUI's refusal of a call. */
  public static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String body) {
      super("Open WebUI answered " + status + ": " + body);
      this.status = status;
    }

    /** The status of the HTTP answer. */
    public int status() {
      return status;
    }
  }
}
