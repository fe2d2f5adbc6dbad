package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.melange.kb.Qids;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.Candidate.Match;

/**
 * The index against a plain loop over all names, which computes each similarity by its definition.
 * The names are few, so that no query reaches its limit of postings.
 */
class CandidateIndexPropertyTest {

  private static final String[] SYLLABLES = {"ka", "to", "ri", "mo", "ne", "sa", "ar", "el"};

  @Test
  void agreesWithAPlainLoop() {
    Random random = new Random(43);
    for (int round = 0; round < 60; round++) {
      List<Name> names = names(random, 1 + random.nextInt(60));
      CandidateIndex index = new CandidateIndex(NameIndexBuilder.of(names));
      for (int query = 0; query < 20; query++) {
        String mention =
            random.nextBoolean() ? phrase(random) : names.get(random.nextInt(names.size())).name();
        int limit = 1 + random.nextInt(12);
        assertThat(index.candidates(mention, limit))
            .as("%s among %s", mention, names)
            .usingRecursiveFieldByFieldElementComparator()
            .isEqualTo(plainly(names, mention, limit));
      }
    }
  }

  /** Those of all that are accepted; exact ones as in an index of only the accepted entities. */
  @Test
  void amongSomeEntitiesTheCandidatesAreThoseOfAllThatAreAccepted() {
    Random random = new Random(44);
    for (int round = 0; round < 60; round++) {
      List<Name> names = names(random, 1 + random.nextInt(80));
      CandidateIndex all = new CandidateIndex(NameIndexBuilder.of(names));
      LongPredicate accepted = qid -> qid % 3 != 0;
      List<Name> some =
          names.stream().filter(name -> accepted.test(Qids.number(name.qid()))).toList();
      CandidateIndex only = new CandidateIndex(NameIndexBuilder.of(some));
      for (int query = 0; query < 20; query++) {
        String mention = names.get(random.nextInt(names.size())).name();
        int limit = 1 + random.nextInt(12);
        assertThat(all.among(accepted).candidates(mention, limit))
            .isEqualTo(
                all.candidates(mention, 1_000).stream()
                    .filter(candidate -> accepted.test(Qids.number(candidate.qid())))
                    .limit(limit)
                    .toList());
        assertThat(all.among(accepted).exactMatches(mention, limit))
            .isEqualTo(only.exactMatches(mention, limit));
      }
    }
  }

  private static List<Candidate> plainly(List<Name> names, String mention, int limit) {
    Map<String, Candidate> best = new HashMap<>();
    for (Name name : names) {
      if (name.name().equals(mention)) {
        // Names and mentions here are their own folded forms.
        merge(best, new Candidate(name.qid(), exact(name.kind()), name.weight()));
        merge(best, new Candidate(name.qid(), Match.FOLDED, name.weight()));
      }
    }
    if (best.size() < limit) {
      Map<String, Candidate> similar = new HashMap<>();
      for (Name name : names) {
        double similarity = similarity(names, mention, name.name());
        if (similarity >= 0.3 && !best.containsKey(name.qid())) {
          double weight = Math.min(1, similarity) * name.weight();
          merge(similar, new Candidate(name.qid(), Match.FUZZY, weight));
        }
      }
      best.putAll(similar);
    }
    return best.values().stream().sorted(CandidateIndex.order()).limit(limit).toList();
  }

  private static void merge(Map<String, Candidate> best, Candidate candidate) {
    best.merge(
        candidate.qid(), candidate, (a, b) -> CandidateIndex.order().compare(a, b) <= 0 ? a : b);
  }

  private static Match exact(Name.Kind kind) {
    return kind == Name.Kind.LABEL
        ? Match.EXACT
        : kind == Name.Kind.ALIAS ? Match.ALIAS : Match.FOLDED;
  }

  private static double similarity(List<Name> names, String query, String name) {
    double dice = dice(trigrams(query), trigrams(name));
    double initials = initials(name).contains(query) && query.length() > 1 ? 0.6 : 0;
    return Math.max(Math.max(dice, initials), containment(names, query, name));
  }

  private static double dice(Set<String> query, Set<String> name) {
    Set<String> shared = new HashSet<>(query);
    shared.retainAll(name);
    return 2.0 * shared.size() / (query.size() + name.size());
  }

  private static double containment(List<Name> names, String query, String name) {
    Set<String> distinct = new HashSet<>(names.stream().map(Name::name).toList());
    Set<String> nameWords = Set.copyOf(Arrays.asList(name.split(" ")));
    int all = 0;
    int shared = 0;
    for (String word : new HashSet<>(Arrays.asList(query.split(" ")))) {
      long frequency =
          distinct.stream().filter(n -> Arrays.asList(n.split(" ")).contains(word)).count();
      double rarity = Math.log1p((double) distinct.size() / (1 + frequency));
      int weight = 1 + (int) (64 * (frequency == 0 ? rarity / 2 : rarity));
      all += weight;
      shared += nameWords.contains(word) ? weight : 0;
    }
    double ofQuery = (double) shared / all;
    return ofQuery * (0.5 + 0.5 * Math.min(1, ofQuery * query.length() / name.length()));
  }

  private static Set<String> trigrams(String text) {
    String padded = " " + text + " ";
    Set<String> trigrams = new HashSet<>();
    for (int i = 0; i + 3 <= padded.length(); i++) {
      if (padded.charAt(i + 1) != ' ') {
        trigrams.add(padded.substring(i, i + 3));
      }
    }
    return trigrams;
  }

  private static Set<String> initials(String name) {
    String[] words = name.split(" ");
    StringBuilder initials = new StringBuilder();
    for (String word : words) {
      initials.append(word.charAt(0));
    }
    return words.length > 1 ? Set.of(initials.toString()) : Set.of();
  }

  private static List<Name> names(Random random, int count) {
    List<Name> names = new ArrayList<>();
    Name.Kind[] kinds = Name.Kind.values();
    for (int i = 0; i < count; i++) {
      names.add(
          new Name(
              phrase(random),
              "Q" + (1 + random.nextInt(count)),
              kinds[random.nextInt(kinds.length)],
              // Few different weights, so that ties are common.
              (1 + random.nextInt(4)) / 4.0));
    }
    return names;
  }

  private static String phrase(Random random) {
    List<String> words = new ArrayList<>();
    for (int word = random.nextInt(3); word >= 0; word--) {
      StringBuilder syllables = new StringBuilder();
      for (int i = random.nextInt(3); i >= 0; i--) {
        syllables.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
      words.add(syllables.toString());
    }
    return String.join(" ", words);
  }
}
