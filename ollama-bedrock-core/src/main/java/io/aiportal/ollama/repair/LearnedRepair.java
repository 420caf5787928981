package io.aiportal.ollama.repair;

import io.aiportal.ollama.attempt.FailedAttempt;
import io.aiportal.ollama.attempt.PlanRepair;
import io.aiportal.ollama.attempt.Target;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Lesson;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.plan.Plan;
import io.aiportal.ollama.plan.Planner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Obeys refusals whose words are known: plans the call for a model with other traits, and remembers
 * those once Bedrock has taken the new plan.
 *
 * <p>Where nothing can be left out without losing content, planning ends with the sentence that
 * says so. One of these belongs to one call, whose steps come in turn.
 */
public final class LearnedRepair implements PlanRepair {

  private final Lessons lessons;

  /** What was refused so far. */
  private final List<Plan> refused = new ArrayList<>();

  /** What is learned if Bedrock takes a plan. */
  private final Map<Plan, List<Lesson>> pending = new HashMap<>();

  /** A repair of one call that remembers what it learns. */
  public LearnedRepair(Lessons lessons) {
    this.lessons = lessons;
  }

  @Override
  public @Nullable Plan repair(ChatCall call, FailedAttempt failed) {
    Model model = failed.plan().model();
    String words = failed.failure().getMessage();
    if (model == null || words == null) {
      return null;
    }
    refused.add(failed.plan());
    for (Refusals.Repair repair : Refusals.known().repairs(words)) {
      Plan plan = plan(call, repair.lesson().applyTo(model), failed.plan());
      if (refused.stream().noneMatch(plan::asksTheSameAs)) {
        List<Lesson> learned = new ArrayList<>(pending.getOrDefault(failed.plan(), List.of()));
        if (repair.remembered()) {
          learned.add(repair.lesson());
        }
        pending.put(plan, learned);
        return plan;
      }
    }
    return null;
  }

  private static Plan plan(ChatCall call, Model model, Plan refused) {
    return Planner.plan(call, model).inPlaceOf(refused);
  }

  @Override
  public void onAccepted(Target target, Plan plan) {
    // Mostly there is nothing to look for, and the hash of a plan is that of the whole
    // conversation.
    List<Lesson> learned = pending.isEmpty() ? null : pending.remove(plan);
    if (learned != null) {
      Lessons.Subject subject =
          Lessons.Subject.of(
              target.name(),
              target.runtime().account(),
              target.runtime().region(),
              plan.request().modelId());
      learned.forEach(lesson -> lessons.learn(subject, lesson));
    }
  }
}
