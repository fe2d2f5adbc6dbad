package org.melange.kb.wikidata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.melange.kb.Redirects;

class ItemRedirectsTest {

  @Test
  void aChainLeadsToItsLastItem() {
    assertThat(resolved(3, 2, 2, 1, 5, 3)).isEqualTo(Map.of(2L, 1L, 3L, 1L, 5L, 1L));
  }

  @Test
  void aCycleLeadsToItsSmallestNumber() {
    assertThat(resolved(7, 4, 4, 6, 6, 7, 9, 7)).isEqualTo(Map.of(6L, 4L, 7L, 4L, 9L, 4L));
  }

  @Test
  void aRedirectToItselfIsIgnored() {
    assertThat(resolved(7, 7, 8, 7)).isEqualTo(Map.of(8L, 7L));
  }

  @Test
  void theResultIsThatOfRedirectsOfOtherKnowledgeBases() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      LongPairs pairs = new LongPairs();
      Redirects expected = new Redirects();
      for (int i = 0; i < 30; i++) {
        long from = 1L + random.nextInt(25);
        long to = 1L + random.nextInt(25);
        pairs.add(from, to);
        expected.add("Q" + from, "Q" + to);
      }
      Map<String, String> found = new HashMap<>();
      map(ItemRedirects.of(pairs)).forEach((from, to) -> found.put("Q" + from, "Q" + to));
      assertThat(found).isEqualTo(expected.targets());
    }
  }

  private static Map<Long, Long> resolved(long... numbers) {
    return map(ItemRedirects.of(ClassHierarchyTest.pairs(numbers)));
  }

  private static Map<Long, Long> map(ItemRedirects redirects) {
    LongPairs pairs = redirects.resolved();
    Map<Long, Long> map = new HashMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      map.put(pairs.firsts()[i], pairs.seconds()[i]);
    }
    return map;
  }
}
