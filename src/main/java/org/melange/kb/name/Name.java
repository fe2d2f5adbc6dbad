package org.melange.kb.name;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A name of an entity, as looked up: one row of {@code kb/names}.
 *
 * @param name the normalised name, see {@link NameNormalizer}
 * @param qid the entity
 * @param kind how the name came about
 * @param weight how strongly the name stands for the entity, greater is stronger; comparable within
 *     one name and kind
 */
public record Name(String name, String qid, Kind kind, double weight) {

  /** Refuses absent parts. */
  public Name {
    requireNonNull(name, "name");
    requireNonNull(qid, "qid");
    requireNonNull(kind, "kind");
  }

  /** How a name came about, the most reliable first. */
  public enum Kind {
    /** The entity's main name. */
    LABEL,
    /** One of its further names. */
    ALIAS,
    /** The main name without diacritics. */
    LABEL_FOLDED,
    /** A further name without diacritics. */
    ALIAS_FOLDED;

    /** The code as it stands in files. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a {@link #code()}. */
    public static Kind ofCode(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
