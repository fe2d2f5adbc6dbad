package org.melange.kb.index;

import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.apache.lucene.util.LongValues;
import org.melange.kb.name.NameEntry;

/** Names by their numbers, from files of {@link NumberedNamesWriter}. Thread-safe. */
final class NumberedNames {

  private final Part[] parts;
  private final Ranges numbers;

  /** One file. */
  private static final class Part {
    private final int range;
    private final int size;
    private final Texts texts;
    private final LongValues lengths;
    private final LongValues trigrams;
    private final Entries first;
    private final Entries further;
    private final Offsets ends;

    Part(SectionReader file) {
      range = (int) file.number(NumberedNamesWriter.RANGE);
      size = file.count(NumberedNamesWriter.LENGTHS);
      texts = new Texts(file, NumberedNamesWriter.TEXTS);
      lengths = file.numbers(NumberedNamesWriter.LENGTHS);
      trigrams = file.numbers(NumberedNamesWriter.TRIGRAMS);
      LongValues distinct = file.numbers(NumberedNamesWriter.DISTINCT_WEIGHTS);
      first =
          new Entries(
              file.numbers(NumberedNamesWriter.QIDS),
              file.numbers(NumberedNamesWriter.KINDS),
              file.numbers(NumberedNamesWriter.WEIGHTS),
              distinct);
      further =
          new Entries(
              file.numbers(NumberedNamesWriter.FURTHER_QIDS),
              file.numbers(NumberedNamesWriter.FURTHER_KINDS),
              file.numbers(NumberedNamesWriter.FURTHER_WEIGHTS),
              distinct);
      ends = new Offsets(file, NumberedNamesWriter.FURTHER);
    }
  }

  private record Entries(
      LongValues qids, LongValues kinds, LongValues weights, LongValues distinct) {

    double weight(long at) {
      return Double.longBitsToDouble(distinct.get(weights.get(at)));
    }

    NameEntry entry(long at) {
      return new NameEntry(qids.get(at), NumberedNamesWriter.kind(kinds.get(at)), weight(at));
    }
  }

  NumberedNames(List<SectionReader> files) {
    this.parts =
        files.stream()
            .map(Part::new)
            .sorted(Comparator.comparingInt(part -> part.range))
            .toArray(Part[]::new);
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].range != i) {
        throw new IllegalArgumentException("the names of range " + i + " are missing or twice");
      }
    }
    this.numbers = Ranges.ofSizes(parts.length, i -> parts[i].size);
  }

  int size() {
    return numbers.end();
  }

  boolean is(int number, CharSequence text, int from, int to) {
    int part = numbers.find(number);
    return parts[part].texts.equals(number - numbers.start(part), text, from, to);
  }

  int length(int number) {
    int part = numbers.find(number);
    return (int) parts[part].lengths.get(number - numbers.start(part));
  }

  int trigrams(int number) {
    int part = numbers.find(number);
    return (int) parts[part].trigrams.get(number - numbers.start(part));
  }

  double weight(int number) {
    int part = numbers.find(number);
    return parts[part].first.weight(number - numbers.start(part));
  }

  List<NameEntry> entries(int number) {
    int range = numbers.find(number);
    Part part = parts[range];
    int at = number - numbers.start(range);
    return new NamedEntities(part, at, part.ends.get(at), part.ends.get(at + 1));
  }

  /** Reads an entity when it is asked for: names may have thousands. */
  private static final class NamedEntities extends AbstractList<NameEntry> implements RandomAccess {

    private final Part part;
    private final int at;
    private final long from;
    private final int size;

    NamedEntities(Part part, int at, long from, long to) {
      this.part = part;
      this.at = at;
      this.from = from;
      this.size = (int) (to - from) + 1;
    }

    @Override
    public NameEntry get(int i) {
      Objects.checkIndex(i, size);
      return i == 0 ? part.first.entry(at) : part.further.entry(from + i - 1);
    }

    @Override
    public int size() {
      return size;
    }
  }
}
