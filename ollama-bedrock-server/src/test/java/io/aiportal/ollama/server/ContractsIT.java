package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aiportal.testkit.contract.AnthropicContract;
import io.aiportal.testkit.contract.OllamaContract;
import io.aiportal.testkit.contract.OpenAiContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contracts notice a server that breaks them, and say what they could not try. */
class ContractsIT {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "date",
          "host",
          "http2-settings",
          "transfer-encoding",
          "upgrade");

  /** These look at statuses and headers, which are passed on as they are. */
  private static final Set<String> OF_HEADS =
      Set.of(
          "heads_haveNoBody",
          "slashesTooMany_areRedirected",
          "preflight_tellsWhatPagesMayDo",
          "pagesFromElsewhere_areRefused",
          "generate_takesAnyContext",
          "system_isATextOrBlocks");

  private static Portal portal;
  private static HttpServer between;
  private static volatile UnaryOperator<String> damage = UnaryOperator.identity();

  /** Ollama's contract with a server that does not keep to it. */
  static class OfOllama implements GatewayContracts.Ollama {

    @Override
    public URI server() {
      return damaged();
    }
  }

  /** The same of OpenAI. */
  static class OfOpenAi implements GatewayContracts.OpenAi {

    @Override
    public URI server() {
      return damaged();
    }
  }

  /** The same of Anthropic. */
  static class OfAnthropic implements GatewayContracts.Anthropic {

    @Override
    public URI server() {
      return damaged();
    }
  }

  /** Ollama's contract with a server of which nothing is known but a model. */
  static class OfAnyOllama implements OllamaContract {

    @Override
    public URI server() {
      return undamaged();
    }

    @Override
    public String model() {
      return "nova-lite";
    }
  }

  /** The same of OpenAI. */
  static class OfAnyOpenAi implements OpenAiContract {

    @Override
    public URI server() {
      return undamaged();
    }

    @Override
    public String model() {
      return "nova-lite";
    }
  }

  /** The same of Anthropic. */
  static class OfAnyAnthropic implements AnthropicContract {

    @Override
    public URI server() {
      return undamaged();
    }

    @Override
    public String model() {
      return "claude-haiku-4.5";
    }
  }

  private static URI undamaged() {
    return URI.create("http://127.0.0.1:" + portal.port());
  }

  private static URI damaged() {
    return URI.create("http://127.0.0.1:" + between.getAddress().getPort());
  }

  @BeforeAll
  static void start() throws IOException {
    portal = Portal.withRetries();
    between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    between.createContext("/", ContractsIT::passOn);
    between.start();
  }

  @AfterAll
  static void stop() {
    between.stop(0);
    portal.close();
  }

  private static void passOn(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] asked = exchange.getRequestBody().readAllBytes();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(undamaged() + exchange.getRequestURI().toString()))
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(asked));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  values.forEach(
                      value -> {
                        if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                          request.header(name, value);
                        }
                      }));
      HttpResponse<String> answer = portal.client().send(request.build(), BodyHandlers.ofString());
      answer.headers().map().entrySet().stream()
          .filter(header -> !OF_THE_CONNECTION.contains(header.getKey()))
          .forEach(header -> exchange.getResponseHeaders().put(header.getKey(), header.getValue()));
      byte[] body = damage.apply(answer.body()).getBytes(StandardCharsets.UTF_8);
      if (exchange.getRequestMethod().equals("HEAD")) {
        answer
            .headers()
            .firstValue("content-length")
            .ifPresent(length -> exchange.getResponseHeaders().add("content-length", length));
      }
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What became of tests that were run within this one. */
  private static final class Outcomes implements TestExecutionListener {

    final List<String> failed = new ArrayList<>();
    final List<String> skipped = new ArrayList<>();
    int ran;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      ran += test.isTest() ? 1 : 0;
      if (result.getStatus() == Status.FAILED) {
        failed.add(test.getDisplayName() + ": " + result.getThrowable().orElseThrow());
      } else if (result.getStatus() == Status.ABORTED) {
        skipped.add(result.getThrowable().orElseThrow().getMessage());
      }
    }
  }

  private static Outcomes run(DiscoverySelector selected) {
    Outcomes outcomes = new Outcomes();
    LauncherFactory.create()
        .execute(LauncherDiscoveryRequestBuilder.request().selectors(selected).build(), outcomes);
    assertThat(outcomes.ran).isPositive();
    return outcomes;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "OfOllama | root_greets | is running | was running",
        "OfOllama | unknownRoutes_areTexts | page not found | page",
        "OfOllama | decisions_areMadeByModelsThatSayTheyCan | \"error\" | \"failure\"",
        "OfOllama | version_isDottedNumbers | 0\\.40 | 0x40",
        "OfOllama | tags_haveWhatClientsNeed | \"digest\":\" | \"digest\":\"sha256:",
        "OfOllama | show_tellsTheContextLength | context_length | window",
        "OfOllama | model_isListedAsRunning_fromLoadToUnload | \"size_vram\" | \"vram\"",
        "OfOllama | model_thatAnswers_isKeptAsLongAsItsCallerSays | \"expires_at\":\"2 | \"expires_at\":\"1",
        "OfOllama | noTimeAtAll_isAnUnload | \"unload\" | \"load\"",
        "OfOllama | preset_isAModelWithDefaults_untilItIsDeleted | \"license\":\"Free\", | ~~",
        "OfOllama | preset_isAModelWithDefaults_untilItIsDeleted | \\{\"status\":\"success\"\\}\\n | ~~",
        "OfOllama | preset_madeWithoutSteps_isOneObject | success | done",
        "OfOllama | copy_isAModelUntilItIsDeleted | ^$ | null",
        "OfOllama | pull_ofAModelThatIsThere_endsInSuccess | verifying sha256 digest | verifying",
        "OfOllama | pull_ofAModelThatIsThere_endsInSuccess | \"digest\":\"sha256: | \"digest\":\"sha256:0",
        "OfOllama | pull_ofAModelThatIsNowhere_fails | file does not exist | not found",
        "OfOllama | push_ofAModelThatIsNotThere_fails | \"error\" | \"failure\"",
        "OfOllama | blob_isAskedForByItsDigest | invalid digest format | no digest",
        "OfOllama | chat_comesInLines | \\n | \\n\\n",
        "OfOllama | chat_whole_isOneObject | \"total_duration\":\\d+, | ~~",
        "OfOllama | generate_comesInLines | \"context\":\\[ | \"context\":[7,",
        "OfOllama | generate_raw_hasNoContext | \"done_reason\" | \"context\":[1],\"done_reason\"",
        "OfOllama | nothingAsked_isALoad | \"load\" | \"stop\"",
        "OfOllama | request_isReadAsGoReadsIt | \"load\" | \"stop\"",
        "OfOllama | answer_isNoLongerThanIsWanted | \"length\" | \"stop\"",
        "OfOllama | toolCall_whole_goesThereAndBack | \"index\":0, | ~~",
        "OfOllama | toolCall_whole_goesThereAndBack | \"arguments\":\\{\"city\" | \"arguments\":{\"town\"",
        "OfOllama | toolCall_streamed_isWholeInOneLine | \"done_reason\":\"stop\" | \"done_reason\":\"tool_calls\"",
        "OfOllama | thinking_standsBesideTheAnswer_ifItIsWanted | \"thinking\":\"[^\"]*\" | \"thinking\":\"\"",
        "OfOllama | thinking_streamed_comesFirst | \"thinking\" | \"thoughts\"",
        "OfOllama | thinking_ofAPrompt_standsBehindTheResponse | \"thinking\" | \"thoughts\"",
        "OfOllama | thinking_isRefused_byAModelThatDoesNot | does not support | lacks",
        "OfOllama | image_isSeen | \"content\":\"[^\"]+\" | \"content\":\"\"",
        "OfOllama | format_json_isJson | \"content\":\" | \"content\":\"Here: ",
        "OfOllama | format_schema_isFollowed | inhabitants | people",
        "OfOllama | embed_givesAVectorOfLengthOneForEachText | \"embeddings\":\\[\\[ | \"embeddings\":[[9,",
        "OfOllama | embed_ofFewerDimensions_hasLengthOneAgain | \"embeddings\":\\[\\[ | \"embeddings\":[[0,",
        "OfOllama | embed_ofTooLongATextIsCut_orRefused | the input length | it",
        "OfOllama | embeddings_givesOneVector | \\{\"embedding\" | {\"model\":\"m\",\"embedding\"",
        "OfOllama | nothingToEmbed_isALoad | \\[\\] | null",
        "OfOllama | embeddingModel_doesNothingElse | does not support | lacks",
        "OfOllama | badRequests_areToldInOllamasWords | \"error\":\" | \"error\":\"Error: ",
        "OfOllama | failure_inTheMidstOfAnAnswer_isItsLastLine | \\{\"error\".* | {\"done\":true}",
        "OfOpenAi | chatCompletion_isOneObject | \"finish_reason\":\"stop\" | \"finish_reason\":null",
        "OfOpenAi | chatCompletion_streamed_isChunksOfOneCompletion | data: \\[DONE] | data: {}",
        "OfOpenAi | chatCompletion_streamed_tellsUsageToThoseWhoAsk | \"usage\" | \"used\"",
        "OfOpenAi | chatCompletion_cutByItsLimit_saysSo | \"length\" | \"stop\"",
        "OfOpenAi | toolCall_hasItsArgumentsAsText | city | town",
        "OfOpenAi | toolCall_streamed_isOneCall | \"finish_reason\":\"tool_calls\" | \"finish_reason\":\"stop\"",
        "OfOpenAi | toolCall_streamed_hasItsArgumentsInPieces | \"arguments\":\"\" | \"arguments\":\" \"",
        "OfOpenAi | toolChoice_isHonoured | \"tool_calls\" | \"calls\"",
        "OfOpenAi | responseFormat_isFollowed | inhabitants | people",
        "OfOpenAi | image_isADataUrl | \"content\":\"[^\"]+\" | \"content\":\"\"",
        "OfOpenAi | reasoning_standsBesideTheAnswer | \"reasoning\" | \"thoughts\"",
        "OfOpenAi | completion_isOneObject | \"text_completion\" | \"completion\"",
        "OfOpenAi | completion_streamed_carriesUsageInEveryChunk | ,\"usage\":\\{\"prompt_tokens\":0[^}]*} | ~~",
        "OfOpenAi | embeddings_haveAVectorForEachText | \"index\":1 | \"index\":0",
        "OfOpenAi | embeddings_inBase64_areTheSameNumbers | \"embedding\":\".{8} | \"embedding\":\"AAAAAAAA",
        "OfOpenAi | models_areAList | \"owned_by\":\"[^\"]*\" | \"owner\":\"me\"",
        "OfOpenAi | response_isOneObject | \"status\":\"completed\" | \"status\":\"done\"",
        "OfOpenAi | response_streamed_opensAndClosesEverything | event: response.content_part.done\\n[^\\n]*\\n\\n | ~~",
        "OfOpenAi | response_streamed_opensAndClosesEverything | \"sequence_number\":4 | \"sequence_number\":3",
        "OfOpenAi | response_withACall_goesThereAndBack | \"function_call\" | \"tool_call\"",
        "OfOpenAi | response_thatGoesOnFromAnother_isRefused | previous_response_id | this",
        "OfOpenAi | wrongMethods_areTexts | 405 method not allowed | no",
        "OfOpenAi | badRequests_areErrorObjects | \"param\":null, | ~~",
        "OfOpenAi | failure_inTheMidstOfAnAnswer_isItsLastEvent | data: \\{\"error\".* | data: [DONE]\\n\\n",
        "OfAnthropic | message_isOneObject | \"id\":\"msg_ | \"id\":\"",
        "OfAnthropic | message_streamed_startsAndStopsEveryBlock | event: content_block_stop\\n[^\\n]*\\n\\n | ~~",
        "OfAnthropic | message_cutByItsLimit_saysSo | max_tokens | end_turn",
        "OfAnthropic | versions_areAnsweredAlike | \"type\":\"message\" | \"type\":\"msg\"",
        "OfAnthropic | stopSequence_endsTheAnswer_andIsNamed | \"stop_sequence\":\"Paris\" | \"stop_sequence\":null",
        "OfAnthropic | image_isABlock | Only base64 | No",
        "OfAnthropic | tokens_areCounted | input_tokens | tokens",
        "OfAnthropic | thinking_isABlockBeforeTheAnswer | \"type\":\"thinking\" | \"type\":\"thoughts\"",
        "OfAnthropic | signedThinking_goesThereAndBack | \"signature\":\"[^\"]+\" | \"signature\":\"\"",
        "OfAnthropic | signedThinking_goesThereAndBack | event: content_block_delta\\n[^\\n]*signature_delta[^\\n]*\\n\\n | ~~",
        "OfAnthropic | toolUse_hasItsInput | \"input\":\\{\"city\" | \"input\":{\"town\"",
        "OfAnthropic | toolUse_hasItsInput | \"partial_json\" | \"json\"",
        "OfAnthropic | toolResult_isAnswered_evenIfItIsAnError | \"type\":\"text\" | \"type\":\"words\"",
        "OfAnthropic | toolChoice_isHonoured | \"name\":\"get_weather\" | \"name\":\"other\"",
        "OfAnthropic | badRequests_areErrorObjects | \"request_id\" | \"id\"",
        "OfAnthropic | failure_inTheMidstOfAnAnswer_isItsLastEvent | event: error\\n.* | ~~",
      })
  void damage_isNoticed(String contract, String test, String good, String bad) throws Exception {
    Class<?> type = Class.forName(ContractsIT.class.getName() + "$" + contract);
    Pattern pattern = Pattern.compile(good, Pattern.DOTALL);
    String replacement = Matcher.quoteReplacement(bad.translateEscapes());
    damage = body -> pattern.matcher(body).replaceAll(replacement);
    assertThat(run(selectMethod(type, test)).failed).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(classes = {OfOllama.class, OfOpenAi.class, OfAnthropic.class})
  void withoutDamage_nothingFails_orIsSkipped(Class<?> contract) {
    damage = UnaryOperator.identity();
    Outcomes outcomes = run(selectClass(contract));
    assertThat(outcomes.failed).isEmpty();
    assertThat(outcomes.skipped).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(classes = {OfAnyOllama.class, OfAnyOpenAi.class, OfAnyAnthropic.class})
  void whatIsNotSaidOfAServer_isNotTried_andToldSo(Class<?> contract) {
    Outcomes outcomes = run(selectClass(contract));
    assertThat(outcomes.failed).isEmpty();
    assertThat(outcomes.skipped)
        .allMatch(reason -> reason.contains("the server under test names no model "))
        .anyMatch(reason -> reason.endsWith("that thinks"))
        .anyMatch(reason -> reason.endsWith("that sees images"))
        .anyMatch(reason -> reason.endsWith("whose answers break off"));
  }

  /** Whoever adds a test to a contract says here what it would notice. */
  @ParameterizedTest
  @ValueSource(classes = {OfOllama.class, OfOpenAi.class, OfAnthropic.class})
  void everyTest_noticesSomeDamage(Class<?> contract) throws Exception {
    CsvSource source =
        ContractsIT.class
            .getDeclaredMethod(
                "damage_isNoticed", String.class, String.class, String.class, String.class)
            .getAnnotation(CsvSource.class);
    String rows = String.join("\n", source.value());
    assertThat(contract.getMethods())
        .filteredOn(
            method ->
                method.isAnnotationPresent(Test.class)
                    || method.isAnnotationPresent(TestFactory.class))
        .filteredOn(
            method ->
                !rows.contains(contract.getSimpleName() + " | " + method.getName() + " |")
                    && !OF_HEADS.contains(method.getName()))
        .isEmpty();
  }
}
