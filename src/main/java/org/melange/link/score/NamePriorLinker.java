package org.melange.link.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScore;
import org.melange.link.score.Linker.Ranked;

/**
 * Ranks entities by their score plus what a {@link NamePrior} says for them. As exact as the linker
 * that it asks: of the entities without a value only the best k can be among the best k, for a
 * value raises others above them and never lowers any. Thread-safe.
 */
public final class NamePriorLinker {

  private static final Comparator<Ranked> ORDER =
      Comparator.<Ranked>comparingDouble(ranked -> 0.0 - ranked.score().score())
          .thenComparingInt(Ranked::index);

  private final Linker linker;

  /** Ranks what {@code linker} finds. */
  public NamePriorLinker(Linker linker) {
    this.linker = linker;
  }

  /**
   * The best of all entities for each of some mentions.
   *
   * @param priors of each mention
   */
  public List<List<Ranked>> rankAll(List<MentionRow> mentions, List<NamePrior> priors) {
    List<List<Ranked>> without = linker.rankAll(mentions);
    return IntStream.range(0, mentions.size())
        .mapToObj(m -> lifted(mentions.get(m), without.get(m), priors.get(m)))
        .toList();
  }

  private List<Ranked> lifted(MentionRow mention, List<Ranked> without, NamePrior prior) {
    if (prior.isEmpty()) {
      return without;
    }
    int[] named = prior.entities();
    List<Ranked> all = new ArrayList<>(scored(mention, named, prior));
    without.stream()
        .filter(ranked -> Arrays.binarySearch(named, ranked.index()) < 0)
        .forEach(all::add);
    return best(all);
  }

  /**
   * The best of some entities.
   *
   * @param candidates indices in the table, each once
   */
  public List<Ranked> rank(MentionRow mention, int[] candidates, NamePrior prior) {
    return prior.isEmpty()
        ? linker.rank(mention, candidates)
        : best(scored(mention, candidates, prior));
  }

  /** The nearest entities of each mention, as {@link Linker#nearest} finds them. */
  public List<int[]> nearest(List<MentionRow> mentions, int count) {
    return linker.nearest(mentions, count);
  }

  /**
   * Where one entity a mention comes among all, from 1.
   *
   * @param golds index in the table of each mention's entity; negative: none, which has no rank
   * @param priors of each mention
   */
  public List<OptionalInt> rankOf(List<MentionRow> mentions, int[] golds, List<NamePrior> priors) {
    float[] lifts = new float[golds.length];
    for (int m = 0; m < golds.length; m++) {
      lifts[m] = priors.get(m).of(golds[m]);
    }
    List<OptionalInt> ranks = linker.rankOf(mentions, golds, lifts);
    return IntStream.range(0, golds.length)
        .mapToObj(
            m ->
                ranks.get(m).isEmpty()
                    ? ranks.get(m)
                    : OptionalInt.of(
                        ranks.get(m).getAsInt()
                            + overtaking(mentions.get(m), golds[m], priors.get(m))))
        .toList();
  }

  /** How many entities come before {@code gold} by their values only. */
  private int overtaking(MentionRow mention, int gold, NamePrior prior) {
    if (prior.isEmpty()) {
      return 0;
    }
    IntStream others = Arrays.stream(prior.entities()).filter(entity -> entity != gold);
    int[] entities = IntStream.concat(IntStream.of(gold), others).toArray();
    PairScore[] scores = linker.scores(mention, entities);
    Ranked right = lifted(new Ranked(gold, scores[0]), prior);
    return (int)
        IntStream.range(1, entities.length)
            .mapToObj(i -> new Ranked(entities[i], scores[i]))
            .filter(other -> ORDER.compare(other, right) > 0)
            .filter(other -> ORDER.compare(lifted(other, prior), right) < 0)
            .count();
  }

  /** Where an entity comes among some, from 1; empty if it is not one of them. */
  public OptionalInt rankOf(MentionRow mention, int gold, int[] candidates, NamePrior prior) {
    if (prior.isEmpty()) {
      return linker.rankOf(mention, gold, candidates);
    }
    List<Ranked> ranked = scored(mention, candidates, prior).stream().sorted(ORDER).toList();
    return IntStream.range(0, ranked.size())
        .filter(place -> ranked.get(place).index() == gold)
        .map(place -> place + 1)
        .findFirst();
  }

  /**
   * The best of some entities with each of several priors, from one computation of their scores.
   *
   * @param entities indices in the table, each once; at least one
   * @return an index in the table for each prior
   */
  public int[] firsts(MentionRow mention, int[] entities, List<NamePrior> priors) {
    PairScore[] scores = linker.scores(mention, entities);
    return priors.stream()
        .mapToInt(
            prior ->
                IntStream.range(0, entities.length)
                    .mapToObj(i -> lifted(new Ranked(entities[i], scores[i]), prior))
                    .min(ORDER)
                    .orElseThrow()
                    .index())
        .toArray();
  }

  private List<Ranked> scored(MentionRow mention, int[] entities, NamePrior prior) {
    PairScore[] scores = linker.scores(mention, entities);
    return IntStream.range(0, entities.length)
        .mapToObj(i -> lifted(new Ranked(entities[i], scores[i]), prior))
        .toList();
  }

  private static Ranked lifted(Ranked alone, NamePrior prior) {
    return new Ranked(alone.index(), alone.score().plus(prior.of(alone.index())));
  }

  private List<Ranked> best(List<Ranked> ranked) {
    return ranked.stream().sorted(ORDER).limit(linker.topK()).toList();
  }
}
