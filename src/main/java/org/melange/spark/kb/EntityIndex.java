package org.melange.spark.kb;

import java.util.List;
import org.melange.config.MentionSettings;
import org.melange.enrich.question.WordWeights;
import org.melange.kb.index.EntityTexts;
import org.melange.kb.index.NameIndex;
import org.melange.kb.index.SectionReader;
import org.melange.kb.index.WordTable;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.MentionFinder;
import org.melange.kb.name.NamesOfEntities;
import org.melange.link.lexical.LexicalIndex;
import org.melange.link.lexical.LexicalTable;

/** The names, texts and words of a knowledge base in mapped files. Thread-safe. */
public final class EntityIndex {

  private final NameIndex names;
  private final CandidateIndex candidates;
  private final EntityTexts texts;
  private final LexicalIndex lexical;
  private final WordWeights weights;

  /**
   * Opens an index.
   *
   * @throws IllegalArgumentException if a file cannot be read
   */
  EntityIndex(List<SectionReader> files) {
    this.names = new NameIndex(files);
    this.candidates = new CandidateIndex(names);
    this.texts = new EntityTexts(files);
    this.lexical = new LexicalIndex(texts, files);
    WordTable words = new WordTable(LexicalTable.DESCRIPTION_WORDS.name(), files);
    this.weights = new WordWeights(words::frequency, words.texts());
  }

  /** The index that finds candidates by names. */
  public CandidateIndex candidates() {
    return candidates;
  }

  /** The index that finds candidates among some entities. */
  public CandidateIndex candidates(EntityFilter some) {
    return some.isAll() ? candidates : candidates.among(some.entities());
  }

  /** The finder of mentions by the names of all entities. */
  public MentionFinder finder(MentionSettings rules) {
    return finder(rules, EntityFilter.ALL);
  }

  /**
   * The finder of mentions by the names of some entities.
   *
   * @param rules whose {@code types} are resolved in {@code some}
   */
  public MentionFinder finder(MentionSettings rules, EntityFilter some) {
    MentionFinder.Settings defaults = MentionFinder.Settings.DEFAULT;
    return new MentionFinder(
        some.isAll() ? names : new NamesOfEntities(names, some.entities()),
        new MentionFinder.Settings(
            rules.minChars(),
            rules.minCharsCjk(),
            defaults.numbers(),
            defaults.stopWords(),
            !rules.matchLowercase()));
  }

  /** The labels and descriptions of entities. */
  public EntityTexts texts() {
    return texts;
  }

  /** The words of names and descriptions. */
  public LexicalIndex lexical() {
    return lexical;
  }

  /** Weights of the words of descriptions. */
  public WordWeights weights() {
    return weights;
  }
}
