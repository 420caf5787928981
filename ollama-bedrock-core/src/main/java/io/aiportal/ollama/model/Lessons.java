package io.aiportal.ollama.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what refusals told of models, so that the next call is planned right at once.
 *
 * <p>What holds for a model here need not hold for it elsewhere, nor for ever: whoever keeps
 * lessons keeps them by place and model, and forgets them after a time. It is asked with each call
 * and must not wait for anything.
 */
public interface Lessons {

  /** Remembers nothing. */
  Lessons NOOP =
      new Lessons() {
        @Override
        public List<Lesson> of(Subject subject) {
          return List.of();
        }

        @Override
        public void learn(Subject subject, Lesson lesson) {}
      };

  /** What was learned of a model and still holds, in the order in which it was learned. */
  List<Lesson> of(Subject subject);

  /** Remembers a lesson; one that says the same takes the place of the older one. */
  void learn(Subject subject, Lesson lesson);

  /**
   * What a lesson is about.
   *
   * @param place what the owner of a region and an account calls them
   * @param account the number of the account that was called; empty where nobody knows it
   * @param region the region that was called
   * @param modelId what Bedrock was called with
   */
  record Subject(String place, String account, String region, String modelId) {

    /** The same, of an account that may not be known. */
    public static Subject of(
        String place, @Nullable String account, String region, String modelId) {
      return new Subject(place, account == null ? "" : account, region, modelId);
    }
  }
}
