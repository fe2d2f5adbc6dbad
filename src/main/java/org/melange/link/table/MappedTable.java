package org.melange.link.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.melange.link.row.EntityTable;
import org.melange.run.JobException;

/** Opens tables whose files are on this machine. Safe for any number of threads. */
public final class MappedTable {

  private MappedTable() {}

  /** Maps all of a table. */
  public static EntityTable open(Path directory, TableFiles files) {
    return open(directory, files, Long.MAX_VALUE);
  }

  /**
   * Maps a table: nothing is read but headers and QIDs until rows are asked for. Each mapping
   * checks that the file has the length, the header, the number of entities and the first and last
   * QID that the manifest says; whether the rest is the listed content is {@link
   * ChecksumVerification}'s to find out.
   *
   * @param directory of the segments
   * @param files what the manifest says
   * @param maxBytes how much is mapped at once; a larger table is mapped block by block. The index,
   *     whose reads are scattered, is not opened unless table and index together are no larger
   * @throws JobException naming the first file that is missing, damaged or of another table, or the
   *     entity that is there twice
   */
  public static EntityTable open(Path directory, TableFiles files, long maxBytes) {
    int segments = files.segments().size();
    SegmentCache cache =
        files.bytes() > maxBytes
            ? new LruSegmentCache(segments, i -> segment(directory, files, i), maxBytes)
            : fixed(
                IntStream.range(0, segments).mapToObj(i -> segment(directory, files, i)).toList());
    int[] sizes = files.segments().stream().mapToInt(TableFiles.File::entities).toArray();
    SegmentedRows rows = new SegmentedRows(files.layout(), sizes, cache);
    try {
      EntityTable table =
          new EntityTable(
              files.version(), files.knowledgeBase(), rows.qids(), rows::label, rows::hash, rows);
      return files.graphs().isEmpty() || files.bytes() + files.graphBytes() > maxBytes
          ? table
          : table.indexedBy(new HnswIndex(rows, graphs(directory, files)));
    } catch (IllegalArgumentException e) {
      throw MappedFile.damaged(directory, "cannot be right: " + e.getMessage());
    }
  }

  static SegmentCache fixed(List<Segment> segments) {
    Segment[] all = segments.toArray(Segment[]::new);
    return new SegmentCache() {
      @Override
      public Segment take(int i) {
        return all[i];
      }

      @Override
      public void giveBack(int i) {}
    };
  }

  private static Segment segment(Path directory, TableFiles files, int i) {
    TableFiles.File file = files.segments().get(i);
    Path path = directory.resolve(file.name());
    try {
      Segment segment = new Segment(MappedFile.of(path));
      require(segment.layout().equals(files.layout()), "has rows " + segment.layout().code());
      require(
          segment.precision() == files.precision(), "has rows in " + segment.precision().code());
      require(segment.size() == file.entities(), "has " + segment.size() + " entities");
      require(segment.bytes() == file.bytes(), "has " + segment.bytes() + " bytes");
      requireEnds(segment, file);
      return segment;
    } catch (IllegalArgumentException e) {
      throw MappedFile.damaged(path, e.getMessage());
    }
  }

  private static void requireEnds(Segment segment, TableFiles.File file) {
    long[] qids = new long[segment.size()];
    segment.qids(qids, 0);
    int last = qids.length - 1;
    require(
        last < 0 || (qids[0] == file.first() && qids[last] == file.last()),
        "has other entities at its ends");
  }

  private static List<HnswFile> graphs(Path directory, TableFiles files) {
    List<HnswFile> graphs = new ArrayList<>();
    int from = 0;
    for (TableFiles.Graph file : files.graphs()) {
      int to = Math.min(from + file.segments(), files.segments().size());
      graphs.add(graph(directory.resolve(file.name()), files.part(from, to)));
      from = to;
    }
    if (from < files.segments().size()) {
      throw MappedFile.damaged(directory, "has segments that no graph covers");
    }
    return graphs;
  }

  private static HnswFile graph(Path path, TableFiles covered) {
    try {
      HnswFile graph = new HnswFile(MappedFile.of(path));
      if (graph.size() != covered.entities() || !graph.segments().equals(covered.sum())) {
        throw MappedFile.damaged(path, "is a graph of other segments");
      }
      return graph;
    } catch (IllegalArgumentException e) {
      throw MappedFile.damaged(path, e.getMessage());
    }
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(fault + ", which its manifest does not say");
    }
  }
}
