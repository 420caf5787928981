package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.bedrock.Redaction;
import io.aiportal.ollama.internal.Sha256;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Lifecycle;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.Price;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models as Ollama's listing routes show them.
 *
 * <p>Models on Bedrock have no files, so what Ollama says of files is made up where clients insist
 * on it: a digest of the id and of what was saved, a size, and the day of the catalogue as the day
 * of change. The fields for remote models stay empty, because clients take those for models of
 * ollama.com.
 */
final class ModelListing {

  private static final String FORMAT = "bedrock";

  /** Models on Bedrock are asked in turns, which become a prompt where nobody sees it. */
  private static final String NO_TEMPLATE = "none";

  private ModelListing() {}

  /** The answer of {@code /api/tags}: what changed last comes first. */
  static ListResponse tags(ModelCatalogue catalogue, SavedModels saved) {
    return new ListResponse(
        catalogue.listByChange().stream()
            .map(model -> listed(model, saved.find(model.name()), catalogue.modifiedAt(model)))
            .toList());
  }

  /**
   * The answer of {@code /api/show}.
   *
   * <p>{@code model_info} says, beside what clients look for, what Bedrock is called with and why.
   *
   * @param request may say how the model's Modelfile would look with other instructions and options
   * @param reasons why a name means this model, as its resolution tells
   * @param saved what was saved of it; null for a model of Bedrock as it is
   */
  static ShowResponse show(
      ShowRequest request, Model model, List<String> reasons, @Nullable SavedModel saved) {
    Map<String, @Nullable Object> options = options(model, saved);
    Map<String, @Nullable Object> laidOver = new LinkedHashMap<>(options);
    laidOver.putAll(request.options());
    String own = saved == null ? "" : saved.system();
    String system = request.system().isEmpty() ? own : request.system();
    String base = saved == null ? base(model, request.model()) : saved.from();
    return new ShowResponse(
        saved == null ? "" : String.join("\n", saved.license()),
        ModelfileText.of(base, system, laidOver, saved),
        ModelfileText.parameters(options),
        "",
        system,
        NO_TEMPLATE,
        details(model, saved, 0, 0),
        saved == null ? List.of() : saved.messages(),
        null,
        null,
        modelInfo(model, reasons),
        capabilities(model),
        ThinkValues.of(model.traits()),
        modifiedAt(saved));
  }

  /** What the model is called by again: its id, or its name where that would tell the account. */
  private static String base(Model model, String asked) {
    String id = model.modelId();
    return Redaction.redact(id).equals(id) ? id : Redaction.redact(asked);
  }

  /**
   * The answer of {@code /api/ps}.
   *
   * @param kept models that somebody asked lately, and until when they asked to keep them
   * @param saved what was saved of models
   */
  static ProcessResponse ps(Map<Model, Instant> kept, SavedModels saved) {
    return new ProcessResponse(
        kept.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(entry -> running(entry.getKey(), saved, entry.getValue()))
            .toList());
  }

  private static ListedModel listed(Model model, @Nullable SavedModel saved, Instant modifiedAt) {
    ModelTraits traits = model.traits();
    return new ListedModel(
        model.name(),
        model.name(),
        null,
        null,
        modifiedAt,
        size(model).bytes(),
        digest(model, saved),
        details(model, saved, traits.limits().contextLength(), traits.embedding().length()),
        capabilities(model));
  }

  private static RunningModel running(Model model, SavedModels all, Instant expiresAt) {
    SavedModel saved = all.find(model.name());
    return new RunningModel(
        model.name(),
        model.name(),
        size(model).bytes(),
        digest(model, saved),
        details(model, saved, 0, 0),
        expiresAt,
        size(model).bytes(),
        model.traits().limits().contextLength());
  }

  private static ModelDetails details(
      Model model, @Nullable SavedModel saved, long contextLength, long embeddingLength) {
    String family = model.family();
    return new ModelDetails(
        saved == null ? "" : saved.parent(),
        FORMAT,
        family,
        List.of(family),
        size(model).text(),
        "",
        contextLength,
        embeddingLength);
  }

  private static ModelSize size(Model model) {
    return ModelSize.of(model.baseModelId());
  }

  private static Map<String, @Nullable Object> options(Model model, @Nullable SavedModel saved) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    options.put("num_ctx", model.traits().limits().contextLength());
    if (model.traits().can(Capability.COMPLETION)) {
      options.put("num_predict", model.traits().limits().defaultMaxTokens());
    }
    if (saved != null) {
      options.putAll(saved.parameters());
    }
    return options;
  }

  private static Map<String, @Nullable Object> modelInfo(Model model, List<String> reasons) {
    ModelTraits traits = model.traits();
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("general.architecture", model.family());
    info.put("general.basename", Redaction.redact(model.displayName()));
    info.put("general.organization", model.provider());
    if (size(model).parameters() > 0) {
      info.put("general.parameter_count", size(model).parameters());
    }
    info.put(model.family() + ".context_length", traits.limits().contextLength());
    if (traits.embedding().length() > 0) {
      info.put(model.family() + ".embedding_length", traits.embedding().length());
    }
    info.put("bedrock.model_id", Redaction.redact(model.modelId()));
    info.put("bedrock.foundation_model", Redaction.redact(model.baseModelId()));
    info.put("bedrock.resolution", reasons.stream().map(Redaction::redact).toList());
    addLifecycle(traits.lifecycle(), info);
    addPrice(traits.price(), info);
    return info;
  }

  private static void addLifecycle(Lifecycle lifecycle, Map<String, @Nullable Object> info) {
    info.put("bedrock.lifecycle", lifecycle.status().name().toLowerCase(Locale.ROOT));
    LocalDate end = lifecycle.endOfLife();
    if (end != null) {
      info.put("bedrock.end_of_life", end.toString());
    }
    if (!lifecycle.successor().isEmpty()) {
      info.put("bedrock.successor", lifecycle.successor());
    }
  }

  /** In US dollars for a million tokens. */
  private static void addPrice(@Nullable Price price, Map<String, @Nullable Object> info) {
    if (price != null) {
      info.put("bedrock.price.input", price.input());
      info.put("bedrock.price.output", price.output());
      info.put("bedrock.price.cache_read", price.cacheRead());
      info.put("bedrock.price.cache_write", price.cacheWrite());
      info.put("bedrock.price.as_of", price.asOf().toString());
    }
  }

  private static List<String> capabilities(Model model) {
    return model.traits().capabilities().stream().sorted().map(Capability::value).toList();
  }

  private static Instant modifiedAt(@Nullable SavedModel saved) {
    return saved == null ? ModelCatalogue.builtInRevision() : saved.modifiedAt();
  }

  /**
   * The same as long as the same model is asked in the same way, on the same terms.
   *
   * @param saved what was saved of it; null for a model of Bedrock as it is
   */
  static String digest(Model model, @Nullable SavedModel saved) {
    String what = model.modelId() + (saved == null ? "" : saved.content());
    return HexFormat.of().formatHex(Sha256.of(what));
  }
}
