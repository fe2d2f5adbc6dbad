package org.melange.kb.name;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.melange.kb.Entity;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.DevelopmentEntities.Labelled;

/**
 * Measures how often the right entity is among the first candidates of a mention, on the data sets
 * for development.
 */
final class CandidateRecall {

  private static final int[] CUTS = {1, 5, 10, 50};

  private final CandidateIndex index;

  CandidateRecall(CandidateIndex index) {
    this.index = index;
  }

  /** Recall by the number of candidates looked at. */
  Map<Integer, Double> measure(List<Labelled> mentions) {
    Map<Integer, Double> recalls = new TreeMap<>();
    for (Labelled labelled : mentions) {
      int rank = rank(labelled);
      for (int cut : CUTS) {
        recalls.merge(cut, rank < cut ? 1.0 / mentions.size() : 0, Double::sum);
      }
    }
    return recalls;
  }

  private int rank(Labelled labelled) {
    List<String> qids =
        index.candidates(labelled.mention(), 50).stream().map(Candidate::qid).toList();
    int rank = qids.indexOf(labelled.qid());
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }

  /** Prints recalls and speed for the sets named. */
  public static void main(String[] sets) {
    for (String set : sets) {
      Collection<Entity> entities = DevelopmentEntities.entities(set);
      long start = System.nanoTime();
      List<Name> names = DevelopmentEntities.names(entities);
      long named = System.nanoTime();
      CandidateIndex index = new CandidateIndex(NameIndexBuilder.of(names));
      long built = System.nanoTime();
      List<Labelled> mentions = DevelopmentEntities.mentions(set);
      long read = System.nanoTime();
      Map<Integer, Double> recalls = new CandidateRecall(index).measure(mentions);
      double seconds = (System.nanoTime() - read) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%s: %d entities, %d names; names %.2f s, index %.2f s; %d mentions, %s, %.0f"
              + " mentions/s%n",
          set,
          entities.size(),
          index.size(),
          (named - start) / 1e9,
          (built - named) / 1e9,
          mentions.size(),
          recalls,
          mentions.size() / seconds);
    }
  }
}
