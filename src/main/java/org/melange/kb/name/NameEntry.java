package org.melange.kb.name;

import java.util.Comparator;
import org.melange.kb.Qids;

/**
 * An entity with a name.
 *
 * @param qid the number in its QID
 * @param kind the origin of the name
 * @param weight how strongly the name suggests the entity
 */
public record NameEntry(long qid, Name.Kind kind, double weight) {

  /** The order of entities with one name: the strongest first. */
  public static final Comparator<NameEntry> ORDER =
      Comparator.comparingDouble(NameEntry::weight)
          .reversed()
          .thenComparingLong(NameEntry::qid)
          .thenComparing(NameEntry::kind);

  /**
   * The entity of a name.
   *
   * @throws IllegalArgumentException if its QID is not valid
   */
  public static NameEntry of(Name name) {
    return new NameEntry(Qids.number(name.qid()), name.kind(), name.weight());
  }
}
