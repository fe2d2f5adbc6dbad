package org.melange.kb.name;

/** The features by which folded names are compared. */
public enum NameFeature {
  /** Words. */
  WORD {
    @Override
    public long[] of(String folded) {
      return NameFeatures.wordNumbers(folded);
    }
  },
  /** Three consecutive code points. */
  TRIGRAM {
    @Override
    public long[] of(String folded) {
      return NameFeatures.trigrams(folded);
    }
  },
  /** The abbreviations by the initials of its words. */
  INITIALS {
    @Override
    public long[] of(String folded) {
      return NameFeatures.initials(folded);
    }
  };

  /** The distinct features of a folded name, hashed to numbers, ascending. */
  public abstract long[] of(String folded);
}
