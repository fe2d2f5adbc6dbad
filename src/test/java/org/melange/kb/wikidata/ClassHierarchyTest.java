package org.melange.kb.wikidata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClassHierarchyTest {

  @Test
  void subclassesAreFoundAtAnyDepth() {
    ClassHierarchy classes = ClassHierarchy.of(pairs(2, 1, 3, 2, 4, 3, 9, 8));
    assertThat(classes.withSubclasses(1)).containsExactly(1, 2, 3, 4);
    assertThat(classes.withSubclasses(3, 9)).containsExactly(3, 4, 9);
    assertThat(classes.withSubclasses()).isEmpty();
  }

  @Test
  void aClassWithoutSubclassesIsAlone() {
    assertThat(ClassHierarchy.of(new LongPairs()).withSubclasses(5)).containsExactly(5);
  }

  @Test
  void cyclesEnd() {
    ClassHierarchy classes = ClassHierarchy.of(pairs(1, 1, 2, 1, 3, 2, 1, 3));
    assertThat(classes.withSubclasses(2)).containsExactly(1, 2, 3);
  }

  @Test
  void theDepthIsBounded() {
    LongPairs chain = new LongPairs();
    for (int id = 1; id < 2 * ClassHierarchy.MAX_DEPTH; id++) {
      chain.add(id + 1, id);
    }
    assertThat(ClassHierarchy.of(chain).withSubclasses(1)).hasSize(ClassHierarchy.MAX_DEPTH + 1);
  }

  @Test
  void arbitraryGraphsGiveWhatASearchGives() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      LongPairs edges = new LongPairs();
      Map<Long, Set<Long>> children = new HashMap<>();
      for (int edge = 0; edge < 300; edge++) {
        long child = 1L + random.nextInt(200);
        long parent = 1L + random.nextInt(200);
        edges.add(child, parent);
        children.computeIfAbsent(parent, p -> new TreeSet<>()).add(child);
      }
      long root = 1L + random.nextInt(200);
      assertThat(ClassHierarchy.of(edges).withSubclasses(root))
          .containsExactly(reachable(root, children));
    }
  }

  @Test
  void classesAreThoseThatHaveASubclassOrAreOne() {
    ClassHierarchy hierarchy = ClassHierarchy.of(pairs(2, 1, 3, 2));
    assertThat(hierarchy.has(1)).isTrue();
    assertThat(hierarchy.has(3)).isTrue();
    assertThat(hierarchy.has(4)).isFalse();
    assertThat(ClassHierarchy.of(pairs()).has(1)).isFalse();
  }

  private static Long[] reachable(long root, Map<Long, Set<Long>> children) {
    Set<Long> found = new TreeSet<>(Set.of(root));
    Deque<Long> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      children.getOrDefault(open.pop(), Set.of()).stream().filter(found::add).forEach(open::push);
    }
    return found.toArray(Long[]::new);
  }

  static LongPairs pairs(long... numbers) {
    LongPairs pairs = new LongPairs();
    for (int i = 0; i < numbers.length; i += 2) {
      pairs.add(numbers[i], numbers[i + 1]);
    }
    return pairs;
  }
}
