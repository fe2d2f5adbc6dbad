package org.melange.spark.kb;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.CandidateIndex;

/**
 * Looks candidates up by the text of a mention, on executors.
 *
 * @param index of the knowledge base
 * @param some the entities that may be candidates
 * @param limit the most candidates of a mention
 */
public record CandidateLookup(IndexRef index, EntityFilter some, int limit)
    implements Serializable {

  /** Opens the index. The result is thread-safe. */
  public Function<String, List<Candidate>> open() {
    CandidateIndex names = index.load().candidates(some);
    return mention -> names.candidates(mention, limit);
  }
}
