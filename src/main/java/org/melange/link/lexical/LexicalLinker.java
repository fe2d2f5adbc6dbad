package org.melange.link.lexical;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.CandidateIndex;
import org.melange.link.lexical.LexicalFeature.Part;

/**
 * Ranks the candidates of a mention by what names, descriptions and the text around the mention
 * say, without a neural model. Deterministic: a result does not depend on other mentions.
 * Thread-safe.
 *
 * <p>A corpus repeats its mentions. What depends on the mention alone is cached for the most recent
 * ones; the comparison with the text is made each time.
 */
public final class LexicalLinker {

  /** More candidates cost time and did not change the accuracy on three public data sets. */
  public static final int MAX_CANDIDATES = 30;

  private static final int CACHED_MENTIONS = 32_768;

  private final CandidateIndex candidates;
  private final LexicalIndex index;
  private final double[] nameWeights;
  private final double[] textWeights;
  private final double uniqueLabel;
  private final int limit;
  private final Cache<String, NamedCandidates> named =
      Caffeine.newBuilder().maximumSize(CACHED_MENTIONS).executor(Runnable::run).build();

  /** The last text: consecutive mentions often belong to the same post. */
  private volatile KnownText last;

  private record KnownText(String text, TextWords words) {}

  /**
   * A linker.
   *
   * @param candidates finds the candidates of a mention
   * @param index of the same names
   * @param limit the most candidates of a mention; {@value #MAX_CANDIDATES} at most
   */
  public LexicalLinker(
      CandidateIndex candidates, LexicalIndex index, LexicalWeights weights, int limit) {
    this.candidates = candidates;
    this.index = index;
    this.nameWeights = weights.of(Part.NAME);
    this.textWeights = weights.of(Part.TEXT);
    this.uniqueLabel = weights.of(LexicalFeature.UNIQUE_LABEL);
    this.limit = Math.min(limit, MAX_CANDIDATES);
  }

  /**
   * All candidates of a mention, the best first.
   *
   * @param mention as written
   * @param text around it, and a description that was chosen for it, if there is one
   */
  public LexicalRanking rank(String mention, String text) {
    return scored(named(mention), text);
  }

  /** The given candidates of a mention, the best first. Those that the index lacks are left out. */
  public LexicalRanking rank(String mention, String text, List<Candidate> among) {
    return scored(NamedCandidates.of(index, nameWeights, mention, first(among)), text);
  }

  /**
   * The features of the given candidates that the index has, in the order of the candidates.
   *
   * @return a vector of {@link LexicalFeature#count()} values for each
   */
  public List<Vector> features(String mention, String text, List<Candidate> among) {
    NamedCandidates all = NamedCandidates.of(index, nameWeights, mention, first(among));
    TextComparison comparison = new TextComparison(index, all.mention(), words(text));
    List<Vector> vectors = new ArrayList<>();
    for (int i = 0; i < all.entities().length; i++) {
      double[] values = new double[LexicalFeature.count()];
      all.features(i, values);
      comparison.features(all.entities()[i], values);
      vectors.add(new Vector(all.candidates().get(i), values));
    }
    return vectors;
  }

  /**
   * A candidate with its features.
   *
   * @param candidate of the mention
   * @param values of all {@link LexicalFeature}s
   */
  public record Vector(Candidate candidate, double[] values) {}

  /** Candidates that are ranked for a mention. */
  public int limit() {
    return limit;
  }

  private List<Candidate> first(List<Candidate> among) {
    return among.subList(0, Math.min(limit, among.size()));
  }

  private NamedCandidates named(String mention) {
    return named.get(
        mention,
        key -> NamedCandidates.of(index, nameWeights, key, candidates.candidates(key, limit)));
  }

  private LexicalRanking scored(NamedCandidates all, String text) {
    TextComparison comparison = new TextComparison(index, all.mention(), words(text));
    int count = all.entities().length;
    double[] values = new double[LexicalFeature.count()];
    double[] plain = new double[count];
    List<LexicalScore> scores = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      comparison.features(all.entities()[i], values);
      double name = all.nameScores()[i];
      double ofText = LexicalWeights.dot(textWeights, values);
      scores.add(LexicalScore.of(i, all.candidates().get(i), name, ofText));
      plain[i] = name + ofText - (all.isUniqueLabel(i) ? uniqueLabel : 0);
    }
    scores.sort(LexicalScore.ORDER);
    return new LexicalRanking(
        scores, scores.stream().findFirst().map(s -> confidence(all, comparison, plain, s)));
  }

  private static LexicalConfidence confidence(
      NamedCandidates all, TextComparison comparison, double[] plain, LexicalScore best) {
    int chosen = best.position();
    double[] features = new double[LexicalFeature.count()];
    all.features(chosen, features);
    comparison.features(all.entities()[chosen], features);
    return LexicalConfidence.of(all, plain, chosen, features);
  }

  private TextWords words(String text) {
    KnownText known = last;
    if (known == null || !known.text().equals(text)) {
      known = new KnownText(text, TextWords.of(index, text));
      last = known;
    }
    return known.words();
  }
}
