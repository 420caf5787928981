package io.aiportal.ollama.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallDefaults;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelResolution;
import io.aiportal.ollama.model.Preset;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SavedModelsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final ModelCatalogue BEDROCK = ModelCatalogue.builtIn("us-east-1");

  private static final String PIRATE =
      """
      {"model": "Pirate", "from": "nova-pro", "system": "Talk like a pirate.\\nAlways.",
       "template": "{{ .Prompt }}", "parameters":
         {"temperature": 0.5, "top_k": 7, "num_predict": 99, "stop": ["Arr", " end"]},
       "messages": [{"role": "USER", "content": "Ahoy"}, {"role": "assistant", "content": "Arr"}],
       "license": ["MIT", "Mine"], "stream": false, "quantize": ""}
      """;

  private static CreateRequest create(String body) {
    return SavedModelsApi.readCreate(body.getBytes(UTF_8));
  }

  private static SavedModels with(SavedModels saved, String body) {
    return saved.create(create(body), catalogue(saved), NOW);
  }

  private static ModelCatalogue catalogue(SavedModels saved) {
    return BEDROCK.withPresets(saved.presets());
  }

  private static final SavedModels SAVED = with(SavedModels.NONE, PIRATE);

  private static ShowResponse show(SavedModels saved, String name) {
    return OllamaApi.show(ShowRequest.of(name), catalogue(saved), saved);
  }

  private static void assertRefused(ThrowingCallable call, int status, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CallException.class, refused -> assertThat(refused.status()).isEqualTo(status))
        .hasMessage(message);
  }

  @Test
  void model_isItsBaseWithDefaults() {
    Model model = catalogue(SAVED).resolve("PIRATE:latest").orThrow();
    assertThat(model.name()).isEqualTo("Pirate:latest");
    assertThat(model.modelId()).isEqualTo(BEDROCK.resolve("nova-pro").orThrow().modelId());
    assertThat(model.defaults())
        .isEqualTo(
            new CallDefaults(
                "Talk like a pirate.\nAlways.",
                List.of(Turn.user("Ahoy"), Turn.assistant("Arr")),
                new Sampling(0.5, null, 7),
                99,
                List.of("Arr", " end")));
    assertThat(catalogue(SAVED).resolve("pirate").reasons().get(0))
        .isEqualTo("preset of nova-pro:latest");
  }

  @Test
  void rawPrompts_getNoTurns() {
    GenerateRequest raw =
        OllamaApi.readGenerate(
            "{\"model\":\"pirate\",\"prompt\":\"p\",\"raw\":true}".getBytes(UTF_8));
    CallDefaults defaults = OllamaApi.model(raw, catalogue(SAVED)).defaults();
    assertThat(defaults.system()).isEmpty();
    assertThat(defaults.turns()).isEmpty();
    assertThat(defaults.maxTokens()).isEqualTo(99);
    GenerateRequest prompt = GenerateRequest.of("pirate", "p");
    assertThat(OllamaApi.model(prompt, catalogue(SAVED)).defaults().turns()).hasSize(2);
  }

  @Test
  void optionsOfTheWrongType_areKept_andEndEveryCall() throws IOException {
    SavedModels made =
        with(
            SavedModels.NONE,
            "{\"model\":\"x\",\"from\":\"nova-pro\",\"parameters\":{\"top_k\":\"7\"}}");
    for (SavedModels saved : List.of(made, SavedModels.fromJson(made.toJson()))) {
      assertThat(show(saved, "x").parameters()).contains("top_k                          \"7\"");
      ModelCatalogue models = catalogue(saved);
      String told = "option \"top_k\" must be of type integer";
      ChatRequest load = ChatRequest.of("x");
      assertRefused(
          () -> OllamaApi.model(ChatRequest.of("x", Message.user("Hi")), models), 500, told);
      assertRefused(() -> OllamaApi.model(load, models), 500, told);
      assertRefused(() -> OllamaApi.model(GenerateRequest.of("x", "Hi"), models), 500, told);
      assertThat(OllamaApi.model(load.withKeepAlive(Duration.ZERO), models)).isNotNull();
      CallDefaults defaults = models.resolve("x").orThrow().defaults();
      assertRefused(() -> defaults.under(ChatCall.of("x", List.of(Turn.user("Hi")))), 500, told);
      assertRefused(
          () -> defaults.withoutTurns().under(ChatCall.of("x", List.of(Turn.user("Hi")))),
          500,
          told);
    }
  }

  @Test
  void show_withOtherInstructionsAndOptions_showsThemInTheModelfile() {
    ShowRequest request =
        OllamaApi.readShow(
            "{\"model\":\"pirate\",\"system\":\"Be kind.\",\"template\":\"T\",\"options\":{\"temperature\":\"hot\",\"seed\":1}}"
                .getBytes(UTF_8));
    ShowResponse show = OllamaApi.show(request, catalogue(SAVED), SAVED);
    assertThat(show.system()).isEqualTo("Be kind.");
    assertThat(show.modelfile())
        .contains("SYSTEM Be kind.\n", "PARAMETER temperature hot\n", "PARAMETER seed 1\n")
        .contains("PARAMETER num_predict 99\n")
        .doesNotContain("pirate.", "temperature 0.5");
    assertThat(show.parameters()).isEqualTo(show(SAVED, "pirate").parameters());
    ShowRequest plain = new ShowRequest("nova-pro", false, "S", Map.of("stop", List.of("a", "b")));
    assertThat(OllamaApi.show(plain, catalogue(SAVED), SAVED).modelfile())
        .contains("\nSYSTEM S\n", "PARAMETER stop a\nPARAMETER stop b\n");
  }

  @Test
  void show_tellsHowItIsMade() {
    ShowResponse show = show(SAVED, "pirate");
    assertThat(show.modelfile())
        .isEqualTo(
            """
            # Modelfile generated by "ollama show"
            # To build a new Modelfile based on this, replace FROM with:
            # FROM Pirate:latest

            FROM nova-pro:latest
            SYSTEM "Talk like a pirate.
            Always."
            PARAMETER num_ctx 300000
            PARAMETER num_predict 99
            PARAMETER temperature 0.5
            PARAMETER top_k 7
            PARAMETER stop Arr
            PARAMETER stop " end"
            LICENSE MIT
            LICENSE Mine
            MESSAGE user Ahoy
            MESSAGE assistant Arr
            """);
    assertThat(show.parameters())
        .isEqualTo(
            """
            num_ctx                        300000
            num_predict                    99
            temperature                    0.5
            top_k                          7
            stop                           "Arr"
            stop                           " end\"""");
    assertThat(show.system()).isEqualTo("Talk like a pirate.\nAlways.");
    assertThat(show.license()).isEqualTo("MIT\nMine");
    assertThat(show.messages()).hasSize(2);
    assertThat(show.details().parentModel()).isEqualTo("nova-pro:latest");
    assertThat(show.modifiedAt()).isEqualTo(NOW);
    assertThat(show.template()).isEmpty();
  }

  @Test
  void text_withQuotesAndLines_standsInThreeQuotes() {
    SavedModels saved =
        with(
            SavedModels.NONE,
            "{\"model\":\"q\",\"from\":\"nova-pro\",\"system\":\"a\\n\\\"b\\\"\"}");
    assertThat(show(saved, "q").modelfile()).contains("SYSTEM \"\"\"a\n\"b\"\"\"\"\n");
  }

  @Test
  void tags_haveTheNewestFirst() {
    List<ListedModel> models = OllamaApi.tags(catalogue(SAVED), SAVED).models();
    assertThat(models.get(0).name()).isEqualTo("Pirate:latest");
    assertThat(models.get(0).digest())
        .isNotEqualTo(
            models.stream()
                .filter(model -> model.name().equals("nova-pro:latest"))
                .findFirst()
                .orElseThrow()
                .digest());
    assertThat(models.get(1).name()).isLessThan(models.get(2).name());
  }

  /** As of what is addressed by its content, of which the name is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"license\": \"MIT\"",
        "\"license\": [\"MIT\", \"BSD\"]",
        "\"system\": \"Be shy.\"",
        "\"parameters\": {\"num_ctx\": 7}",
        "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]",
      })
  void digest_isThatOfAllThatWasSaved_whereverItIsTold(String change) {
    SavedModels saved =
        with(
            with(SAVED, "{\"model\": \"same\", \"from\": \"pirate\"}"),
            "{\"model\": \"other\", \"from\": \"pirate\", " + change + "}");
    String digest = digest(saved, "other");
    assertThat(digest).isNotEqualTo(digest(saved, "Pirate"));
    assertThat(digest(saved, "same")).isEqualTo(digest(saved, "Pirate"));
    Model other = catalogue(saved).resolve("other").orThrow();
    assertThat(OllamaApi.ps(Map.of(other, Instant.EPOCH), saved).models().get(0).digest())
        .isEqualTo(digest);
    List<ProgressResponse> steps = new ArrayList<>();
    SavedModelsApi.pull(
        SavedModelsApi.readPull("{\"model\":\"other\"}".getBytes(UTF_8)),
        catalogue(saved),
        saved,
        steps::add);
    assertThat(steps.get(1).digest()).isEqualTo("sha256:" + digest);
  }

  private static String digest(SavedModels saved, String name) {
    return OllamaApi.tags(catalogue(saved), saved).models().stream()
        .filter(model -> model.name().equals(name + ":latest"))
        .findFirst()
        .orElseThrow()
        .digest();
  }

  @Test
  void model_madeOfASavedOne_takesWhatItDoesNotSay() {
    SavedModels more =
        with(
            SAVED,
            """
            {"name": "shy", "from": "pirate", "system": "Be shy.", "parameters": {"top_k": 1}}
            """);
    ShowResponse show = show(more, "shy");
    assertThat(show.system()).isEqualTo("Be shy.");
    assertThat(show.details().parentModel()).isEqualTo("Pirate:latest");
    assertThat(show.modelfile()).contains("FROM nova-pro:latest").contains("PARAMETER top_k 1\n");
    assertThat(show.parameters()).contains("temperature                    0.5");
    assertThat(show.messages()).hasSize(2);
    assertThat(show.license()).isEqualTo("MIT\nMine");
  }

  @Test
  void model_madeAgain_isMadeAnew() {
    SavedModels again = with(SAVED, "{\"model\":\"pirate\",\"from\":\"nova-lite\"}");
    assertThat(again.presets()).hasSize(1);
    assertThat(catalogue(again).resolve("pirate").orThrow().defaults())
        .isEqualTo(CallDefaults.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400 | invalid model name",
        "{'model':'a b','from':'nova-pro'} | 400 | invalid model name",
        "{'model':'x:cloud','from':'nova-pro'} | 400 | invalid model name",
        "{'model':'arn:aws:bedrock:us-east-1:1:x','from':'nova-pro'} | 400 | invalid model name",
        "{'model':'x'} | 400 | neither 'from' or 'files' was specified",
        "{'model':'x','from':' '} | 400 | neither 'from' or 'files' was specified",
        "{'model':'x','from':'nope'} | 500 | pull model manifest: file does not exist",
        "{'model':'nova-lite','from':'nova-pro'} | 400 | \"nova-lite:latest\" is managed in Amazon Bedrock; choose another name",
        "{'model':'x','from':'nova-pro','license':5} | 400 | license must be a string or an array of strings",
        "{'model':'x','from':'nova-pro','license':[5]} | 400 | license must be a string or an array of strings",
        "{'model':'x','messages':[{'images':['AA==']}]} | 400 | the messages that a model begins with can only be text",
        "{'model':'x','messages':[{'tool_calls':[{}]}]} | 400 | the messages that a model begins with can only be text",
        "{'model':'x','from':'nova-lite','files':{'a':'sha256:1'}} | 400 | invalid digest format",
        "{'model':'x','files':{'/a':'sha256:1'}} | 400 | file path must be relative",
        "{'model':'x','files':{'../a':'sha256:1'}} | 400 | file path must be relative",
        "{'model':'x','adapters':{'a/./b':'sha256:1'}} | 400 | file path must be relative",
        "{'model':'x','adapters':{'':'sha256:1'}} | 400 | file path must be relative",
        "{'model':'x','files':{'a':5}} | 400 | json: cannot unmarshal number into Go struct field CreateRequest.files of type string",
        "{'model':'x','info':{'base_name':1}} | 400 | info field \"base_name\" must be a string",
        "{'model':'x','info':{'context_length':'1'}} | 400 | info field \"context_length\" must be a number",
        "{'model':'x','info':{'embedding_length':-1}} | 400 | info field \"embedding_length\" must be a non-negative integer",
        "{'model':'x','info':{'context_length':1.5}} | 400 | info field \"context_length\" must be a non-negative integer",
        "{'model':'x','template':'{{ if'} | 400 | template error: template: :1: unclosed action",
        "{'model':'x','from':'nova-pro','remote_host':'http://[::1'} | 400 | bad remote",
        "{'model':'x','from':'nova-pro','remote_host':'%zz'} | 400 | bad remote",
        "{'model':'x','remote_host':'h','draft_files':{'a':'sha256:0000000000000000000000000000000000000000000000000000000000000000'}} | 400 | DRAFT cannot be used with remote models",
        "{'model':'x','from':'nova-pro','draft_quantize':'q8_0'} | 400 | --draft-quantize requires a DRAFT model",
        "{'model':'x','from':'nova-pro','quantize':5} | 400 | json: cannot unmarshal number into Go struct field CreateRequest.quantize of type string",
        "{'model':'x','files':{'a':'sha256:0000000000000000000000000000000000000000000000000000000000000000'}} | 400 | models are made from other models here, by 'from': files of weights and adapters are managed in Amazon Bedrock",
        "{'model':'x','from':5,'think':5} | 400 | json: cannot unmarshal number into Go struct field CreateRequest.from of type string"
      })
  void model_thatCannotBeMade_isRefused(String body, int status, String message) {
    assertRefused(() -> with(SavedModels.NONE, body.replace('\'', '"')), status, message);
  }

  @Test
  void pathOfAFile_mayBeLong() {
    String path = "a" + "/a".repeat(50_000);
    String body = "{'model':'x','files':{'%s':'sha256:%s'}}".formatted(path, "0".repeat(64));
    assertRefused(
        () -> with(SavedModels.NONE, body.replace('\'', '"')),
        400,
        "models are made from other models here, by 'from': files of weights and adapters are"
            + " managed in Amazon Bedrock");
  }

  @Test
  void license_canBeOneText() {
    SavedModels saved =
        with(SavedModels.NONE, "{\"model\":\"l\",\"from\":\"nova-pro\",\"license\":\"MIT\"}");
    assertThat(show(saved, "l").license()).isEqualTo("MIT");
    SavedModels without =
        with(SavedModels.NONE, "{\"model\":\"l\",\"from\":\"nova-pro\",\"license\":\"\"}");
    assertThat(show(without, "l").license()).isEmpty();
  }

  @Test
  void models_areNoMoreThanALimit() {
    SavedModels saved = SavedModels.NONE;
    for (int i = 0; i < SavedModels.MOST; i++) {
      saved = saved.copy(new CopyRequest("nova-pro", "copy" + i), BEDROCK, NOW);
    }
    SavedModels full = saved;
    assertRefused(
        () -> full.copy(new CopyRequest("nova-pro", "more"), BEDROCK, NOW),
        400,
        "there are 1000 models already; delete some first");
    assertThatCode(() -> full.copy(new CopyRequest("nova-pro", "copy0"), catalogue(full), NOW))
        .doesNotThrowAnyException();
  }

  @Test
  void copy_isTheSameUnderAnotherName() {
    SavedModels copied = SAVED.copy(new CopyRequest("pirate", "b:1"), catalogue(SAVED), NOW);
    assertThat(copied.presets()).hasSize(2);
    Preset copy = copied.presets().get(1);
    assertThat(copy)
        .isEqualTo(new Preset("b:1", "nova-pro:latest", SAVED.presets().get(0).defaults(), NOW));
    SavedModels alias = SavedModels.NONE.copy(new CopyRequest("NOVA-PRO", "house"), BEDROCK, NOW);
    assertThat(alias.presets())
        .containsExactly(new Preset("house:latest", "nova-pro:latest", CallDefaults.NONE, NOW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b | x | 400 | source \"a b\" is invalid",
        "'' | x | 400 | source \"\" is invalid",
        "nova-pro | a b | 400 | destination \"a b\" is invalid",
        "nova-pro | x:cloud | 400 | destination \"x:cloud\" is invalid",
        "nope | x | 404 | model \"nope\" not found",
        "nova-pro | nova-lite | 400 | \"nova-lite:latest\" is managed in Amazon Bedrock; choose another name"
      })
  void copy_thatCannotBeMade_isRefused(String from, String to, int status, String message) {
    assertRefused(
        () -> SavedModels.NONE.copy(new CopyRequest(from, to), BEDROCK, NOW), status, message);
  }

  @Test
  void delete_leavesTheOthers() {
    SavedModels copied = SAVED.copy(new CopyRequest("pirate", "b"), catalogue(SAVED), NOW);
    SavedModels left = copied.delete("PIRATE", catalogue(copied));
    assertThat(left.presets()).extracting(Preset::name).containsExactly("b:latest");
    assertThat(copied.presets()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 400 | model is required",
        "a b | 400 | name \"a b\" is invalid",
        "nope | 404 | model 'nope' not found",
        "nova-pro | 403 | \"nova-pro\" is managed in Amazon Bedrock"
      })
  void delete_ofWhatIsNotSaved_isRefused(String name, int status, String message) {
    assertRefused(() -> SAVED.delete(name, catalogue(SAVED)), status, message);
  }

  @Test
  void json_thereAndBack_isTheSame() throws IOException {
    SavedModels again = SavedModels.fromJson(SAVED.toJson());
    assertThat(again.presets()).isEqualTo(SAVED.presets());
    assertThat(again.toJson()).isEqualTo(SAVED.toJson());
    assertThat(show(again, "pirate")).isEqualTo(show(SAVED, "pirate"));
    assertThat(SavedModels.fromJson(SavedModels.NONE.toJson()).presets()).isEmpty();
  }

  @Test
  void json_thatWasCutAnywhere_isNone() {
    String whole = new String(SAVED.toJson(), UTF_8);
    for (int size = 0; size < whole.length(); size += 7) {
      String cut = whole.substring(0, size);
      assertThatThrownBy(() -> SavedModels.fromJson(cut.getBytes(UTF_8)))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "{\"models\":null}",
        "{\"models\":[null]}",
        "{\"models\":[{}]}",
        "{\"models\":[{\"name\":\"a\",\"from\":\"b\",\"modified_at\":\"2026-11-25T10:00:00Z\"}]}",
        "{\"models\":[{\"name\":\"a\",\"parent\":\"b\",\"modified_at\":\"2026-11-25T10:00:00Z\"}]}",
        "{\"models\":[{\"from\":\"a\",\"parent\":\"b\",\"modified_at\":\"2026-11-25T10:00:00Z\"}]}",
        "{\"models\":[{\"name\":\"a\",\"from\":\"b\",\"parent\":\"b\"}]}",
        "{\"models\":[]} x"
      })
  void json_ofAnythingElse_isNone(String json) {
    assertThatThrownBy(() -> SavedModels.fromJson(json.getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void model_whoseBaseIsGone_isGone() {
    ModelCatalogue catalogue =
        BEDROCK.withPresets(
            List.of(new Preset("x:latest", "nope:latest", CallDefaults.NONE, Instant.EPOCH)));
    assertThat(catalogue.resolve("x")).isInstanceOf(ModelResolution.NotFound.class);
    assertThat(catalogue.list()).hasSameSizeAs(BEDROCK.list());
  }

  private static List<String> pull(String name) {
    return pull(new NamedRequest(name, false, null));
  }

  private static List<String> pull(NamedRequest request) {
    List<String> steps = new ArrayList<>();
    try {
      SavedModelsApi.pull(request, BEDROCK, SavedModels.NONE, step -> steps.add(json(step)));
    } catch (CallException e) {
      steps.add(e.status() + " " + e.getMessage());
    }
    return steps;
  }

  private static String json(Object value) {
    return new String(ResponseJson.bytes(value), UTF_8);
  }

  @Test
  void pull_ofABedrockModel_hasNothingToFetch() {
    assertThat(pull("nova-pro"))
        .containsExactly(
            "{\"status\":\"pulling manifest\"}",
            "{\"status\":\"pulling e8d6ac4b8cbf\",\"digest\":\"sha256:e8d6ac4b8cbf3dd2e5a9a8671ba2884187f9fdfbbe50722c4e9f2888016d0392\",\"total\":1000000000,\"completed\":1000000000}",
            "{\"status\":\"verifying sha256 digest\"}",
            "{\"status\":\"writing manifest\"}",
            "{\"status\":\"success\"}");
  }

  @Test
  void pull_ofAnythingElse_fails() {
    assertThat(pull("nope"))
        .containsExactly(
            "{\"status\":\"pulling manifest\"}", "500 pull model manifest: file does not exist");
    assertThat(pull("")).containsExactly("400 invalid model name");
    assertThat(pull("a b")).containsExactly("400 invalid model name");
  }

  @Test
  void registryInTheClear_isAskedOnlyOfThoseWhoWantThat() {
    String secure = "https://registry.ollama.ai/library/nova-pro";
    String clear = "http://registry.ollama.ai/library/nova-pro";
    assertThat(pull(secure)).isEqualTo(pull("nova-pro"));
    assertThat(pull(clear)).containsExactly("500 insecure protocol http");
    assertThat(pull(new NamedRequest(clear, true, null))).isEqualTo(pull("nova-pro"));
    assertThat(pull("http://nova-pro")).containsExactly("400 invalid model name");
    assertThat(push(clear))
        .containsExactly("{\"status\":\"retrieving manifest\"}", "500 insecure protocol http");
    assertThat(push(secure)).hasSize(2).last().asString().endsWith("cannot be pushed anywhere");
  }

  @Test
  void push_isRefused_asFarAsItComes() {
    assertThat(push("nova-pro"))
        .containsExactly(
            "{\"status\":\"retrieving manifest\"}",
            "500 \"nova-pro\" is served from Amazon Bedrock and cannot be pushed anywhere");
    assertThat(push("nope"))
        .containsExactly("{\"status\":\"retrieving manifest\"}", "404 model 'nope' not found");
    assertThat(push("")).containsExactly("400 model is required");
    assertThat(push("a b")).containsExactly("400 invalid model name");
  }

  private static List<String> push(String name) {
    List<String> steps = new ArrayList<>();
    try {
      SavedModelsApi.push(
          new NamedRequest(name, false, null),
          BEDROCK,
          step -> steps.add(new String(OllamaApi.write(step), UTF_8)));
    } catch (CallException refused) {
      steps.add(refused.status() + " " + refused.getMessage());
    }
    return steps;
  }

  @Test
  void create_tellsItsSteps() {
    List<String> steps =
        SavedModelsApi.created(create(PIRATE), catalogue(SAVED), SAVED, false).stream()
            .map(ProgressResponse::status)
            .toList();
    assertThat(steps.get(0)).matches("using existing layer sha256:[0-9a-f]{64}");
    assertThat(steps.get(1)).matches("creating new layer sha256:[0-9a-f]{64}");
    assertThat(steps.subList(2, 6))
        .containsExactly(
            "the template has no effect: models on Amazon Bedrock bring their own",
            "kept until the server stops, as it has no folder to keep it in",
            "writing manifest",
            "success");
    CreateRequest plain = create("{\"model\":\"pirate\",\"from\":\"nova-pro\"}");
    assertThat(SavedModelsApi.created(plain, catalogue(SAVED), SAVED, true)).hasSize(4);
  }

  @Test
  void create_tellsWhatOfARequestHasNoEffect() {
    CreateRequest request =
        create(
            """
            {"model":"pirate","from":"nova-pro","quantize":"q4_K_M","remote_host":"http://other:11434",
             "renderer":"r","parser":"","requires":null}""");
    assertThat(SavedModelsApi.created(request, catalogue(SAVED), SAVED, true).subList(2, 7))
        .extracting(ProgressResponse::status)
        .containsExactly(
            "quantize has no effect on Amazon Bedrock",
            "remote_host has no effect on Amazon Bedrock",
            "renderer has no effect on Amazon Bedrock",
            "writing manifest",
            "success");
    assertThat(SavedModelsApi.warnings(request, true)).hasSize(3);
    assertThat(SavedModelsApi.warnings(request, false))
        .hasSize(4)
        .endsWith("kept until the server stops, as it has no folder to keep it in");
    CreateRequest template = create("{\"model\":\"a\",\"from\":\"nova-pro\",\"template\":\"x\"}");
    assertThat(SavedModelsApi.warnings(template, true))
        .containsExactly("the template has no effect: models on Amazon Bedrock bring their own");
  }
}
