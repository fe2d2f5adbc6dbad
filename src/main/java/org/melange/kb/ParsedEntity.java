package org.melange.kb;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.melange.corpus.Rejection;

/** What came of reading one entity: it can be used, or it goes to the quarantine. */
public sealed interface ParsedEntity {

  /** Calls the function that fits the outcome. */
  <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected);

  /**
   * An entity to go on with.
   *
   * @param entity the entity
   */
  record Accepted(Entity entity) implements ParsedEntity {
    /** Refuses an absent entity. */
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
    /** Refuses an absent rejection. */
    public Rejected {
      requireNonNull(rejection, "rejection");
    }

    @Override
    public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return rejected.apply(this);
    }
  }
}
