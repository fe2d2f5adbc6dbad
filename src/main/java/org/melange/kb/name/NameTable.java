package org.melange.kb.name;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.melange.kb.Qids;

/**
 * The distinct names with their entities. Names are numbered by the weight of their strongest
 * entity (descending), then by its QID, then by name: ascending numbers lead from the best-known
 * name down. Immutable.
 */
final class NameTable {

  private static final Comparator<Name> BY_NAME =
      Comparator.comparing(Name::name)
          .thenComparing(Comparator.comparingDouble(Name::weight).reversed())
          .thenComparingLong(name -> Qids.number(name.qid()))
          .thenComparing(Name::kind);

  /** Names in string order, for look-up. */
  private final String[] sorted;

  private final int[] numbers;

  /** The entries of name {@code n} are those from {@code offsets[n]} to {@code offsets[n + 1]}. */
  private final int[] offsets;

  private final Entry[] entries;
  private final String[] byNumber;

  /**
   * An entity with the name.
   *
   * @param qid the number in its QID
   * @param kind the origin of the name
   * @param weight how strongly the name suggests the entity
   */
  record Entry(long qid, Name.Kind kind, double weight) {}

  NameTable(Iterable<Name> names) {
    Name[] all = sort(names);
    int[] firsts = firsts(all);
    Integer[] ranks = ranks(all, firsts);
    this.sorted = new String[ranks.length];
    this.numbers = new int[ranks.length];
    this.byNumber = new String[ranks.length];
    this.offsets = new int[ranks.length + 1];
    this.entries = new Entry[all.length];
    fill(all, firsts, ranks);
  }

  int size() {
    return byNumber.length;
  }

  String name(int number) {
    return byNumber[number];
  }

  /** The number of {@code name}, or -1 if it is unknown. */
  int find(String name) {
    int at = Arrays.binarySearch(sorted, name);
    return at < 0 ? -1 : numbers[at];
  }

  /** The entities with the name, the strongest first. */
  List<Entry> entries(int number) {
    return Arrays.asList(entries).subList(offsets[number], offsets[number + 1]);
  }

  /** The weight of the strongest entity with the name. */
  double weight(int number) {
    return entries[offsets[number]].weight();
  }

  private static Name[] sort(Iterable<Name> names) {
    List<Name> list = new ArrayList<>();
    names.forEach(list::add);
    Name[] all = list.toArray(new Name[0]);
    Arrays.sort(all, BY_NAME);
    return all;
  }

  /** The start of each distinct name in {@code all}, and the end. */
  private static int[] firsts(Name[] all) {
    int[] firsts = new int[all.length + 1];
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || !all[i].name().equals(all[i - 1].name())) {
        firsts[count++] = i;
      }
    }
    firsts[count] = all.length;
    return Arrays.copyOf(firsts, count + 1);
  }

  private static Integer[] ranks(Name[] all, int[] firsts) {
    Integer[] ranks = new Integer[firsts.length - 1];
    Arrays.setAll(ranks, i -> i);
    long[] qids = new long[ranks.length];
    Arrays.setAll(qids, i -> Qids.number(all[firsts[i]].qid()));
    Arrays.sort(
        ranks,
        Comparator.<Integer>comparingDouble(i -> -all[firsts[i]].weight())
            .thenComparingLong(i -> qids[i])
            .thenComparing(Comparator.naturalOrder()));
    return ranks;
  }

  private void fill(Name[] all, int[] firsts, Integer[] ranks) {
    int filled = 0;
    for (int number = 0; number < ranks.length; number++) {
      int position = ranks[number];
      sorted[position] = all[firsts[position]].name();
      numbers[position] = number;
      byNumber[number] = sorted[position];
      offsets[number] = filled;
      for (int i = firsts[position]; i < firsts[position + 1]; i++) {
        entries[filled++] = new Entry(Qids.number(all[i].qid()), all[i].kind(), all[i].weight());
      }
    }
    offsets[ranks.length] = filled;
  }
}
