package io.aiportal.ollama.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call says where its caller says nothing.
 *
 * @param system instructions for conversations that do not begin with some; empty for none
 * @param turns what every conversation begins with, behind the instructions; empty for nothing
 * @param sampling how the next token is chosen, as far as a call does not say
 * @param maxTokens tokens of an answer; null for no default
 * @param stopSequences texts that end an answer; empty for none
 * @param fault why no call can be made with them; empty where nothing is wrong
 */
public record CallDefaults(
    String system,
    List<Turn> turns,
    Sampling sampling,
    @Nullable Integer maxTokens,
    List<String> stopSequences,
    String fault) {

  /** No defaults. */
  public static final CallDefaults NONE =
      new CallDefaults("", List.of(), Sampling.DEFAULT, null, List.of());

  public CallDefaults {
    turns = List.copyOf(turns);
    stopSequences = List.copyOf(stopSequences);
  }

  /** Defaults with which nothing is wrong. */
  public CallDefaults(
      String system,
      List<Turn> turns,
      Sampling sampling,
      @Nullable Integer maxTokens,
      List<String> stopSequences) {
    this(system, turns, sampling, maxTokens, stopSequences, "");
  }

  /** These defaults for a prompt that must stay alone. */
  public CallDefaults withoutTurns() {
    return new CallDefaults("", List.of(), sampling, maxTokens, stopSequences, fault);
  }

  /**
   * Refuses to let a call be made with them, if something is wrong with them.
   *
   * @throws CallException 500, which is how Ollama tells of options of the wrong type
   */
  public void requireSound() {
    if (!fault.isEmpty()) {
      throw CallException.runnerError(fault);
    }
  }

  /**
   * A call with these defaults under what it says itself.
   *
   * @throws CallException 500, if something is wrong with them
   */
  public ChatCall under(ChatCall call) {
    requireSound();
    if (equals(NONE)) {
      return call;
    }
    return call.toBuilder()
        .turns(turnsOf(call))
        .sampling(
            new Sampling(
                or(call.sampling().temperature(), sampling.temperature()),
                or(call.sampling().topP(), sampling.topP()),
                or(call.sampling().topK(), sampling.topK())))
        .maxTokens(or(call.maxTokens(), maxTokens))
        .stopSequences(call.stopSequences().isEmpty() ? stopSequences : call.stopSequences())
        .build();
  }

  private List<Turn> turnsOf(ChatCall call) {
    List<Turn> all = new ArrayList<>();
    boolean instructed = !call.turns().isEmpty() && call.turns().get(0).role() == Turn.Role.SYSTEM;
    if (!system.isEmpty() && !instructed) {
      all.add(Turn.system(system));
    }
    all.addAll(turns);
    all.addAll(call.turns());
    return all;
  }

  private static <T> @Nullable T or(@Nullable T own, @Nullable T otherwise) {
    return own == null ? otherwise : own;
  }
}
