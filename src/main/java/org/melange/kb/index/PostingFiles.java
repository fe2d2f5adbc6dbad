package org.melange.kb.index;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.util.LongValues;
import org.melange.kb.name.NameFeature;
import org.melange.kb.name.Postings;

/** The names of all values of one feature, from files of {@link PostingWriter}. Thread-safe. */
final class PostingFiles {

  private final Part[] parts;

  private static final class Part {
    private final LongValues values;
    private final int size;
    private final Offsets starts;
    private final ByteBuffer lists;

    Part(SectionReader file) {
      values = file.numbers(PostingWriter.VALUES);
      size = file.count(PostingWriter.VALUES);
      starts = new Offsets(file, PostingWriter.STARTS);
      lists = file.bytes(PostingWriter.LISTS);
    }

    long first() {
      return values.get(0);
    }

    /** The position of a value; negative if it is unknown. */
    int find(long value) {
      int from = 0;
      int to = size - 1;
      while (from <= to) {
        int middle = (from + to) >>> 1;
        long found = values.get(middle);
        if (found == value) {
          return middle;
        }
        from = found < value ? middle + 1 : from;
        to = found < value ? to : middle - 1;
      }
      return -1;
    }

    Postings postings(int position) {
      int at = (int) starts.get(position);
      int frequency = 0;
      int shift = 0;
      byte read;
      do {
        read = lists.get(at++);
        frequency |= (read & 0x7F) << shift;
        shift += 7;
      } while (read < 0);
      return new Numbers(lists, at, frequency);
    }
  }

  private record Numbers(ByteBuffer lists, int from, int frequency) implements Postings {

    @Override
    public int read(int most, int[] into) {
      int count = Math.min(Math.min(most, MOST), frequency);
      int at = from;
      int number = 0;
      for (int i = 0; i < count; i++) {
        int read = lists.get(at++);
        int difference = read & 0x7F;
        for (int shift = 7; read < 0; shift += 7) {
          read = lists.get(at++);
          difference |= (read & 0x7F) << shift;
        }
        number += difference;
        into[i] = number;
      }
      return count;
    }
  }

  PostingFiles(NameFeature feature, List<SectionReader> files) {
    this.parts =
        files.stream()
            .filter(file -> file.text(PostingWriter.FEATURE).equals(feature.name()))
            .filter(file -> file.count(PostingWriter.VALUES) > 0)
            .map(Part::new)
            .sorted(Comparator.comparingLong(Part::first))
            .toArray(Part[]::new);
  }

  Postings of(long value) {
    int part = parts.length - 1;
    while (part >= 0 && parts[part].first() > value) {
      part--;
    }
    int at = part < 0 ? -1 : parts[part].find(value);
    return at < 0 ? Postings.NONE : parts[part].postings(at);
  }
}
