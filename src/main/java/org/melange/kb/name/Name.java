package org.melange.kb.name;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A name by which an entity is looked up: one row of {@code kb/names}.
 *
 * @param name the normalised name, see {@link NameNormalizer}
 * @param qid the entity
 * @param kind the origin of the name
 * @param weight how strongly the name suggests the entity; comparable within one name and kind
 */
public record Name(String name, String qid, Kind kind, double weight) {

  /** Rejects nulls. */
  public Name {
    requireNonNull(name, "name");
    requireNonNull(qid, "qid");
    requireNonNull(kind, "kind");
  }

  /** The origin of a name, the most reliable first. */
  public enum Kind {
    /** The entity's label. */
    LABEL,
    /** One of its aliases. */
    ALIAS,
    /** The label without diacritics. */
    LABEL_FOLDED,
    /** An alias without diacritics. */
    ALIAS_FOLDED;

    /** The code in files. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a {@link #code()}. */
    public static Kind ofCode(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
