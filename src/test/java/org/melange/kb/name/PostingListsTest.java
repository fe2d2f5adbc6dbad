package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PostingListsTest {

  @Test
  void returnTheNamesOfEachFeature() {
    Random random = new Random(43);
    Map<Long, List<Integer>> expected = new HashMap<>();
    PostingLists.Builder builder = new PostingLists.Builder();
    for (int name = 0; name < 5_000; name++) {
      long[] features = random.longs(3).map(feature -> feature % 9_000).distinct().toArray();
      builder.add(name, features);
      for (long feature : features) {
        expected.computeIfAbsent(feature, f -> new ArrayList<>()).add(name);
      }
    }
    PostingLists lists = builder.build();
    expected.forEach((feature, names) -> assertThat(list(lists, feature)).isEqualTo(names));
    assertThat(lists.range(10_000)).isEqualTo(PostingLists.Range.NONE);
  }

  @Test
  void areEmptyWithoutNames() {
    assertThat(new PostingLists.Builder().build().range(7).length()).isZero();
  }

  @Test
  void shortenRanges() {
    PostingLists.Range range = new PostingLists.Range(10, 20);
    assertThat(range.atMost(3)).isEqualTo(new PostingLists.Range(10, 13));
    assertThat(range.atMost(30)).isEqualTo(range);
  }

  @Test
  void overlapsAreSummedByName() {
    Random random = new Random(43);
    for (int capacity : new int[] {1, 4, 1_000, 4_095}) {
      Map<Integer, Integer> expected = new HashMap<>();
      OverlapCounter counter = new OverlapCounter(capacity);
      for (int i = 0; i < capacity; i++) {
        int name = random.nextInt(1 << 20);
        counter.add(name, i);
        expected.merge(name, i, Integer::sum);
      }
      Map<Integer, Integer> added = new HashMap<>();
      for (int i = 0; i < counter.size(); i++) {
        added.put(counter.name(i), counter.amount(i));
      }
      assertThat(added).isEqualTo(expected);
      counter.clear();
      assertThat(counter.size()).isZero();
      counter.add(7, 3);
      assertThat(counter.name(0)).isEqualTo(7);
      counter.addToKnown(7, 2);
      counter.addToKnown(8, 2);
      assertThat(counter.amount(0)).isEqualTo(5);
      assertThat(counter.size()).isEqualTo(1);
    }
  }

  @Test
  void similarNamesShareEnoughTrigrams() {
    for (int queried = 1; queried < 200; queried++) {
      int fewest = FuzzyNames.fewestShared(queried);
      assertThat(2.0 * fewest / (queried + fewest)).isGreaterThanOrEqualTo(0.3 - 1e-9);
      int less = fewest - 1;
      assertThat(less == 0 || 2.0 * less / (queried + less) < 0.3).isTrue();
    }
  }

  @Test
  void featuresAreWordsTrigramsAndInitials() {
    assertThat(NameFeatures.trigrams("ab")).hasSize(2);
    assertThat(NameFeatures.trigrams("ab cd ab")).hasSize(4);
    assertThat(NameFeatures.trigrams("🌍")).hasSize(1);
    assertThat(NameFeatures.wordNumbers("ab cd ab")).hasSize(2);
    assertThat(NameFeatures.initials("united nations")).containsExactly(NameFeatures.word("un"));
    assertThat(NameFeatures.initials("office of the president"))
        .containsExactlyInAnyOrder(NameFeatures.word("ootp"), NameFeatures.word("op"));
    assertThat(NameFeatures.initials("paris")).isEmpty();
  }

  private static List<Integer> list(PostingLists lists, long feature) {
    List<Integer> names = new ArrayList<>();
    PostingLists.Range range = lists.range(feature);
    for (int at = range.from(); at < range.to(); at++) {
      names.add(lists.posting(at));
    }
    return names;
  }
}
