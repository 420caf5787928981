package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Where a model stands between its release and its end.
 *
 * @param status where
 * @param endOfLife when it ends, or ended; null where nobody says
 * @param successor the id of the foundation model to go on with; empty where there is none
 */
public record Lifecycle(Status status, @Nullable LocalDate endOfLife, String successor) {

  /** This with what the control plane says: who is listed has not ended. */
  Lifecycle with(FoundationModel listed) {
    boolean legacy = listed.lifecycle().equals("LEGACY");
    Instant end = listed.endOfLife();
    return new Lifecycle(
        legacy ? Status.LEGACY : Status.ACTIVE,
        end == null ? endOfLife : LocalDate.ofInstant(end, ZoneOffset.UTC),
        successor);
  }

  /** Where a model stands. */
  public enum Status {
    /** It is offered. */
    ACTIVE,
    /** It is still there for those who use it, and will end. */
    LEGACY,
    /** It is gone. */
    ENDED
  }
}
