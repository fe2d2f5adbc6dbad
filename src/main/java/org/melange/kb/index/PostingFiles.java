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

    int find(long value) {
      return Search.find(values, size, value);
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
      return new EncodedPostings(lists, at, frequency);
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
