package io.aiportal.ollama.server;

import io.aiportal.ollama.attempt.CallRouting;
import io.aiportal.ollama.attempt.Place;
import io.aiportal.ollama.attempt.PooledRouting;
import io.aiportal.ollama.attempt.RestingPlace;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelDiscovery;
import io.aiportal.ollama.model.ModelName;
import io.aiportal.ollama.model.ModelResolution;
import io.aiportal.ollama.server.aws.BedrockClients;
import io.aiportal.ollama.server.aws.Threads;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.ModelSetting;
import io.aiportal.ollama.server.settings.PlaceSetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The further places that calls may go to, each with its clients and the models it has. */
final class Pool implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Pool.class.getName());

  private final List<BedrockClients> clients = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Listed> listed = new ArrayList<>();
  private Supplier<List<RestingPlace>> resting = List::of;
  private final ScheduledExecutorService timer = Threads.timer("pool-refresh");

  /** Who asks for the models of a place, and what the operator is told of that. */
  private record Listed(ModelDiscovery discovery, ListingNotes notes) {}

  private Pool() {}

  /**
   * Refuses a pool that could send data where the residency forbids it.
   *
   * @throws SettingsException if it could
   */
  static void check(Settings settings, String region) {
    for (PlaceSetting place : settings.pool()) {
      String other = place.region().orElse(region);
      if (!settings.get(Key.RESIDENCY).reaches(region, other)) {
        throw new SettingsException(
            "The place '%s' of %s is in %s, where calls of %s may not go with the residency %s; leave it out, or widen %s."
                .formatted(
                    place.name(),
                    settings.inFile("pool"),
                    other,
                    region,
                    settings.get(Key.RESIDENCY),
                    Key.RESIDENCY.named()));
      }
      Models.catalogue(other, settings);
    }
    fallbacks(settings, Models.catalogue(region, settings));
  }

  /** Which models answer for which, by the names that calls are resolved to. */
  private static Map<String, List<String>> fallbacks(Settings settings, ModelCatalogue catalogue) {
    Map<String, List<String>> fallbacks = new LinkedHashMap<>();
    for (ModelSetting model : settings.models()) {
      for (String fallback : model.fallbacks()) {
        String what = "the fallback '%s' of '%s'".formatted(fallback, model.name());
        require(settings, catalogue, fallback, what);
      }
      if (!model.fallbacks().isEmpty()) {
        String name = require(settings, catalogue, model.name(), "'%s'".formatted(model.name()));
        fallbacks.put(name, model.fallbacks());
      }
    }
    return fallbacks;
  }

  /** What a name is resolved to: also one of an ARN that somebody must look up before. */
  private static String require(
      Settings settings, ModelCatalogue catalogue, String name, String what) {
    ModelResolution resolution = catalogue.resolve(name);
    if (resolution instanceof ModelResolution.NotAllowed later && later.unknown() != null) {
      ModelName parsed = ModelName.parse(name);
      return parsed.isArn() ? parsed.value() : parsed.withTag();
    }
    return resolution
        .found()
        .orElseThrow(
            () ->
                new SettingsException(
                    "In "
                        + settings.inFile("models")
                        + ", "
                        + what
                        + " is no model that is known here."))
        .name();
  }

  /**
   * Makes what the places need, and begins to ask which models they have.
   *
   * @param lessons what was learned of models, at each place
   */
  static Pool open(Settings settings, String region, BedrockClients primary, Lessons lessons) {
    Pool pool = new Pool();
    try {
      for (PlaceSetting setting : settings.pool()) {
        BedrockClients clients = primary.open(settings, setting);
        pool.clients.add(clients);
        ModelDiscovery discovery =
            new ModelDiscovery(
                clients.controlPlane(),
                Models.catalogue(setting.region().orElse(region), settings)
                    .withLessons(setting.name(), clients.runtime()::account, lessons),
                Clock.systemUTC());
        pool.listed.add(
            new Listed(discovery, new ListingNotes(LOG, "the place " + setting.name())));
        pool.places.add(new Place(setting.name(), clients.runtime(), discovery::catalogue));
      }
    } catch (RuntimeException | Error e) {
      pool.close();
      throw e;
    }
    long pause = settings.get(Key.MODEL_REFRESH).toMillis();
    if (!pool.places.isEmpty()) {
      pool.timer.scheduleWithFixedDelay(pool::refresh, 0, pause, TimeUnit.MILLISECONDS);
    }
    return pool;
  }

  /** Whether no place needs the AWS SDK's client for its conversations. */
  boolean callsDirectly() {
    return clients.stream().allMatch(BedrockClients::callsDirectly);
  }

  private void refresh() {
    for (Listed place : listed) {
      place
          .discovery
          .refresh()
          .whenComplete(
              (state, failure) -> {
                if (!timer.isShutdown()) {
                  place.notes.ended(failure == null ? state.error() : failure);
                }
              });
    }
  }

  /**
   * Where calls may be sent.
   *
   * @param region what logs call the primary place
   * @param primary the way to the primary place
   * @param catalogue the models of the primary place, as far as they are known by then
   */
  CallRouting routing(
      Settings settings,
      String region,
      BedrockClients primary,
      Supplier<ModelCatalogue> catalogue) {
    Map<String, List<String>> fallbacks = fallbacks(settings, catalogue.get());
    if (places.isEmpty() && fallbacks.isEmpty()) {
      return CallRouting.direct(primary.runtime());
    }
    List<Place> all = new ArrayList<>();
    all.add(new Place(region, primary.runtime(), catalogue));
    all.addAll(places);
    PooledRouting pooled = new PooledRouting(all, fallbacks, Clock.systemUTC());
    resting = pooled::resting;
    return pooled;
  }

  /** The names of the further places. */
  List<String> names() {
    return places.stream().map(Place::name).toList();
  }

  /** The places that have no room for a model for now. */
  List<RestingPlace> resting() {
    return resting.get();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    clients.forEach(BedrockClients::close);
  }
}
