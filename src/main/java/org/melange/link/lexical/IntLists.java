package org.melange.link.lexical;

import java.util.List;
import org.apache.lucene.util.LongValues;
import org.melange.kb.index.LongList;
import org.melange.kb.index.Offsets;
import org.melange.kb.index.Ranges;
import org.melange.kb.index.SectionReader;
import org.melange.kb.index.SectionWriter;

/** Lists of ints in a section of each of several files. Immutable, thread-safe. */
final class IntLists {

  private static final long MASK = 0xFFFFFFFFL;

  private final Part[] parts;
  private final Ranges lists;
  private final Ranges values;

  private record Part(int size, Offsets ends, int count, LongValues values) {

    static Part of(SectionReader file, String section) {
      return new Part(
          file.count(endsOf(section)) - 1,
          new Offsets(file, endsOf(section)),
          file.count(section),
          file.numbers(section));
    }
  }

  IntLists(List<SectionReader> files, String section) {
    this.parts = files.stream().map(file -> Part.of(file, section)).toArray(Part[]::new);
    this.lists = Ranges.ofSizes(parts.length, i -> parts[i].size);
    this.values = Ranges.ofSizes(parts.length, i -> parts[i].count);
  }

  private static String endsOf(String section) {
    return section + ".ends";
  }

  /** The position in {@link #value} of the first value of list {@code i}. */
  int from(int i) {
    int part = lists.find(i);
    return values.start(part) + (int) parts[part].ends.get(i - lists.start(part));
  }

  /** One past the position of its last value. */
  int to(int i) {
    int part = lists.find(i);
    return values.start(part) + (int) parts[part].ends.get(i - lists.start(part) + 1);
  }

  int length(int i) {
    return to(i) - from(i);
  }

  int value(int at) {
    int part = values.find(at);
    return (int) parts[part].values.get(at - values.start(part));
  }

  /** Whether list {@code i} contains {@code value}. */
  boolean contains(int i, int value) {
    for (int at = from(i), to = to(i); at < to; at++) {
      if (value(at) == value) {
        return true;
      }
    }
    return false;
  }

  /** Collects lists, one after the other. Not thread-safe. */
  static final class Writer {
    private final LongList ends = new LongList();
    private final LongList values = new LongList();

    Writer() {
      ends.add(0);
    }

    void add(int[] list) {
      for (int value : list) {
        values.add(value & MASK);
      }
      ends.add(values.size());
    }

    /** The number of lists so far. */
    int size() {
      return ends.size() - 1;
    }

    void to(SectionWriter file, String section) {
      Offsets.write(file, endsOf(section), ends);
      file.numbers(section, values);
    }
  }
}
