package org.melange.kb.wikidata;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chooses among the terms of an item: the label and the description of the first language that has
 * one; every other label and alias of the languages is an alias.
 *
 * @param languages codes, the preferred one first
 */
public record ItemTerms(List<String> languages) implements Serializable {

  /**
   * Checks the languages.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ItemTerms {
    languages = new ArrayList<>(new LinkedHashSet<>(languages));
    if (languages.isEmpty()) {
      throw new IllegalArgumentException("at least one language is needed");
    }
  }

  /** The term of the first language that has one; empty if none has. */
  public Optional<String> first(List<Term> terms) {
    return inOrder(terms).findFirst();
  }

  /** The aliases of an item, without its label. */
  public List<String> aliases(WikidataItem item) {
    Set<String> aliases = new LinkedHashSet<>();
    for (String language : languages) {
      aliases.addAll(of(language, item.labels()).toList());
      aliases.addAll(of(language, item.aliases()).toList());
    }
    first(item.labels()).ifPresent(aliases::remove);
    return List.copyOf(aliases);
  }

  private Stream<String> inOrder(List<Term> terms) {
    return languages.stream().flatMap(language -> of(language, terms));
  }

  private static Stream<String> of(String language, List<Term> terms) {
    return terms.stream().filter(term -> term.language().equals(language)).map(Term::text);
  }
}
