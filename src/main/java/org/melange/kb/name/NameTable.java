package org.melange.kb.name;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.melange.kb.Qids;

/**
 * All names, each once, with the entities that bear it. A name's number is its rank by the weight
 * of its strongest entity, then that entity's QID, then the name: walking through numbers in order
 * means walking from the best known down. Immutable.
 */
final class NameTable {

  private static final Comparator<Name> BY_NAME =
      Comparator.comparing(Name::name)
          .thenComparing(Comparator.comparingDouble(Name::weight).reversed())
          .thenComparingLong(name -> Qids.number(name.qid()))
          .thenComparing(Name::kind);

  /** Names in the order of strings, for look-up, with the number of each. */
  private final String[] sorted;

  private final int[] numbers;

  /** The entries of name {@code n} are those from {@code offsets[n]} to {@code offsets[n + 1]}. */
  private final int[] offsets;

  private final Entry[] entries;
  private final String[] byNumber;

  /**
   * A name standing for an entity.
   *
   * @param qid the number in the entity's QID
   * @param kind how the name came about
   * @param weight how strongly it stands for the entity
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

  /** The number of {@code name}, or -1 if nothing has it. */
  int find(String name) {
    int at = Arrays.binarySearch(sorted, name);
    return at < 0 ? -1 : numbers[at];
  }

  /** The entities that bear the name, the strongest first. */
  List<Entry> entries(int number) {
    return Arrays.asList(entries).subList(offsets[number], offsets[number + 1]);
  }

  /** The weight of the strongest entity that bears the name. */
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

  /** Where each distinct name begins in {@code all}, and the end. */
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
