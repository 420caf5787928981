package io.aiportal.ollama.attempt;

import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelResolution;
import io.aiportal.ollama.model.Residency;
import io.aiportal.ollama.plan.Plan;
import io.aiportal.ollama.plan.Planner;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several regions and accounts behind one name.
 *
 * <p>Calls go to the first place, and to the others where it has no room or cannot be reached,
 * before the first event of an answer. A conversation stays where it was answered last, as long as
 * its prompt may be in a cache there. Where every place is used up, a call may go on to another
 * model.
 *
 * <p>Each place has its own catalogue, whose residency holds: a model that may not be called from
 * there is not. What only one account has, such as an application profile, is asked for only at the
 * first place.
 */
public final class PooledRouting implements CallRouting {

  private final List<Place> places;
  private final Map<String, List<String>> fallbacks;
  private final Clock clock;
  private final PlaceStates states;
  private final Conversations conversations;

  /**
   * A pool.
   *
   * @param places at least one, the primary first; calls' models are resolved by its catalogue
   * @param fallbacks names of other models that may answer in place of one, in their order, by the
   *     name that it is resolved to
   * @param clock tells the time
   */
  public PooledRouting(List<Place> places, Map<String, List<String>> fallbacks, Clock clock) {
    if (places.isEmpty()) {
      throw new IllegalArgumentException("a pool has a place");
    }
    this.places = List.copyOf(places);
    this.fallbacks = Map.copyOf(fallbacks);
    this.clock = clock;
    this.states = new PlaceStates(clock);
    this.conversations = new Conversations(clock);
  }

  @Override
  public Targets targets(ChatCall call, Model model, CallContext context) {
    List<Target> targets = new ArrayList<>(at(model, context));
    int own = targets.size();
    ModelCatalogue first = places.get(0).catalogue().get().openTo(context.models());
    for (String name : fallbacks(model)) {
      Model other = first.resolve(name).found().orElse(null);
      if (other != null && takes(other, call)) {
        at(other, context).forEach(target -> targets.add(withoutReasoning(target)));
      }
    }
    return new PooledTargets(
        targets, own, states, conversations, Conversations.key(call, model.baseModelId(), context));
  }

  @Override
  public List<String> fallbacks(Model model) {
    return fallbacks.getOrDefault(model.name(), List.of());
  }

  /** The places that have no room for a model for now, in the order of their names. */
  public List<RestingPlace> resting() {
    return states.resting();
  }

  /** Vectors are in no cache, so no place is better for having made some before. */
  @Override
  public Targets embeddingTargets(Model model, CallContext context) {
    List<Target> targets = at(model, context);
    return new PooledTargets(targets, targets.size(), states, new Conversations(clock), 0);
  }

  /** The places where a model may be called, planned for each of them. */
  private List<Target> at(Model model, CallContext context) {
    List<Target> targets = new ArrayList<>();
    for (Place place : places) {
      if (!reaches(place, context)) {
        continue;
      }
      Model there = place.equals(places.get(0)) ? model : at(place, model, context);
      if (there != null) {
        targets.add(CallRouting.target(place.name(), place.runtime(), there, context));
      }
    }
    return targets;
  }

  /** Whether the caller's data may go to a place instead of the first. */
  private boolean reaches(Place place, CallContext context) {
    String residency = context.models().residency();
    return residency == null
        || new Residency(residency)
            .reaches(places.get(0).runtime().region(), place.runtime().region());
  }

  /**
   * A model as it is called at another place; null where it may not be, or is not there. What
   * clients saved is known at the first place alone, and found by its foundation model elsewhere.
   */
  private static @Nullable Model at(Place place, Model model, CallContext context) {
    if (model.modelId().startsWith("arn:")) {
      return null;
    }
    ModelCatalogue there = place.catalogue().get().openTo(context.models());
    ModelResolution byName = there.resolve(model.name());
    boolean unknown = byName instanceof ModelResolution.NotFound none && none.reason() == null;
    return (unknown ? there.resolve(model.baseModelId()) : byName)
        .found()
        .filter(same -> same.baseModelId().equals(model.baseModelId()))
        .map(same -> model.at(same.modelId()).with(unknown ? model.traits() : same.traits()))
        .orElse(null);
  }

  /** A call that another model cannot take ends with what was wrong with its own. */
  private static boolean takes(Model model, ChatCall call) {
    try {
      Planner.plan(call.withoutReasoning(), model);
      return true;
    } catch (CallException refusal) {
      return false;
    }
  }

  /** What another model thought is nothing to this one. */
  private static Target withoutReasoning(Target target) {
    return new Target(
        target.name(),
        target.modelId(),
        target.baseModelId(),
        target.runtime(),
        (ChatCall call) -> told(target.plan(call.withoutReasoning())));
  }

  private static Plan told(Plan plan) {
    return plan.withWarning("another model answers: there is no room for the one that was asked");
  }
}
