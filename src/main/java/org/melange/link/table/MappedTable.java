package org.melange.link.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.melange.link.EntityTable;
import org.melange.run.JobException;

/** Opens tables whose files lie on this machine. */
public final class MappedTable {

  private MappedTable() {}

  /**
   * Maps a table: nothing is read but headers and QIDs until rows are asked for. Whether files hold
   * what the manifest says is {@link Verification}'s to find out.
   *
   * @param folder of the segments
   * @param files what the manifest says
   * @throws JobException naming the first file that is missing, damaged or of another table
   */
  public static EntityTable open(Path folder, TableFiles files) {
    List<Segment> segments = new ArrayList<>();
    for (TableFiles.File file : files.segments()) {
      segments.add(segment(folder.resolve(file.name()), file, files));
    }
    SegmentedRows rows = new SegmentedRows(files.layout(), segments);
    return new EntityTable(
        files.version(), files.knowledgeBase(), rows.qids(), rows::label, rows::hash, rows);
  }

  private static Segment segment(Path path, TableFiles.File file, TableFiles files) {
    try {
      Segment segment = new Segment(map(path));
      require(segment.layout().equals(files.layout()), "has rows " + segment.layout().code());
      require(
          segment.precision() == files.precision(), "has rows in " + segment.precision().code());
      require(segment.size() == file.entities(), "has " + segment.size() + " entities");
      return segment;
    } catch (IllegalArgumentException e) {
      throw damaged(path, e.getMessage());
    }
  }

  /** The whole file, mapped. */
  static ByteBuffer map(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (NoSuchFileException e) {
      throw damaged(path, "does not exist");
    } catch (IOException e) {
      throw new UncheckedIOException("mapping " + path, e);
    }
  }

  static JobException damaged(Path file, String fault) {
    return JobException.input(
        "entity table: " + file + " " + fault + ": embed the knowledge base again");
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(fault + ", which its manifest does not say");
    }
  }
}
