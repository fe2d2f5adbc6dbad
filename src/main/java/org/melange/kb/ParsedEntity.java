package org.melange.kb;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.melange.corpus.Rejection;

/** The outcome of parsing one entity: accepted, or rejected and sent to the quarantine. */
public sealed interface ParsedEntity {

  /** Calls the function for this outcome. */
  <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected);

  /**
   * An entity that can be used.
   *
   * @param entity the entity
   */
  record Accepted(Entity entity) implements ParsedEntity {
    /** Rejects null. */
    public Accepted {
      requireNonNull(entity, "entity");
    }

    @Override
    public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return accepted.apply(this);
    }
  }

  /**
   * An entity that cannot be used.
   *
   * @param rejection what is wrong with it
   */
  record Rejected(Rejection rejection) implements ParsedEntity {
    /** Rejects null. */
    public Rejected {
      requireNonNull(rejection, "rejection");
    }

    @Override
    public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return rejected.apply(this);
    }
  }
}
