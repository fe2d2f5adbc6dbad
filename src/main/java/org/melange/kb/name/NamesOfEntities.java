package org.melange.kb.name;

import static java.util.Objects.requireNonNull;

import java.util.function.LongPredicate;

/**
 * The names that at least one of some entities has. A {@link MentionFinder} finds with them what it
 * would find if the knowledge base had only these entities. Thread-safe if the predicate is.
 *
 * @param names of all entities
 * @param entities tests the number in a QID
 */
public record NamesOfEntities(NameStore names, LongPredicate entities) implements NameSearch {

  /** Rejects nulls. */
  public NamesOfEntities {
    requireNonNull(names, "names");
    requireNonNull(entities, "entities");
  }

  @Override
  public boolean mayBegin(long hash) {
    return names.mayBegin(hash);
  }

  @Override
  public boolean has(long hash, CharSequence text, int from, int to) {
    int number = names.find(hash, text, from, to);
    return number >= 0
        && names.entries(number).stream().anyMatch(entry -> entities.test(entry.qid()));
  }
}
