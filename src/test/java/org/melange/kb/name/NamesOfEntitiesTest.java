package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.melange.kb.Qids;
import org.melange.kb.index.NameIndexBuilder;

/** The names of some entities are found as if there were no others. */
class NamesOfEntitiesTest {

  private static final MentionFinder.Settings ALL =
      new MentionFinder.Settings(1, 1, true, Set.of(), false);
  private static final String[] WORDS = {"ka", "to", "ri", "mo", "né", "sa-ar", "o'el"};

  @Test
  void theFinderFindsWhatItWouldFindIfThereWereNoOthers() {
    Random random = new Random(43);
    int found = 0;
    for (int round = 0; round < 1_000; round++) {
      List<Name> names = names(random, 1 + random.nextInt(12));
      LongPredicate accepted = qid -> qid % 2 == 0;
      List<Name> some =
          names.stream().filter(name -> accepted.test(Qids.number(name.qid()))).toList();
      MentionFinder finder =
          new MentionFinder(new NamesOfEntities(NameIndexBuilder.of(names), accepted), ALL);
      MentionFinder expected = new MentionFinder(NameIndexBuilder.of(some), ALL);
      String text = phrase(random, 12);
      assertThat(finder.find(text))
          .as("%s of %s in %s", some, names, text)
          .isEqualTo(expected.find(text));
      found += finder.find(text).size();
    }
    assertThat(found).isGreaterThan(1_000);
  }

  @Test
  void aNameOfSeveralEntitiesCountsIfOneIsAccepted() {
    List<Name> names =
        List.of(
            new Name("georgia", "Q230", Name.Kind.LABEL, 0.9),
            new Name("georgia", "Q1428", Name.Kind.LABEL, 0.5),
            new Name("georgia tech", "Q864855", Name.Kind.LABEL, 0.5));
    NameStore store = NameIndexBuilder.of(names);
    String text = "Fans of Georgia Tech";
    assertThat(new MentionFinder(store, ALL).find(text))
        .extracting("text")
        .containsExactly("Georgia Tech");
    assertThat(new MentionFinder(new NamesOfEntities(store, qid -> qid == 1428), ALL).find(text))
        .extracting("text")
        .containsExactly("Georgia");
    assertThat(new MentionFinder(new NamesOfEntities(store, qid -> false), ALL).find(text))
        .isEmpty();
  }

  private static List<Name> names(Random random, int count) {
    List<Name> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = NameNormalizer.normalize(phrase(random, 1 + random.nextInt(3)));
      String qid = Qids.of(1 + random.nextInt(count));
      names.add(new Name(name, qid, Name.Kind.LABEL, 0.5));
      String folded = NameNormalizer.fold(name);
      if (!folded.equals(name)) {
        names.add(new Name(folded, qid, Name.Kind.LABEL_FOLDED, 0.5));
      }
    }
    return names;
  }

  private static String phrase(Random random, int words) {
    List<String> phrase = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      phrase.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return String.join(" ", phrase);
  }
}
